"""Files are looked at, kept, scanned where the installation has a scanner, and taken away with what they hang on."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.activity.actions import Incoming
from m4d.core.files import Sound, checked_attachment
from m4d.core.later import later, outside
from m4d.core.verdicts import Refusal

from .. import policies, queries
from ..gateways import scanner
from ..models import Attachment, Post, Scan, changed_of, make_attachable
from ..queries.attachment import FILES_OF_ONE
from .kept import topic_changed


def open_attachments() -> None:
    """Files can hang on posts and private messages (called once at start-up)."""
    make_attachable(Post, changed=_post_changed)


def _post_changed(post) -> None:
    Post.objects.filter(pk=post.pk).update(file_count=len(queries.attachments_for(Post, [post.pk]).get(post.pk, [])))
    topic_changed(post.topic, card=False)


def sort_files(files: Iterable) -> tuple[list[Sound], list[str]]:
    """Which of these uploads may be kept, and for each other one a sentence that names it and says why not."""
    sound, refused = [], []
    for file in files:
        try:
            sound.append(file if isinstance(file, Sound) else checked_attachment(file))
        except ValidationError as error:
            refused.append(f"{file.name}: {' '.join(error.messages)}")
    return sound, refused


def files_of_mail(incoming: Incoming, sort: Callable = sort_files) -> tuple[list[Sound], str]:
    """The files of a mail that are taken; a sentence for its sender about each that is not. The words are taken.

    `sort` says of each file whether it may be kept, as `sort_files` does.
    """
    files = [ContentFile(one.content, name=one.name) for one in incoming.files]
    sound, refused = sort(files[:FILES_OF_ONE])
    if len(files) > FILES_OF_ONE:
        refused.append(_("Further files were left out: there were too many."))
    if not refused:
        return sound, ""
    return sound, "\n".join([_("Your words were taken. These files were not:"), *refused])


@transaction.atomic
def attach(thing: Model, files: Iterable, *, by, at: datetime | None = None) -> list[Attachment]:
    """Hang files on a thing of one's own: all of them, or none with the sentences that say why."""
    at = at or timezone.now()
    sound, refused = sort_files(files)
    if refused:
        raise Refusal(refused)
    if not sound:
        return []
    accounts.hold(by)
    size = sum(file.size for file in sound)
    policies.may_attach(by, thing, count=len(sound), size=size, at=at).or_refuse()
    made = [keep_file(thing, file, by=by, at=at) for file in sound]
    _changed(thing)
    return made


def keep_file(thing: Model, file: Sound, *, by, at: datetime) -> Attachment:
    """Keep one file that was looked at. Asks no policy: its callers did."""
    state = Scan.WAITING if scanner.is_there() else Scan.NOT_SCANNED
    made = Attachment(
        about=thing, by=by, name=file.name, media_type=file.media_type, size=file.size, scan=state, created_at=at
    )
    made.file.save(file.name, file.content, save=False)
    try:
        made.save()
    except Exception:
        default_storage.delete(made.file.name)
        raise
    if state == Scan.WAITING:
        later(scan_attachment, attachment_id=made.pk)
    return made


@outside
def scan_attachment(*, attachment_id: int) -> str:
    """Let the scanner see a file (background). One that it finds harmful is deleted; only its name stays.

    Where the scanner does not answer the job is tried again, and the clock asks once more every hour.
    """
    made = Attachment.objects.filter(pk=attachment_id, scan=Scan.WAITING).first()
    if made is None:
        return ""
    if not scanner.is_there():
        state = Scan.NOT_SCANNED
    else:
        with made.file.open("rb") as content:
            state = Scan.CLEAN if scanner.scan(content).is_clean else Scan.FOUND
    if state == Scan.FOUND:
        default_storage.delete(made.file.name)
        Attachment.objects.filter(pk=made.pk).update(file="")
    Attachment.objects.filter(pk=made.pk).update(scan=state, scanned_at=timezone.now())
    _changed(made.about)
    return state


def scan_waiting() -> int:
    """Ask again for files that the scanner could not see before (clock). Returns how many."""
    numbers = queries.waiting_for_scan()
    for number in numbers:
        later(scan_attachment, attachment_id=number)
    return len(numbers)


@transaction.atomic
def drop_attachment(made: Attachment, *, by) -> None:
    """Whoever added a file takes it away again."""
    policies.may_drop(by, made).or_refuse()
    _remove([made])
    _changed(made.about)


@transaction.atomic
def drop_attachments(thing: Model) -> int:
    """The files of a thing whose words go, go with it. Returns how many. Asks no policy: its callers did."""
    removed = _remove(queries.attachments_of(thing))
    if removed:
        _changed(thing)
    return removed


def _remove(attachments: list[Attachment]) -> int:
    """Rows at once, files once that is safe."""
    names = [made.file.name for made in attachments if made.file]
    Attachment.objects.filter(pk__in=[made.pk for made in attachments]).delete()
    transaction.on_commit(lambda: [default_storage.delete(name) for name in names])
    return len(attachments)


def _changed(thing) -> None:
    changed = changed_of(type(thing)) if thing is not None else None
    if changed is not None:
        changed(thing)
