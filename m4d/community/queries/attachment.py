"""Files beside what they hang on: one statement for a whole page of things."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Sum

from ..gateways import scanner
from ..models import Attachment, Scan

FILES_OF_ONE = 5
"""Files on one thing."""

BYTES_A_DAY = 60 * 1024 * 1024
"""Bytes that one person hangs on things in 24 hours."""


def attachments_of(thing: Model) -> list[Attachment]:
    """The files of one thing, in the order in which they were chosen."""
    return attachments_for(thing._meta.concrete_model, [thing.pk]).get(thing.pk, [])


def attachments_for(model: type[Model], numbers: Iterable[int]) -> dict[int, list[Attachment]]:
    """The files of many things of one model, by their numbers: one statement, however many things."""
    kind = ContentType.objects.get_for_model(model)
    found: dict[int, list[Attachment]] = {}
    for attachment in Attachment.objects.filter(about_type=kind, about_id__in=list(numbers)):
        found.setdefault(attachment.about_id, []).append(attachment)
    return found


def attachment_for(person, pk: int) -> Attachment | None:
    """A file that this person may fetch now."""
    return Attachment.objects.visible_to(person).fetchable().filter(pk=pk).first()


def attached_since(person, moment: datetime) -> int:
    """How many bytes somebody has hung on things since a moment."""
    return Attachment.objects.filter(by=person, created_at__gt=moment).aggregate(all=Sum("size"))["all"] or 0


def scanner_answers() -> bool | None:
    """Whether the virus scanner answers; None where the installation has none."""
    return scanner.answers() if scanner.is_there() else None


def waiting_for_scan() -> list[int]:
    """The numbers of files that the scanner has not seen, oldest first."""
    return list(Attachment.objects.filter(scan=Scan.WAITING).order_by("pk").values_list("pk", flat=True)[:500])
