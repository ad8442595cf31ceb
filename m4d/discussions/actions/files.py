"""Files with contributions: as with topics; under a pseudonym none that may say inside who made it."""

from collections.abc import Iterable
from functools import partial

from django.utils.translation import gettext as _

from m4d.activity.actions import Incoming
from m4d.community import actions as community
from m4d.community import queries as community_queries
from m4d.core.files import Sound
from m4d.core.verdicts import Refusal

from ..models import Contribution
from .writing import shown

#: Types in which nothing says who made a file: pictures have lost their notes, plain text never had any.
NAMELESS = frozenset({"image/webp", "text/csv", "text/plain"})


def sort_files(files: Iterable, pseudonym) -> tuple[list[Sound], list[str]]:
    """Which files may hang on words of this speaker, and a sentence about each other one."""
    sound, refused = community.sort_files(files)
    if pseudonym is None:
        return sound, refused
    reason = _("Such a file can say inside who made it. Under a pseudonym add pictures, CSV or plain text only.")
    refused += [f"{file.name}: {reason}" for file in sound if file.media_type not in NAMELESS]
    return [file for file in sound if file.media_type in NAMELESS], refused


def files_of_mail(incoming: Incoming, pseudonym) -> tuple[list[Sound], str]:
    """The files of a mail that are taken, and what its sender is told about the others."""
    return community.files_of_mail(incoming, partial(sort_files, pseudonym=pseudonym))


def hang(contribution: Contribution, files: Iterable, *, by, at) -> None:
    """Hang files on new words: all of them, or none with the sentences that say why."""
    sound, refused = sort_files(files, contribution.pseudonym)
    if refused:
        raise Refusal(refused)
    community.attach(contribution, sound, by=by, at=at)


def files_changed(contribution: Contribution) -> None:
    """Files were added, scanned or taken away: the page follows."""
    files = community_queries.attachments_of(contribution)
    Contribution.objects.filter(pk=contribution.pk).update(file_count=len(files))
    shown(contribution.discussion)


def files_cannot_wait() -> str:
    """Why words that appear later come without files."""
    return _(
        "Files cannot wait: inside may stand when they were made. Let your words appear at once, or leave files out."
    )
