"""How far somebody is trusted, what they have written lately, and what a text looks like to the spam gate."""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from m4d.core.text import fold

from ..choices import ALLOWANCES, Allowance, Trust
from ..models import WRITING_DAYS, Decision, Sanction, Standing, Sweep, Writing

TRUSTED_ROLES = ("moderator", "facilitator", "editor", "programme", "verifier", "admin")
"""Whoever holds one of these duties was looked at by a person already."""

LONG_ENOUGH = 60
"""Signs from which on the same words twice are a repeat, not a coincidence ("Thank you!")."""

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Signals:
    """What a room above knows of somebody: how much they wrote there and how often others found it useful."""

    written: int = 0
    useful: int = 0


_sources: list[Callable[[object], Signals]] = []


def add_signals(source: Callable[[object], Signals]) -> None:
    """Remember who can tell about somebody's behaviour."""
    if source not in _sources:
        _sources.append(source)


def links_in(text: str) -> list[str]:
    """The addresses in a text that lead away from this site."""
    own = urlsplit(settings.SITE_URL).netloc.lower()
    found = (link.rstrip(".,;:!?") for link in _LINK.findall(text))
    return [link for link in found if not own or _host(link) != own]


def _host(link: str) -> str:
    """Where a link leads; nowhere of ours when it is no address that can be read."""
    try:
        return urlsplit(link).netloc.lower()
    except ValueError:
        return ""


def is_mostly_links(text: str) -> bool:
    """Whether links take more room than words."""
    links = links_in(text)
    return bool(links) and sum(map(len, links)) * 2 > len(text.strip())


def fingerprint(text: str) -> str:
    """The same for two texts that differ only in case, accents, digits and signs; blank for one that is too short.

    Keyed, so that whoever holds the table cannot try texts against it.
    """
    if len(text.strip()) < LONG_ENOUGH and not links_in(text):
        return ""
    words = " ".join(_LETTERS.findall(fold(text)))
    return hmac.new(settings.SECRET_KEY.encode(), words.encode(), hashlib.sha256).hexdigest()[:40]


def written_since(person, moment, *, until=None) -> int:
    """How many texts somebody has written between two moments."""
    rows = Writing.objects.filter(person=person, at__gt=moment)
    return (rows.filter(at__lte=until) if until else rows).count()


def has_repeated(person, text: str, *, since) -> bool:
    """Whether somebody has written the same text since a moment."""
    mark = fingerprint(text)
    return bool(mark) and Writing.objects.filter(person=person, fingerprint=mark, at__gt=since).exists()


def others_with(text: str, person, *, since) -> int:
    """How many other accounts have written the same text since a moment."""
    mark = fingerprint(text)
    if not mark:
        return 0
    rows = Writing.objects.filter(fingerprint=mark, at__gt=since).exclude(person=person)
    return rows.values("person").distinct().count()


def sanctions_in_force(person, at) -> list[Sanction]:
    """What binds somebody at a moment, the hardest first."""
    order = {"closed": 0, "suspended": 1, "slow": 2}
    return sorted(Sanction.objects.filter(person=person).in_force(at), key=lambda one: order[one.measure])


def upheld_against(person, *, since) -> int:
    """How many decisions hid something of somebody since a moment, less those that were taken back."""
    found = Decision.objects.hiding().filter(concerns=person, created_at__gt=since, sweep=None, is_veiled=False)
    swept = Sweep.objects.filter(person=person, started_at__gt=since, undoing_at=None)
    return found.exclude(appeal__granted=True).count() + swept.count()


def trust_of(person, at=None) -> Trust:
    """How far somebody is trusted: it grows with time and with what they write, and shrinks with what was hidden."""
    at = at or timezone.now()
    if any(person.has_role(role) for role in TRUSTED_ROLES):
        return Trust.REGULAR
    age = at - person.created_at
    if age < timedelta(days=3) or upheld_against(person, since=at - timedelta(days=30)):
        return Trust.NEW
    told = [source(person) for source in _sources]
    counted = Standing.objects.filter(person=person).values_list("written", flat=True).first() or 0
    written = max(counted, sum(one.written for one in told))
    useful = sum(one.useful for one in told)
    if written < 3 and not useful:
        return Trust.NEW
    if age >= timedelta(days=30) and written >= 20 and useful >= 5:
        return Trust.MEMBER if upheld_against(person, since=at - timedelta(days=180)) else Trust.REGULAR
    return Trust.MEMBER


def allowance_of(person, at=None) -> Allowance:
    """How much somebody may write."""
    return ALLOWANCES[trust_of(person, at)]


def has_shown_link(person) -> bool:
    """Whether something of theirs with a link has stood for everybody before."""
    return Standing.objects.filter(person=person, linked_at__isnull=False).exists()


def stale_writings(at=None) -> QuerySet[Writing]:
    """Fingerprints that are past their days."""
    return Writing.objects.filter(at__lt=(at or timezone.now()) - timedelta(days=WRITING_DAYS))
