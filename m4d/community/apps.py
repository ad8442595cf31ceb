from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from m4d.core.ui import navigation


class CommunityConfig(AppConfig):
    name = "m4d.community"
    label = "community"
    verbose_name = _("Community")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        """Say who shares a group, what can be reported, where messages stand and who is reached there."""
        # These need loaded models, so they cannot stand at the top.
        from m4d.moderation import actions as moderation  # noqa: PLC0415
        from m4d.people import queries as people  # noqa: PLC0415
        from m4d.places import policies as places  # noqa: PLC0415

        from . import actions, queries  # noqa: PLC0415

        places.register_desk(queries.desks_of)
        people.register_group_source(queries.who_shares_a_closed_group)
        actions.register_reportable_kinds()
        actions.register_events()
        actions.open_attachments()
        moderation.register_signals(queries.signals_of)
        navigation.count(navigation.Line(_("Your messages"), "messages/", order=15), queries.unread_conversations)
        navigation.offer(navigation.Line(_("Bookmarks and drafts"), "topics/kept/", order=16))
