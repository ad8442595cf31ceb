from django.apps import AppConfig

from m4d.core.later import set_carrier


class JobsConfig(AppConfig):
    """Carries what other rooms ask `core.later` for."""

    name = "m4d.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        # The actions need this room's tables, which exist only now.
        from . import actions  # noqa: PLC0415

        set_carrier(actions.ask)
