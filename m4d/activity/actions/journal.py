"""Writing the journal, and whom an entry is told."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.core.later import later

from .. import queries
from ..choices import STRONGEST_FIRST, Cadence, Event
from ..gateways.letters import Message
from ..models import Entry, Follow, Notice
from ..queries import telling
from .mailing import mail_notices


def register_event(
    verb: str,
    *,
    event: Event | str,
    message: Callable[[Entry, str], Message],
    thing: Callable[[Entry], str] | None = None,
    readers: Callable[[Entry, Collection[int]], Collection[int]] | None = None,
) -> None:
    """Mails tell of this verb: called by a room when it starts.

    `message(entry, language)` makes the mail, once for each language; None where there is nothing left to tell.
    `thing(entry)` names what entries of several verbs have in common ("post-12"): nobody is told of it twice.
    `readers(entry, people)` gives those of these people (numbers) who may read it at this moment.
    """
    telling.declare(verb, telling.Declared(Event(event), message, thing, readers))


@transaction.atomic
def record(
    verb: str,
    *,
    by,
    about: Model,
    tell: Iterable = (),
    concerns=None,
    data: dict | None = None,
    at: datetime | None = None,
    for_followers: bool = False,
    tell_as: Mapping[str, Iterable] | None = None,
    followers_of: Iterable[Model] = (),
) -> Entry:
    """Write one row into the journal and tell the people named.

    `by` is the acting person (None for the clock), `concerns` the person about whom something was decided, `data`
    plain values for the sentence. `tell_as` names people by the event that it is for them ("mention": [...]).
    With `for_followers` those who follow the thing are told too, in the background, and with `followers_of` those who
    follow other things: the group of a topic.
    """
    kind = ContentType.objects.get_for_model(about)
    acting = by if by is not None and by.pk and not by.is_anonymous else None
    entry = Entry.objects.create(
        verb=str(verb),
        by=acting,
        about_type=kind,
        about_id=about.pk,
        concerns=concerns,
        data=data or {},
        at=at or timezone.now(),
    )
    told: dict[int, str] = {}
    usual = queries.event_of(verb, followed=False)
    for event, people in [*_strongest_first(tell_as or {}), (usual, tell)]:
        for person in people:
            if person is not None and person != acting:
                told.setdefault(person.pk, str(event))
    _write_notices(entry, told)
    things = [*([about] if for_followers else []), *followers_of]
    if things and telling.followers(things, _followed_event(verb)).exists():
        named = [[ContentType.objects.get_for_model(thing).pk, thing.pk] for thing in things]
        later(tell_followers, entry_id=entry.pk, things=named)
    return entry


def _strongest_first(named: Mapping[str, Iterable]) -> list[tuple[str, Iterable]]:
    return sorted(named.items(), key=lambda pair: STRONGEST_FIRST.index(Event(pair[0])))


def _followed_event(verb: str) -> str:
    return queries.event_of(verb, followed=True)


def _write_notices(entry: Entry, told: Mapping[int, str], *, follows: Mapping[int, tuple] | None = None) -> None:
    """A notice for each person: on their pages, and by mail as soon as they wish; nobody twice of one thing."""
    declared = queries.declared(entry.verb)
    thing = declared.thing(entry) if declared and declared.thing else ""
    people = set(told)
    if thing and people:
        people -= set(Notice.objects.filter(person__in=people, thing=thing).values_list("person_id", flat=True))
    if declared and declared.readers and people:
        people &= set(declared.readers(entry, people))
    notices = []
    for event in sorted({told[person] for person in people}):
        group = [person for person in told if person in people and told[person] == event]
        soon = queries.cadences(group, event) if event and follows is None else {}
        silent = queries.muted(group, (entry.about_type_id, entry.about_id), event) if event else set()
        notices += [
            Notice(
                person_id=person,
                entry=entry,
                followed=follows is not None,
                follow_id=follows[person][0] if follows else None,
                event=event,
                thing=thing,
                cadence=follows[person][1] if follows else soon.get(person, ""),
            )
            for person in group
            if person not in silent
        ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)
    if any(notice.cadence == Cadence.NOW for notice in notices):
        later(mail_notices, entry_id=entry.pk)


@transaction.atomic
def tell_followers(*, entry_id: int, things: list | None = None) -> int:
    """Tell everybody who follows the things of an entry, but its author; telling twice tells once."""
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        return 0
    event = _followed_event(entry.verb)
    follows: dict[int, tuple[int, str]] = {}
    for kind, number in things or [[entry.about_type_id, entry.about_id]]:
        rows = telling.followers_of((kind, number), event).exclude(person=entry.by_id).filter(person__is_active=True)
        for row, person, how_soon in rows.order_by("person_id").values_list("pk", "person_id", "how_soon"):
            follows.setdefault(person, (row, how_soon))
    already = set(Notice.objects.filter(entry=entry).values_list("person_id", flat=True))
    fresh = {person: event for person in follows if person not in already}
    _write_notices(entry, fresh, follows=follows)
    return len(follows)


@transaction.atomic
def follow(person, about: Model, *, at: datetime | None = None, level: str = "", cadence: str | None = None) -> Follow:
    """From now on this person is told what happens to the thing; said again with another level, that one holds."""
    accounts.hold(person)
    row, is_new = Follow.objects.get_or_create(
        person=person,
        about_type=ContentType.objects.get_for_model(about),
        about_id=about.pk,
        defaults={"since": at or timezone.now(), **_given(level, cadence)},
    )
    given = _given(level, cadence)
    if not is_new and given:
        for name, value in given.items():
            setattr(row, name, value)
        row.save(update_fields=list(given))
    return row


def _given(level: str, cadence: str | None) -> dict:
    return ({"level": level} if level else {}) | ({"cadence": cadence} if cadence is not None else {})


@transaction.atomic
def unfollow(person, about: Model) -> None:
    """Tell this person of the thing no more."""
    Follow.objects.filter(
        person=person, about_type=ContentType.objects.get_for_model(about), about_id=about.pk
    ).delete()


@transaction.atomic
def mark_seen(person, *, up_to: int, at: datetime | None = None) -> int:
    """Mark everything a person was told, up to and including this notice, as seen."""
    return Notice.objects.filter(person=person, seen_at=None, pk__lte=up_to).update(seen_at=at or timezone.now())
