"""Mails of ours that did not arrive are counted; to whom nothing arrives, nothing is sent until they say so."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from ..choices import MOST_BOUNCES
from ..models import Delivery


@transaction.atomic
def count_bounce(person_id: int, *, at: datetime | None = None) -> bool:
    """One more mail to this person was refused for good. True when mail to them pauses from now on."""
    at = at or timezone.now()
    row, _is_new = Delivery.objects.get_or_create(person_id=person_id)
    Delivery.objects.filter(pk=row.pk).update(bounces=F("bounces") + 1, bounced_at=at)
    return bool(Delivery.objects.filter(pk=row.pk, bounces__gte=MOST_BOUNCES, paused_at=None).update(paused_at=at))


@transaction.atomic
def note_arrival(person_id: int) -> None:
    """A person wrote to us: their mail service works, so what it refused before counts no more."""
    Delivery.objects.filter(person_id=person_id).update(bounces=0, bounced_at=None, paused_at=None)
