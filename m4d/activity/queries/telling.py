"""What is told to whom, and how soon: the kinds of events that rooms declared, levels and cadences."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf

from m4d.accounts.models import Person
from m4d.core.pages.prepared import Prepared, number_marks, spread, text_mark

from ..choices import DEFAULT_CADENCE, PERSONAL, Cadence, Event, Level
from ..gateways.letters import Message
from ..models import Delivery, Entry, Follow, Notice, Preference


@dataclass(frozen=True)
class Declared:
    """What a room said about one verb of its own."""

    event: Event
    message: Callable[[Entry, str], Message]
    thing: Callable[[Entry], str] | None = None
    readers: Callable[[Entry, Collection[int]], Collection[int]] | None = None


@dataclass(frozen=True)
class Reach:
    """How many people a thing will be told to: at once, by digest, and only on their pages."""

    now: int = 0
    digest: int = 0
    none: int = 0


_declared: dict[str, Declared] = {}


def declare(verb: str, declared: Declared) -> None:
    """Remember what a room says about its verb (through `actions.register_event`)."""
    _declared[str(verb)] = declared


def declared(verb: str) -> Declared | None:
    """What a room said about a verb, None where no mail tells of it."""
    return _declared.get(str(verb))


def event_of(verb: str, *, followed: bool) -> str:
    """The kind of event of a verb; what nobody declared is news for those who follow, and otherwise no mail."""
    found = declared(verb)
    if found:
        return found.event
    return Event.TOPIC if followed else ""


def cadences(people: Collection[int], event: str) -> dict[int, str]:
    """How soon each of these people wishes mails about this kind of event."""
    chosen = Preference.objects.filter(person__in=people, event=event).values_list("person", "cadence")
    return dict.fromkeys(people, str(DEFAULT_CADENCE[Event(event)])) | dict(chosen)


def preferences_of(person) -> dict[str, str]:
    """How soon a person wishes mails about each kind of event."""
    chosen = Preference.objects.filter(person=person).values_list("event", "cadence")
    return {str(event): str(cadence) for event, cadence in DEFAULT_CADENCE.items()} | dict(chosen)


def muted(people: Collection[int], thing: tuple[int, int], event: str) -> set[int]:
    """Who of these people wishes to hear nothing of a thing; what is meant for one person is told all the same."""
    if event in PERSONAL:
        return set()
    kind, number = thing
    rows = Follow.objects.filter(about_type=kind, about_id=number, level=Level.NONE, person__in=people)
    return set(rows.values_list("person_id", flat=True))


def _about(things: Iterable[Model]) -> Q:
    found = Q(pk__in=[])
    for thing in things:
        found |= Q(about_type=ContentType.objects.get_for_model(thing), about_id=thing.pk)
    return found


def followers(things: Iterable[Model], event: str) -> QuerySet[Follow]:
    """Who follows one of these things with everything that happens, each with the cadence that holds."""
    return _with_cadence(Follow.objects.filter(_about(things), level=Level.ALL), event)


def followers_of(thing: tuple[int, int], event: str) -> QuerySet[Follow]:
    """The same for one thing, named by its kind and number."""
    kind, number = thing
    return _with_cadence(Follow.objects.filter(about_type=kind, about_id=number, level=Level.ALL), event)


def _with_cadence(rows: QuerySet[Follow], event: str) -> QuerySet[Follow]:
    return _how_soon(rows, event, str(DEFAULT_CADENCE[Event(event)]))


def _how_soon(rows: QuerySet[Follow], event: str, default: str) -> QuerySet[Follow]:
    chosen = Preference.objects.filter(person=OuterRef("person"), event=event).values("cadence")
    return rows.annotate(how_soon=Coalesce(NullIf("cadence", Value("")), Subquery(chosen), Value(default)))


# Marks of a prepared statement, for a thing and the one that it stands in: every page with a composer asks for both.
_KINDS, _NUMBERS, _BY, _EVENT, _DEFAULT = (-1, -2), number_marks(2), -3, text_mark("event"), text_mark("default")
_REACHED = Prepared(
    lambda: _how_soon(
        Follow.objects.filter(
            Q(about_type_id=_KINDS[0], about_id=_NUMBERS[0]) | Q(about_type_id=_KINDS[1], about_id=_NUMBERS[1]),
            level=Level.ALL,
            person__is_active=True,
        ).exclude(person_id=_BY),
        _EVENT,
        _DEFAULT,
    ).values_list("person_id", "how_soon")
)


def _reached(things: list[Model], event: str, by: int) -> Iterable[tuple[int, str]]:
    """Who follows one of these things, and how soon they wish to hear of it; `by` is not told."""
    if not 0 < len(things) <= len(_NUMBERS):
        rows = followers(things, event).filter(person__is_active=True).exclude(person_id=by)
        return rows.values_list("person_id", "how_soon")
    kinds = [ContentType.objects.get_for_model(thing).pk for thing in things]
    values = {**spread(_KINDS, kinds), **spread(_NUMBERS, [thing.pk for thing in things])}
    return _REACHED({**values, _BY: by, _EVENT: event, _DEFAULT: str(DEFAULT_CADENCE[Event(event)])})


def reach(about: Model | Iterable[Model], verb: str, *, by=None) -> Reach:
    """How many people will be told when this happens to this thing (or to these): for whoever is about to write it.

    `by` is who writes, and is not told. Whoever follows two of the things is counted once, as the first is told.
    """
    things = [about] if isinstance(about, Model) else list(about)
    rows = _reached(things, event_of(verb, followed=True), by.pk if by is not None and by.pk else 0)
    soonest = {Cadence.NOW: 0, Cadence.DAILY: 1, Cadence.WEEKLY: 1, Cadence.NEVER: 2}
    best: dict[int, int] = {}
    for person, how_soon in rows:
        rank = soonest[how_soon]
        best[person] = min(rank, best.get(person, rank))
    count = Counter(best.values())
    return Reach(now=count[0], digest=count[1], none=count[2])


def to_mail_now(entry: Entry, after: int) -> QuerySet[Notice]:
    """Notices of an entry that wait for a mail of their own, with the people, by number; held against other jobs."""
    waiting = Notice.objects.filter(entry=entry, cadence=Cadence.NOW, mailed_at=None, pk__gt=after)
    return waiting.select_related("person").select_for_update(of=("self",)).order_by("pk")


def unreachable(people: Collection[int]) -> set[int]:
    """Those of these people to whom no mail goes: they left, were shut out, or nothing arrives there."""
    gone = Person.objects.filter(pk__in=people).exclude(is_active=True, erased_at=None).values_list("pk", flat=True)
    paused = Delivery.objects.filter(person__in=people).exclude(paused_at=None).values_list("person_id", flat=True)
    return {*gone, *paused}


def mailed_since(people: Collection[int], since: datetime) -> list[int]:
    """For each mail about a single event that these people got since then, the person."""
    rows = Notice.objects.filter(person__in=people, cadence=Cadence.NOW, mailed_at__gte=since)
    return list(rows.values_list("person_id", flat=True))
