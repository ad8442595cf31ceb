"""What waits for a digest, and for whom one is due."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import Exists, OuterRef, Q, QuerySet

from m4d.accounts.models import Person

from ..choices import Cadence, Event
from ..gateways.letters import News
from ..models import Delivery, Notice, Preference
from .journal import with_things

_interests: list[Callable] = []
_news: list[Callable] = []


def set_interests(source: Callable[[Collection[int]], Mapping[int, frozenset[str]]]) -> None:
    """Called once by the room `people`: the codes of the themes of these people, whose news come first."""
    _interests[:] = [source]


def interests_of(people: Iterable[int]) -> Mapping[int, frozenset[str]]:
    """The themes of each of these people."""
    return _interests[0](list(people)) if _interests else {}


def set_news(source: Callable[[datetime, str], list[News]]) -> None:
    """Called once by the room `catalogue`: what is new or changed for everybody since then, in this language."""
    _news[:] = [source]


def tells_news() -> bool:
    """Whether some room says what is new."""
    return bool(_news and _interests)


def news_since(since: datetime, language: str) -> list[News]:
    """What is new or changed for everybody since then, the newest first."""
    return _news[0](since, language) if _news else []


def readers_of_news(zones: Collection[str], cadence: str) -> list[int]:
    """Who in these zones wishes news of their themes at this cadence, and can be written to."""
    people = Person.objects.active().filter(time_zone__in=zones)
    chosen = Preference.objects.filter(person=OuterRef("pk"), event=Event.NEWS)
    if cadence == Cadence.WEEKLY:
        people = people.exclude(Exists(chosen.exclude(cadence=cadence)))
    else:
        people = people.filter(Exists(chosen.filter(cadence=cadence)))
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    paused = Delivery.objects.filter(person=OuterRef("pk"), paused_at__isnull=False)
    return list(people.filter(Exists(confirmed)).exclude(Exists(paused)).values_list("pk", flat=True))


def wishes_for_news(people: Collection[int]) -> dict[int, str]:
    """How often each of these people wishes news of their themes."""
    chosen = Preference.objects.filter(person__in=people, event=Event.NEWS).values_list("person", "cadence")
    return dict.fromkeys(people, str(Cadence.WEEKLY)) | dict(chosen)


def _waiting(until: Mapping[str, datetime]) -> Q:
    due = Q(pk__in=[])
    for cadence, moment in until.items():
        due |= Q(cadence=str(cadence), entry__at__lt=moment)
    return due & Q(mailed_at=None)


def zones_waiting_for_digests() -> list[str]:
    """The time zones of everybody for whom something waits."""
    rows = Notice.objects.filter(mailed_at=None, cadence__in=["daily", "weekly"]).order_by()
    return list(rows.values_list("person__time_zone", flat=True).distinct())


def people_due(zones: Collection[str], until: Mapping[str, datetime]) -> list[int]:
    """Who in these zones has something waiting that is due."""
    rows = Notice.objects.filter(_waiting(until), person__time_zone__in=zones).order_by()
    return list(rows.values_list("person_id", flat=True).distinct())


def waiting_for_digest(people: Collection[int], until: Mapping[str, datetime]) -> QuerySet[Notice]:
    """What waits for these people and is due, newest first; held against other jobs."""
    rows = Notice.objects.filter(_waiting(until), person__in=people)
    rows = rows.select_related("person", "entry__by").select_for_update(of=("self",))
    return rows.order_by("person_id", "-entry_id")


def with_entries(notices: Iterable[Notice]) -> list[Notice]:
    """The same notices with what their entries are about; notices of one entry share it."""
    found, entries = list(notices), {}
    for notice in found:
        notice.entry = entries.setdefault(notice.entry_id, notice.entry)
    with_things(list(entries.values()))
    return found
