"""Dates and times as people read them, in their own language and time zone (Unicode CLDR through Babel)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_timedelta, get_timezone_location
from django.conf import settings
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from m4d.core.text import fold, in_order

#: Seconds in an hour.
HOUR = 3600

# Arabic readers of this site use the Gregorian calendar and, as in the data, European digits; the names of months are
# those that are understood from Morocco to the Gulf.
_LOCALES = {"ar": "ar_LY", "en": "en_GB", "fr": "fr_FR", "es": "es_ES"}
# Spanish joins day, month and year with a word.
_LINKS = {"es": " 'de' "}

# Years, months and days take other small words in Romance languages: "de 2025 à 2027", "du 3 mai au 4 juin 2026".
_SPANS = {
    ("year", "year"): pgettext_lazy("a year to a year", "%(start)s to %(end)s"),
    ("year", "month"): pgettext_lazy("a year to a month", "%(start)s to %(end)s"),
    ("year", "day"): pgettext_lazy("a year to a day", "%(start)s to %(end)s"),
    ("month", "year"): pgettext_lazy("a month to a year", "%(start)s to %(end)s"),
    ("month", "month"): pgettext_lazy("a month to a month", "%(start)s to %(end)s"),
    ("month", "day"): pgettext_lazy("a month to a day", "%(start)s to %(end)s"),
    ("day", "year"): pgettext_lazy("a day to a year", "%(start)s to %(end)s"),
    ("day", "month"): pgettext_lazy("a day to a month", "%(start)s to %(end)s"),
    ("day", "day"): pgettext_lazy("a day to a day", "%(start)s to %(end)s"),
}
_OPEN_ENDS = {
    "year": pgettext_lazy("a year", "from %(start)s, end not known"),
    "month": pgettext_lazy("a month", "from %(start)s, end not known"),
    "day": pgettext_lazy("a day", "from %(start)s, end not known"),
}
_OPEN_STARTS = {
    "year": pgettext_lazy("a year", "until %(end)s, start not known"),
    "month": pgettext_lazy("a month", "until %(end)s, start not known"),
    "day": pgettext_lazy("a day", "until %(end)s, start not known"),
}
# French "de" loses its vowel before April, August and October.
_ELISION = re.compile(r"\bde (?=(?:<time[^>]*>)?[ao])")

# Asked only when a moment is told: most pages tell none, and then nobody's zone is looked up.
_zone_of_reader: ContextVar[Callable[[], str] | None] = ContextVar("zone_of_reader", default=None)


@contextmanager
def told_in(zone: Callable[[], str] | None) -> Iterator[None]:
    """Inside, moments are told in the zone that `zone()` names; in that of the site where it names none.

    Django's own current zone stays that of the site: which day it is must not depend on who asks.
    """
    before = _zone_of_reader.set(zone)
    try:
        yield
    finally:
        _zone_of_reader.reset(before)


def readers_zone() -> str:
    """The time zone of the reader, or "" where only that of the site is known."""
    asked = _zone_of_reader.get()
    zone = asked() if asked else ""
    return zone if zone in zones() else ""


@lru_cache
def zones() -> frozenset[str]:
    """The time zones to choose from, one for each place that keeps a time of its own."""
    placed = {
        zone for zone, country in get_global("zone_territories").items() if len(country) == 2 and country != "ZZ"
    }
    return frozenset(placed & available_timezones())


@lru_cache
def zone_names(language: str) -> dict[str, str]:
    """Each zone with its place and country in a language, by name: "Dakar, Senegal"."""
    where, countries = locale(language), Locale.parse(locale(language)).territories
    comma = "، " if language == "ar" else ", "
    names = {}
    for zone in zones():
        place = get_timezone_location(ZoneInfo(zone), locale=where, return_city=True)
        country = countries.get(get_global("zone_territories")[zone], "")
        names[zone] = comma.join(dict.fromkeys(filter(None, (place, country))))
    return dict(sorted(names.items(), key=lambda pair: in_order(pair[1])))


def zone_name(zone: str, language: str | None = None) -> str:
    """The place and country of a zone in the reader's language."""
    return zone_names((language or get_language() or "en").split("-")[0]).get(zone, zone)


def zone_meant(typed: str) -> str:
    """The zone that somebody means by its code, an old one too, or by its name in any of our languages; else "".

    The town alone is enough, and so is a country with one zone: a phone may show no list to choose from.
    """
    code = get_global("zone_aliases").get(typed, typed)
    if code in zones():
        return code
    wanted = fold(typed)
    for language in _LOCALES:
        for zone, name in zone_names(language).items():
            if fold(name) == wanted:
                return zone
    found = _zones_by_part().get(wanted, set())
    return next(iter(found)) if len(found) == 1 else ""


@lru_cache
def _zones_by_part() -> dict[str, set[str]]:
    """The zones of each town and of each country, by folded name in any of our languages."""
    parts: dict[str, set[str]] = {}
    for language in _LOCALES:
        for zone, name in zone_names(language).items():
            for part in re.split("[,،]", name):
                parts.setdefault(fold(part.strip()), set()).add(zone)
    return parts


def locale(language: str | None = None) -> str:
    """The Babel locale for an interface language (the active one by default)."""
    return _LOCALES.get((language or get_language() or "en").split("-")[0], "en_GB")


def on(day: date | None, *, precision: str = "day") -> str:
    """A date: "3 May 2026", "May 2026" or "2026", as precisely as it is known ("day", "month", "year")."""
    if day is None:
        return ""
    if precision == "year":
        return str(day.year)
    return _formatted(day, _pattern(day, precision), locale())


def on_element(day: date | None, *, precision: str = "day") -> SafeString | str:
    """The same date, readable by programs as well."""
    if day is None:
        return ""
    known = {"year": 4, "month": 7}.get(precision, 10)
    return format_html('<time datetime="{}">{}</time>', day.isoformat()[:known], on(day, precision=precision))


def span(start: date | None, end: date | None, *, start_precision: str = "day", end_precision: str = "day") -> str:
    """From when to when, each as precisely as it is known: "September 2009 to 31 May 2011"; empty when neither is."""
    began, ended = start_precision or "day", end_precision or "day"
    pattern = _span(start, end, began, ended)
    return _elided(pattern % {"start": on(start, precision=began), "end": on(end, precision=ended)})


def span_element(
    start: date | None, end: date | None, *, start_precision: str = "day", end_precision: str = "day"
) -> SafeString:
    """The same span, both dates readable by programs as well."""
    began, ended = start_precision or "day", end_precision or "day"
    pattern = _span(start, end, began, ended)
    words = {"start": on_element(start, precision=began), "end": on_element(end, precision=ended)}
    return mark_safe(_elided(escape(pattern) % words))


def _span(start, end, began: str, ended: str) -> str:
    """The words around two dates, of which one or both may be unknown."""
    if start and end:
        return str(_SPANS[began, ended])
    if start:
        return str(_OPEN_ENDS[began])
    return str(_OPEN_STARTS[ended]) if end else ""


def _elided(said: str) -> str:
    return _ELISION.sub("d’", said) if (get_language() or "").startswith("fr") else said


def _pattern(day: date, precision: str = "day") -> str:
    language = (get_language() or "en").split("-")[0]
    link = _LINKS.get(language, " ")
    if precision == "month":
        return f"MMMM{link}y"
    # French counts the first of a month: "1er mars", then "2 mars".
    number = "d'er'" if language == "fr" and day.day == 1 else "d"
    return f"{number}{link}MMMM{link}y"


@lru_cache(maxsize=20_000)
def _formatted(day: date, pattern: str, where: str) -> str:
    """Babel reads locale and pattern anew each time; the days on a page repeat, so their forms are kept."""
    return format_date(day, pattern, locale=where)


def moment(at: datetime | None, *, zone: str = "") -> str:
    """A weekday, date, time and zone: "Friday 18 December 2026, 16:00 UTC", for somebody elsewhere "17:00 (Paris)".

    The zone is the one given, else the reader's, else that of the site.
    """
    if at is None:
        return ""
    zone = zone or readers_zone() or settings.TIME_ZONE
    # In UTC, as an hour that a clock shows twice would be one and the same to the cache.
    minute = timezone.localtime(at, UTC).replace(second=0, microsecond=0)
    return _told(minute, zone, zone == settings.TIME_ZONE, get_language() or "en")


@lru_cache(maxsize=20_000)
def _told(at: datetime, zone: str, is_of_site: bool, language: str) -> str:
    """Babel reads locale and pattern anew each time; the minutes on a page repeat from reader to reader."""
    local, where = timezone.localtime(at, ZoneInfo(zone)), locale(language)
    day, clock = (format_datetime(local, form, locale=where) for form in (f"EEEE {_pattern(local)}", "HH:mm"))
    if is_of_site:
        place = str(local.tzname())
    else:
        place = f"({get_timezone_location(ZoneInfo(zone), locale=where, return_city=True)})"
    return _(", ").join([day, f"{clock} {place}"])


def moment_element(at: datetime | None) -> SafeString | str:
    """The same moment, readable by programs; a reader whose zone we do not know gets their own time beside it.

    A script adds it, so that a kept page is the same for everybody.
    """
    if at is None:
        return ""
    zone = readers_zone()
    own = "" if zone else format_html(' data-local="{}"', _("Your time: #"))
    when = timezone.localtime(at, ZoneInfo(zone or settings.TIME_ZONE)).isoformat(timespec="minutes")
    return format_html('<time datetime="{}"{}>{}</time>', when, own, moment(at, zone=zone))


def since(at: datetime, *, now: datetime | None = None) -> str:
    """How long ago: "2 hours ago"."""
    seconds = int((at - (now or timezone.now())).total_seconds())
    # What counts in hours needs no seconds, and what counts in days no minutes: so the same times come again.
    step = 1 if abs(seconds) < HOUR else 60 if abs(seconds) < 48 * HOUR else HOUR
    return _ago(int(seconds / step) * step, locale())


@lru_cache(maxsize=20_000)
def _ago(seconds: int, where: str) -> str:
    return format_timedelta(seconds, add_direction=True, locale=where)


def since_element(at: datetime, *, now: datetime | None = None) -> SafeString:
    """The same, readable by programs."""
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="minutes"), since(at, now=now))
