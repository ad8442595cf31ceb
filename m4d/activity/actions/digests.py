"""Digests: everything that can wait, in one mail in the morning."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from m4d.accounts.models import Person
from m4d.core.later import later
from m4d.core.time import told_in, zones
from m4d.jobs import actions as jobs
from m4d.jobs import queries as job_queries

from .. import queries
from ..choices import DIGEST_HOUR, DIGEST_LINES, DIGEST_NEWS, DIGEST_WEEKDAY, PERSONAL, Cadence
from ..gateways import composing, digest
from ..models import Mail, Notice
from .mailing import Writer
from .outbox import post_many

#: So many people's digests are written in one transaction.
CHUNK = 50
#: News of themes are told in the hours after they are due; a site that was away all morning tells them the next time.
NEWS_HOURS = 6
DAYS = {Cadence.DAILY: 1, Cadence.WEEKLY: 7}


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
    together: dict[tuple, set[str]] = defaultdict(set)
    waiting = set(queries.zones_waiting_for_digests())
    for zone in waiting | {"", *zones()}:
        together[tuple(latest_due(cadence, zone, now).timestamp() for cadence in DAYS)].add(zone)
    number = 0
    for moments, here in together.items():
        until = dict(zip(DAYS, (datetime.fromtimestamp(moment, tz=now.tzinfo) for moment in moments), strict=True))
        people = set(queries.people_due(here & waiting, until)) if here & waiting else set()
        news = [cadence for cadence, due in until.items() if _is_time_for_news(cadence, due, now)]
        for cadence in news:
            people |= set(queries.readers_of_news(here, cadence))
        ordered = sorted(people)
        number += len(ordered)
        for start in range(0, len(ordered), CHUNK):
            later(
                write_digests,
                people=ordered[start : start + CHUNK],
                daily_until=until[Cadence.DAILY].isoformat(),
                weekly_until=until[Cadence.WEEKLY].isoformat(),
                news=[str(cadence) for cadence in news],
            )
    return number


def _is_time_for_news(cadence: Cadence, due: datetime, now: datetime) -> bool:
    """Whether news of this cadence became due just now and nobody has asked for them yet; then they are asked for."""
    if not queries.tells_news() or now - due > timedelta(hours=NEWS_HOURS):
        return False
    # One mark for each hour of the day: zones that are due at another moment are another mark.
    name, said = f"news {cadence} {due.timestamp() % 86_400:.0f}", due.isoformat()
    if job_queries.mark(name) == said:
        return False
    jobs.set_mark(name, said)
    return True


@transaction.atomic
def write_digests(
    *, people: list[int], daily_until: str, weekly_until: str, news: Iterable[str] = (), at: datetime | None = None
) -> int:
    """Write one digest to each of these people, of what waits for them until then; nothing twice.

    `news` says for which cadences the news of people's themes are told as well.
    """
    now = at or timezone.now()
    until = {
        Cadence.DAILY: datetime.fromisoformat(daily_until),
        Cadence.WEEKLY: datetime.fromisoformat(weekly_until),
    }
    waiting = queries.with_entries(queries.waiting_for_digest(people, until))
    of_person: dict[int, list[Notice]] = defaultdict(list)
    for notice in _still_readable(waiting):
        of_person[notice.person_id].append(notice)
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(mailed_at=now)
    news = list(news)
    told = people if news else list(of_person)
    made = Maker(told, until, news, now)
    mails = [made.digest_for(person, of_person[person.pk]) for person in _reachable(told)]
    return post_many([mail for mail in mails if mail is not None])


def _reachable(people: list[int]) -> list[Person]:
    unreachable = queries.unreachable(people)
    return list(Person.objects.filter(pk__in=set(people) - unreachable).order_by("pk"))


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


class Maker:
    """Makes the digests of many people: each entry and each list of news is put into words once for a language."""

    def __init__(self, people: list[int], until: dict, news: list[str], now: datetime):
        self.until, self.now = until, now
        self.interests = queries.interests_of(people)
        wishes = queries.wishes_for_news(people) if news else {}
        self.wishes = {person: soon for person, soon in wishes.items() if soon in news}
        self.writers: dict[int, Writer] = {}
        self.news: dict[tuple[str, str], list] = {}

    def digest_for(self, person: Person, notices: list[Notice]) -> Mail | None:
        """The digest of one person, None where nothing is left to tell."""
        language = person.language if person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        lines = self.lines(language, notices)
        news = self.news_for(person, language, {line.path for line in lines})
        if not lines and not news:
            return None
        mine = self.interests.get(person.pk, frozenset())
        lines.sort(key=lambda line: (not line.is_personal, not mine & set(line.themes), -line.at.timestamp()))
        with translation.override(language), told_in(lambda: person.time_zone):
            made = digest.compose(
                [*lines[:DIGEST_LINES], *news],
                more=max(0, len(lines) - DIGEST_LINES),
                language=language,
                hello=composing.greeting(person.name),
                person=person.pk,
                number=f"digest-{person.pk}-{self.now:%Y%m%d%H%M}",
            )
        return Mail(person=person, address=person.email, sender=settings.DEFAULT_FROM_EMAIL, **made)

    def lines(self, language: str, notices: list[Notice]) -> list[digest.Line]:
        """What the person was told of."""
        found = []
        for notice in notices:
            message = self.writers.setdefault(notice.entry_id, Writer(notice.entry)).message(language)
            if message is not None:
                found.append(digest.Line.of(message, at=notice.entry.at, is_personal=notice.event in PERSONAL))
        return found

    def news_for(self, person: Person, language: str, known: set[str]) -> list[digest.Line]:
        """What is new on the person's themes, but what they are told anyway."""
        cadence = self.wishes.get(person.pk)
        mine = self.interests.get(person.pk, frozenset())
        if cadence is None or not mine:
            return []
        key = (cadence, language)
        if key not in self.news:
            since = self.until[Cadence(cadence)] - timedelta(days=DAYS[Cadence(cadence)])
            self.news[key] = queries.news_since(since, language)
        with translation.override(language):
            fitting = [news for news in self.news[key] if news.themes & mine and news.path not in known]
            return [digest.Line.of_news(news) for news in fitting[:DIGEST_NEWS]]
