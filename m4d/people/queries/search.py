"""Saved searches and the numbers above the directory."""

from django.db.models import Max, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.catalogue import queries as catalogue
from m4d.catalogue.choices import Order, side_of
from m4d.catalogue.models import Card
from m4d.core.pages.memory import Memory

from ..models import SavedSearch

NEWS_COUNTED = 25
_memory = Memory("catalogue:person", "catalogue:organization")


def directory_counts(viewer) -> dict[str, int]:
    """How many people and organizations this side of the site lists; kept in memory until a card changes."""
    counts = _memory.get(side_of(viewer), lambda: catalogue.counts_by_kind("", "", viewer))
    return {kind: counts.get(kind, 0) for kind in ("person", "organization")}


def saved_searches_of(person) -> QuerySet:
    """A member's saved searches by name."""
    return SavedSearch.objects.filter(person=person)


def newest_card() -> int:
    """The number of the newest card; later ones have higher numbers, and a card keeps its number."""
    return Card.objects.aggregate(newest=Max("pk"))["newest"] or 0


def news_of(search: SavedSearch) -> int:
    """How many things the member has not seen yet come up first; at most 25 are counted."""
    found = catalogue.find(
        kind=search.kind,
        audience_for=search.person,
        words=search.words,
        filters=search.filters,
        size=NEWS_COUNTED,
        order=Order.NEWEST,
        facets=False,
    )
    return sum(1 for entry in found.entries if entry.card > search.seen_card)


def searches_to_count(before, limit: int) -> QuerySet:
    """Saved searches whose news were counted longest ago."""
    return SavedSearch.objects.filter(counted_at__lt=before).select_related("person").order_by("counted_at")[:limit]


def search_parts(words: str, filters: dict) -> list[str]:
    """What a search asks for, in the reader's language: its words and the names of its filters."""
    language = get_language() or "en"
    parts = [_("Words: %(words)s") % {"words": words}] if words else []
    for facet, codes in filters.items():
        parts += [str(name) for name in catalogue.facet_names(facet, codes, language).values()]
    return parts
