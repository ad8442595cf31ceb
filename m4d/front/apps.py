from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class FrontConfig(AppConfig):
    name = "m4d.front"
    label = "front"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # Deferred: models exist only from here on.
        from wagtail.models import PageViewRestriction  # noqa: PLC0415
        from wagtail.signals import page_published, page_unpublished  # noqa: PLC0415

        from m4d.activity import queries as activity  # noqa: PLC0415
        from m4d.core.ui import navigation  # noqa: PLC0415

        from . import adapters, queries  # noqa: PLC0415
        from .models import HomePage, Menu, StandardPage  # noqa: PLC0415

        for model in (HomePage, StandardPage):
            page_published.connect(adapters.page_published, sender=model)
            page_unpublished.connect(adapters.page_unpublished, sender=model)
            post_delete.connect(adapters.page_deleted, sender=model)
        post_save.connect(adapters.restriction_changed, sender=PageViewRestriction)
        post_delete.connect(adapters.restriction_changed, sender=PageViewRestriction)
        post_save.connect(adapters.menu_saved, sender=Menu)
        post_delete.connect(adapters.menu_saved, sender=Menu)
        post_migrate.connect(adapters.rights_settled, sender=self)
        activity.set_joins(queries.joined)
        navigation.provide("main", queries.main_lines)
        navigation.provide("footer", queries.footer_groups)
        navigation.offer(navigation.Line(_("What waits for you"), "desk/", order=10))
