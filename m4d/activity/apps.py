from django.apps import AppConfig


class ActivityConfig(AppConfig):
    """Plugs the journal into the room below, which writes to it too."""

    name = "m4d.activity"
    label = "activity"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from m4d.accounts.actions import journal  # noqa: PLC0415 models are not loaded before this moment

        from . import actions  # noqa: PLC0415

        journal.plug_journal(actions.record)
