from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiscussionsConfig(AppConfig):
    name = "m4d.discussions"
    label = "discussions"
    verbose_name = _("E-discussions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Tell the rooms below what can be reported, what trails lead through, and which mails there are."""
        # This needs loaded models, so it cannot stand at the top.
        from . import actions  # noqa: PLC0415

        actions.register_everything()
