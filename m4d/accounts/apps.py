"""The room accounts, and the discovery of each room's privacy.py."""

from django.apps import AppConfig
from django.db.models.signals import m2m_changed
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from m4d.core.ui import navigation


class AccountsConfig(AppConfig):
    """Starts the privacy socket: each room's privacy.py says what it holds about a person."""

    name = "m4d.accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Find the privacy.py of every installed room, as the Django admin finds admin.py; stand in the menu."""
        # Deferred: models exist only from here on.
        from . import adapters  # noqa: PLC0415
        from .models import Person  # noqa: PLC0415

        m2m_changed.connect(adapters.groups_changed, sender=Person.groups.through)
        navigation.offer(navigation.Line(_("Settings"), "settings/", order=90))
        autodiscover_modules("privacy")
