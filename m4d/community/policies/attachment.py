"""Who may hang files on what."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..models import changed_of
from ..queries.attachment import BYTES_A_DAY, FILES_OF_ONE


def may_attach(person, thing, *, count: int, size: int, at) -> Verdict:
    """Whether somebody may hang so many files of so many bytes on a thing: their own, and not without end."""
    there = len(queries.attachments_of(thing))
    return verdict(
        changed_of(type(thing)) is None and _("Files cannot be added here."),
        getattr(thing, "author_id", None) != person.pk and _("Only the author adds files to a text."),
        there + count > FILES_OF_ONE
        and ngettext(
            "At most %(count)d file can be added to one text.",
            "At most %(count)d files can be added to one text.",
            FILES_OF_ONE,
        )
        % {"count": FILES_OF_ONE},
        queries.attached_since(person, at - timedelta(hours=24)) + size > BYTES_A_DAY
        and _("You have added 60 MB of files in 24 hours, which is the most. Add this one later."),
    )


def may_drop(person, attachment) -> Verdict:
    """Whether somebody may take a file away again."""
    return verdict(
        attachment.by_id != person.pk and _("Only whoever added a file takes it away."),
    )
