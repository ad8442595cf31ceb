"""Words that wait, how somebody wants to take part, and which place stands beside their words."""

from datetime import datetime

from m4d.people import queries as people
from m4d.places import queries as places

from ..choices import PlaceShown
from ..models import Delayed, Manner


def manner_of(person, discussion) -> Manner | None:
    """How somebody last chose to appear in a discussion."""
    if not getattr(person, "is_authenticated", False):
        return None
    return Manner.objects.filter(person=person, discussion=discussion).first()


def delayed_due(at: datetime) -> list[Delayed]:
    """Words whose moment has come, in discussions that are open."""
    due = Delayed.objects.filter(due_at__lte=at, question__discussion__closed_at__isnull=True)
    return list(due.select_related("question__discussion", "person"))


def delayed_in(discussion) -> list[Delayed]:
    """Words that wait in a discussion, in the order in which they would appear."""
    waiting = Delayed.objects.filter(due_at__isnull=False, question__discussion=discussion)
    return list(waiting.select_related("question__discussion", "person"))


def delayed_of(person, discussion) -> list[Delayed]:
    """What of somebody waits, or could not be shown. Nobody else ever reads it."""
    mine = Delayed.objects.filter(person=person, question__discussion=discussion)
    return list(mine.select_related("question", "on_behalf_of"))


def waiting_of(person, question) -> int:
    """How many texts of somebody wait in the discussion of a question."""
    mine = Delayed.objects.filter(person=person, question__discussion=question.discussion_id)
    return mine.filter(due_at__isnull=False).count()


def place_of(person, organization, place_shown: str) -> str:
    """The country, or the part of the world, of whoever speaks, where that and no more is to be shown."""
    if place_shown not in (PlaceShown.COUNTRY, PlaceShown.REGION):
        return ""
    speaks = organization or people.profile_of(person)
    country = places.countries().get(speaks.country) if speaks else None
    if country is None:
        return ""
    return country.region if place_shown == PlaceShown.REGION else country.iso2
