"""The one question behind every list, search, feed and export."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils import translation

from m4d.catalogue.choices import Order
from m4d.catalogue.gateways import index
from m4d.catalogue.gateways.index import Candidate
from m4d.catalogue.models import registry
from m4d.core.pages.keyset import mark, read_mark

from .entries import Entry
from .facets import COMMON, FacetBlock, block, counts_of, stored_counts, tag_counts, whole_block
from .listing import keys
from .rank import holds, ranked
from .reading import read_entries
from .request import Wanted, wanted
from .suggestions import did_you_mean


@dataclass
class Found:
    """An answer. Where `total_is_exact` is false, counts are over the newest thousand matches."""

    entries: list[Entry] = field(default_factory=list)
    cards: list[int] = field(default_factory=list)
    facets: list[FacetBlock] = field(default_factory=list)
    total: int = 0
    total_is_exact: bool = True
    next_cursor: str = ""
    suggestion: str = ""
    by_kind: dict[str, int] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    was_cut: bool = False
    has_some_words_only: bool = False
    was_lost: bool = False
    tags: dict[int, str] = field(default_factory=dict)


def find(
    kind=None,
    audience_for=None,
    words: str = "",
    filters: dict | None = None,
    language: str = "",
    after: str | None = None,
    size: int = 25,
    order: str | None = None,
    facets: bool = True,
    scope=None,
    numbers_only: bool = False,
) -> Found:
    """Cards that a person may see, in order, a page at a time, with what they can be narrowed by.

    `kind` is a code, several codes or None for all; `scope` are the kinds between which `kind` chooses, for counts by
    kind; `filters` maps facets to codes (any of them within a facet, all facets together); `after` is the
    `next_cursor` of the page before. With `numbers_only` the cards are named and not read, and no facets are named.
    Two to four statements, however many cards there are.
    """
    language = language or translation.get_language() or "en"
    asked = wanted(
        kind=kind, person=audience_for, words=words, filters=filters, order=order, language=language, scope=scope
    )
    if ((words or "").strip() and not asked.words) or not asked.kinds:
        return Found(was_cut=asked.was_cut)
    answer = _searched if asked.words else _listed
    found = answer(asked, after, size, shown_facets(asked) if facets and not numbers_only else [])
    found.words, found.was_cut = asked.words, asked.was_cut
    if not numbers_only:
        found.entries = read_entries(found.cards, language, asked if asked.words else None, found.tags)
    return found


def carrying(
    facet: str, code: str, *, kinds, person, size: int = 25, language: str = "", order: str | None = Order.NAME
) -> list[Entry]:
    """The first cards that carry one code, for a page about it; by name, or with no `order` as their own list has
    them. Two statements: nothing is counted."""
    language = language or translation.get_language() or "en"
    asked = wanted(
        kind=kinds, person=person, words="", filters={facet: [code]}, order=order, language=language, scope=None
    )
    rows = keys(asked, None, size, facet) if asked.filters else []
    return read_entries([card for _, card in rows], language)


@dataclass
class _Matches:
    """Cards that match, and where they are few enough, also those that match before narrowing."""

    items: list[Candidate]
    base: list[Candidate] | None

    @property
    def is_exact(self) -> bool:
        return len(self.items) < index.BOUND

    def counts(self, facet: str, asked: Wanted) -> Counter:
        """A facet in use counts what choosing another of its codes would give."""
        in_use = asked.is_narrowed and (facet in asked.filters or facet == "kind")
        if in_use and self.base is not None:
            return counts_of(facet, [item[3] for item in _passing(self.base, asked, without=facet)])
        return self.all_counts.get(facet, Counter())

    @cached_property
    def all_counts(self) -> dict[str, Counter]:
        """Counts of every facet."""
        return tag_counts([item[3] for item in self.items])


def _matches(asked: Wanted, *, base_is_small: bool) -> _Matches:
    """Ask the index once where what matches before narrowing is under the bound, else a second time."""
    engine, words = index.engine(), asked.words
    if not asked.is_narrowed or base_is_small or words:
        first = asked.title_groups(narrow=False) if words else None
        base = engine.candidates(asked.groups(narrow=False), first=first, titled=asked.title_language)
        if len(base) < index.BOUND:
            return _Matches(_passing(base, asked) if asked.is_narrowed else base, base)
        if not asked.is_narrowed:
            return _Matches(base, None)
    first = asked.title_groups() if words else None
    return _Matches(engine.candidates(asked.groups(), first=first, titled=asked.title_language), None)


def _passing(items: list[Candidate], asked: Wanted, without: str = "") -> list[Candidate]:
    """Those of the candidates that what is chosen lets through; `without` is a facet whose choices do not count."""
    wanted = [
        tuple(f" {facet}:{code} " for code in codes)
        for facet, codes in {"kind": asked.kinds, **asked.filters}.items()
        if facet != without
    ]
    return [item for item in items if all(holds(f" {item[3]} ", tags) for tags in wanted)]


def _listed(asked: Wanted, after: str | None, size: int, shown: list[str]) -> Found:
    """A list without words: by key, straight from an index."""
    stored = stored_counts(asked.scope, asked.audiences, [*shown, *(f for f in asked.filters if f not in shown)])
    place = _place(after, asked.order)
    if not asked.filters:
        by_kind = dict(stored[""])
        found = Found(total=sum(by_kind.get(kind, 0) for kind in asked.kinds), by_kind=by_kind)
        key = (asked.scope, asked.audiences, tuple(shown))
        blocks = (whole_block(facet, stored[facet], asked.language, key) for facet in shown)
        found.facets = [item for item in blocks if item is not None]
        rows = keys(asked, place, size + 1)
    else:
        found, rows = _narrowed(asked, place, size, shown, stored)
    found.was_lost = bool(after) and place is None
    if len(rows) > size:
        found.next_cursor = mark(list(rows[size - 1]))
    found.cards = [card for _, card in rows[:size]]
    return found


def _place(after: str | None, order: str) -> list | None:
    place = read_mark(after or "", 2)
    kind = str if order == Order.NAME else int
    return place if place and isinstance(place[0], kind) and isinstance(place[1], int) else None


def _narrowed(asked: Wanted, place, size: int, shown, stored) -> tuple[Found, list[tuple]]:
    """Filters without words: counts from the index, order from the index while few match, else from the tags."""
    matches = _matches(asked, base_is_small=sum(stored[""].values()) < index.BOUND)
    alone = next(iter(asked.filters)) if len(asked.filters) == 1 and matches.base is None else ""
    found = Found(total=len(matches.items), total_is_exact=matches.is_exact)
    if alone and len(asked.filters[alone]) == 1 and asked.kinds == asked.scope:
        found.total, found.total_is_exact = stored[alone][asked.filters[alone][0]], True
    found.by_kind = dict(matches.counts("kind", asked))
    found.facets = _blocks(
        asked, shown, lambda facet: stored[facet] if facet == alone else matches.counts(facet, asked)
    )
    if not matches.is_exact:
        drive = min(asked.filters, key=lambda facet: sum(stored[facet][code] for code in asked.filters[facet]))
        return found, keys(asked, place, size + 1, drive)
    column = 4 if asked.order == Order.NAME else 5
    rows = sorted([(item[column], item[0]) for item in matches.items])
    if place:
        rows = [row for row in rows if row > tuple(place)]
    return found, rows[: size + 1]


def _searched(asked: Wanted, after: str | None, size: int, facets: list[str]) -> Found:
    """A search for words: bounded candidates, ranked here; any of the words where no card has all of them."""
    matches, some_only = _matches(asked, base_is_small=False), False
    suggestion = "" if matches.items else did_you_mean(asked)
    if not matches.items and len(asked.words) > 1:
        matches = _Matches(index.engine().candidates(asked.some_groups()), None)
        some_only = bool(matches.items)
    found = Found(
        total=len(matches.items),
        total_is_exact=matches.is_exact,
        suggestion=suggestion,
        has_some_words_only=some_only,
        by_kind=dict(matches.counts("kind", asked)),
    )
    found.facets = _blocks(asked, facets, lambda facet: matches.counts(facet, asked))
    rows = ranked(matches.items, asked, some_only=some_only)
    place = read_mark(after or "", 3)
    found.was_lost = bool(after) and not (place and all(isinstance(value, int | float) for value in place))
    if place and not found.was_lost:
        rows = [row for row in rows if row[:3] > tuple(place)]
    if len(rows) > size:
        found.next_cursor = mark(list(rows[size - 1][:3]))
    shown = [row[3] for row in rows[:size]]
    found.cards = [item[0] for item in shown]
    found.tags = {item[0]: item[3] for item in shown}
    return found


def shown_facets(asked: Wanted) -> list[str]:
    """The facets of the one kind asked for, or what several kinds have in common; and those in use."""
    own = registry.kinds[asked.kinds[0]].facets if len(asked.kinds) == 1 else COMMON
    return [facet for facet in dict.fromkeys([*own, *asked.filters]) if facet in registry.facets]


def _blocks(asked: Wanted, shown: list[str], counts: Callable[[str], Counter]) -> list[FacetBlock]:
    blocks = (block(facet, counts(facet), asked.filters.get(facet, ()), asked.language) for facet in shown)
    return [item for item in blocks if item is not None]
