"""Digests: everything that can wait, in one mail in the morning."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from m4d.core.later import later
from m4d.core.time import told_in

from .. import queries
from ..choices import DIGEST_HOUR, DIGEST_LINES, DIGEST_WEEKDAY, PERSONAL, Cadence
from ..gateways import composing, digest
from ..models import Mail, Notice
from .mailing import Writer
from .outbox import post_many

#: So many people's digests are written in one transaction.
CHUNK = 50


def latest_due(cadence: str, zone: str, now: datetime) -> datetime:
    """The latest moment, not after now, at which digests of this cadence were due in a time zone."""
    local = timezone.localtime(now, ZoneInfo(zone or settings.TIME_ZONE))
    due = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if due > local:
        due = (due - timedelta(days=1)).replace(hour=DIGEST_HOUR)
    if cadence == Cadence.WEEKLY:
        due -= timedelta(days=(due.weekday() - DIGEST_WEEKDAY) % 7)
    return due


@transaction.atomic
def make_digests(*, at: datetime | None = None) -> int:
    """Have the digests written that have become due where their readers live. Returns for how many people."""
    now = at or timezone.now()
    due: dict[tuple, set[int]] = defaultdict(set)
    for zone in queries.zones_waiting_for_digests():
        until = {cadence: latest_due(cadence, zone, now) for cadence in (Cadence.DAILY, Cadence.WEEKLY)}
        times = (until[Cadence.DAILY].isoformat(), until[Cadence.WEEKLY].isoformat())
        due[times] |= set(queries.people_due(zone, until))
    for (daily, weekly), people in due.items():
        ordered = sorted(people)
        for start in range(0, len(ordered), CHUNK):
            later(write_digests, people=ordered[start : start + CHUNK], daily_until=daily, weekly_until=weekly)
    return sum(len(people) for people in due.values())


@transaction.atomic
def write_digests(*, people: list[int], daily_until: str, weekly_until: str, at: datetime | None = None) -> int:
    """Write one digest to each of these people, of what waits for them until then; nothing twice."""
    now = at or timezone.now()
    until = {
        Cadence.DAILY: datetime.fromisoformat(daily_until),
        Cadence.WEEKLY: datetime.fromisoformat(weekly_until),
    }
    waiting = queries.with_entries(queries.waiting_for_digest(people, until))
    unreachable = queries.unreachable(people)
    of_person: dict[int, list[Notice]] = defaultdict(list)
    for notice in _still_readable(waiting):
        if notice.person_id not in unreachable:
            of_person[notice.person_id].append(notice)
    interests = queries.interests_of(of_person)
    writers: dict[int, Writer] = {}
    mails = [
        mail
        for person, notices in of_person.items()
        if (mail := _digest_for(notices, interests.get(person, frozenset()), writers, now)) is not None
    ]
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(mailed_at=now)
    return post_many(mails)


def _still_readable(waiting: Iterable[Notice]) -> list[Notice]:
    """Those whose readers may still read what they were told: one question for each entry."""
    people: dict[int, set[int]] = defaultdict(set)
    entries = {}
    for notice in waiting:
        people[notice.entry_id].add(notice.person_id)
        entries[notice.entry_id] = notice.entry
    for number, entry in entries.items():
        declared = queries.declared(entry.verb)
        if declared and declared.readers:
            people[number] &= set(declared.readers(entry, people[number]))
    return [notice for notice in waiting if notice.person_id in people[notice.entry_id]]


def _digest_for(notices: list[Notice], interests: frozenset, writers: dict[int, Writer], now: datetime) -> Mail | None:
    person = notices[0].person
    language = person.language if person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    lines = []
    for notice in notices:
        writer = writers.setdefault(notice.entry_id, Writer(notice.entry))
        message = writer.message(language)
        if message is not None:
            lines.append(digest.Line.of(message, at=notice.entry.at, is_personal=notice.event in PERSONAL))
    if not lines:
        return None
    ordered = sorted(
        lines, key=lambda line: (not line.is_personal, not interests & set(line.themes), -line.at.timestamp())
    )
    with translation.override(language), told_in(lambda: person.time_zone):
        made = digest.compose(
            ordered[:DIGEST_LINES],
            more=max(0, len(ordered) - DIGEST_LINES),
            language=language,
            hello=composing.greeting(person.name),
            person=person.pk,
            number=f"digest-{person.pk}-{now:%Y%m%d%H%M}",
        )
    return Mail(person=person, address=person.email, sender=settings.DEFAULT_FROM_EMAIL, **made)
