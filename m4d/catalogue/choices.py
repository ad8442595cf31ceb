"""Who may read a card, and the parts of the site that a search can be narrowed to."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

#: The tag of what rests on the counts of facets; see core.pages.touch.
COUNTS = "catalogue-counts"


class Audience(IntegerChoices):
    """Who may read a card. A thing that shows more to members has one card for each side."""

    EVERYBODY = 0, _("Everybody")
    VISITORS = 1, _("Visitors who are not signed in")
    MEMBERS = 2, _("Members who are signed in")


class Scope(TextChoices):
    """The parts of the site between which the scope switch of the search page chooses."""

    PEOPLE = "people", _("People")
    PLACES = "places", _("Places")
    PROJECTS = "projects", _("Projects")
    KNOWLEDGE = "knowledge", _("Knowledge")
    COMMUNITY = "community", _("Discussions")
    PAGES = "pages", _("Pages")


class Order(TextChoices):
    """How a list is ordered when nobody searches for words."""

    NAME = "name", _("By name")
    NEWEST = "newest", _("Newest first")


def side_of(person) -> Audience:
    """The side from which a person looks: MEMBERS once signed in and approved, VISITORS before."""
    is_member = person is not None and person.is_authenticated and not getattr(person, "awaits_approval", False)
    return Audience.MEMBERS if is_member else Audience.VISITORS


def audiences_of(person) -> tuple[int, int]:
    """The audiences whose cards a person may read: everybody's, and those of their side."""
    return (Audience.EVERYBODY.value, side_of(person).value)
