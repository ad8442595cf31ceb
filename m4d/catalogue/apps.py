"""The room catalogue, and the discovery of each room's cards.py."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    """Starts the card socket: each room's cards.py says how its public things are found."""

    name = "m4d.catalogue"
    label = "catalogue"
    verbose_name = _("Catalogue")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Find the cards.py of every installed room, and keep the search index beside its tables."""
        # The gateway uses the models, which exist only once every app is loaded.
        from m4d.activity import queries as activity  # noqa: PLC0415
        from m4d.catalogue.gateways import index  # noqa: PLC0415
        from m4d.catalogue.queries.public import news_since  # noqa: PLC0415

        activity.set_news(news_since)
        post_migrate.connect(index.after_migrate, sender=self, dispatch_uid="catalogue.index")
        autodiscover_modules("cards")
