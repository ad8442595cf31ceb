from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from m4d.core.ui import navigation


class PeopleConfig(AppConfig):
    name = "m4d.people"
    label = "people"
    verbose_name = _("People and organizations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Say how people are named to a reader, who speaks for a territory, and which things can be reported."""
        # These need loaded models, so they cannot stand at the top.
        from m4d.activity import queries as activity  # noqa: PLC0415
        from m4d.places import policies as places  # noqa: PLC0415

        from . import actions, policies, queries  # noqa: PLC0415

        activity.set_namer(policies.names_for)
        activity.set_interests(queries.themes_of)
        places.register_speaker(policies.territories_spoken_for)
        actions.register_reportable_kinds()
        navigation.offer(navigation.Line(_("Your profile"), "people/me/", order=20))
