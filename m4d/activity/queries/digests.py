"""What waits for a digest, and for whom one is due."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet

from ..models import Notice
from .journal import with_things

_interests: list[Callable] = []


def set_interests(source: Callable[[Collection[int]], Mapping[int, frozenset[str]]]) -> None:
    """Called once by the room `people`: the codes of the themes of these people, whose news come first."""
    _interests[:] = [source]


def interests_of(people: Iterable[int]) -> Mapping[int, frozenset[str]]:
    """The themes of each of these people."""
    return _interests[0](list(people)) if _interests else {}


def _waiting(until: Mapping[str, datetime]) -> Q:
    due = Q(pk__in=[])
    for cadence, moment in until.items():
        due |= Q(cadence=str(cadence), entry__at__lt=moment)
    return due & Q(mailed_at=None)


def zones_waiting_for_digests() -> list[str]:
    """The time zones of everybody for whom something waits."""
    rows = Notice.objects.filter(mailed_at=None, cadence__in=["daily", "weekly"]).order_by()
    return list(rows.values_list("person__time_zone", flat=True).distinct())


def people_due(zone: str, until: Mapping[str, datetime]) -> list[int]:
    """Who in this zone has something waiting that is due."""
    rows = Notice.objects.filter(_waiting(until), person__time_zone=zone).order_by()
    return list(rows.values_list("person_id", flat=True).distinct())


def waiting_for_digest(people: Collection[int], until: Mapping[str, datetime]) -> QuerySet[Notice]:
    """What waits for these people and is due, newest first."""
    rows = Notice.objects.filter(_waiting(until), person__in=people)
    return rows.select_related("person", "entry__by").order_by("person_id", "-entry_id")


def with_entries(notices: Iterable[Notice]) -> list[Notice]:
    """The same notices with what their entries are about; notices of one entry share it."""
    found, entries = list(notices), {}
    for notice in found:
        notice.entry = entries.setdefault(notice.entry_id, notice.entry)
    with_things(list(entries.values()))
    return found
