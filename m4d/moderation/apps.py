from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from m4d.core.ui import navigation


class ModerationConfig(AppConfig):
    name = "m4d.moderation"
    label = "moderation"
    verbose_name = _("Moderation")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Whoever was decided about finds it under their name."""
        navigation.offer(navigation.Line(_("Decisions about me"), "moderation/about-me/", order=80))
