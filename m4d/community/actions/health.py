"""Counting how the community is doing."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from .. import queries
from ..models import Health


@transaction.atomic
def count_health(*, at: datetime | None = None) -> Health:
    """Work out the counts and keep them in place of the last ones (clock, every night)."""
    at = at or timezone.now()
    made, _is_new = Health.objects.update_or_create(pk=1, defaults={"made_at": at, "counts": queries.counted(at)})
    return made
