"""The pages that lead to everything with one theme, goal or objective, with counts by kind."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from m4d.catalogue.choices import Order, audiences_of
from m4d.catalogue.models import FacetCount, registry
from m4d.vocabulary import queries as vocabulary

from .entries import Entry
from .facets import counted
from .listing import newest_of_each_kind
from .reading import read_entries
from .request import wanted

SHOWN = 5


@dataclass(frozen=True)
class Shelf:
    """A list of codes by which everything can be browsed."""

    facet: str
    path: str
    scheme: str
    numbered: bool
    title: str | Promise


SHELVES = {
    "theme": Shelf("theme", "themes/", "theme", False, _("Themes")),
    "sdg": Shelf("sdg", "sdg/", "sdg_goal", True, _("Sustainable Development Goals")),
    "gcm": Shelf("gcm", "gcm/", "gcm_objective", True, _("Objectives of the Global Compact for Migration")),
}


@dataclass
class OneCode:
    """One code of a shelf: its name, how much there is of each kind, and the newest of each."""

    shelf: Shelf
    code: str
    name: str
    is_official: bool = True
    parent: "OneCode | None" = None
    kinds: list["OneKind"] = field(default_factory=list)
    children: list["OneCode"] = field(default_factory=list)
    total: int = 0

    @property
    def path(self) -> str:
        """The address after the language."""
        return f"{self.shelf.path}{self.code}/"

    @property
    def number(self) -> str:
        """The number before the name, on shelves that are known by number."""
        return self.code if self.shelf.numbered else ""


@dataclass
class OneKind:
    """The cards of one kind that carry a code."""

    code: str
    label: str | Promise
    n: int
    path: str
    entries: list[Entry] = field(default_factory=list)


def shelf(facet: str) -> Shelf:
    """The shelf of a facet; KeyError for a facet that has none."""
    return SHELVES[facet]


def codes_on(on: Shelf, person) -> list[OneCode]:
    """All codes of a shelf in their order, with counts by kind for this reader. One statement."""
    counts = counts_by_code(on.facet, person)
    return [
        _one(on, code, term, counts.get(code, Counter()))
        for code, term in vocabulary.terms(on.scheme).items()
        if term.retired_at is None or code in counts
    ]


def one_code(facet: str, code: str, person, language: str) -> OneCode | None:
    """One code with its counts and the newest cards of each kind, or None where there is no such code."""
    on = SHELVES[facet]
    scheme = "sdg_target" if facet == "sdg" and "." in code else on.scheme
    term = vocabulary.term(scheme, code)
    if term is None:
        return None
    counts = counts_by_code(facet, person)
    found = _one(on, code, term, counts.get(code, Counter()))
    if term.parent and facet == "sdg":
        found.parent = _one(on, term.parent, vocabulary.term(on.scheme, term.parent), Counter())
    elif facet == "sdg":
        found.children = [
            _one(on, target.code, target, counts[target.code])
            for target in vocabulary.children("sdg_target", code)
            if target.code in counts
        ]
    asked = wanted(
        kind=[kind.code for kind in found.kinds] or None,
        person=person,
        words="",
        filters={facet: [code]},
        order=Order.NEWEST,
        language=language,
    )
    if found.kinds:
        entries = read_entries(newest_of_each_kind(asked, facet, SHOWN), language)
        for kind in found.kinds:
            kind.entries = [entry for entry in entries if entry.kind == kind.code][:SHOWN]
    return found


def _one(on: Shelf, code: str, term, counts: Counter) -> OneCode:
    kinds = [
        OneKind(kind.code, kind.plural, counts[kind.code], f"{kind.list_path}?{on.facet}={code}")
        for kind in registry.kinds.values()
        if counts[kind.code]
    ]
    language = get_language() or "en"
    return OneCode(
        on, code, term.name_in(language), term.is_official(language), kinds=kinds, total=sum(kind.n for kind in kinds)
    )


def counts_by_kind(facet: str, code: str, person) -> dict[str, int]:
    """How many cards of each kind carry a code, as this person may see them."""
    audiences = audiences_of(person)

    def count() -> dict[str, int]:
        rows = FacetCount.objects.filter(kind__in=list(registry.kinds), facet=facet, code=code, audience__in=audiences)
        return {kind: n for kind, n in rows.values_list("kind").annotate(total=Sum("n")).order_by("kind") if n > 0}

    return counted((facet, code, audiences), count, is_one=True)


def counts_by_code(facet: str, person) -> dict[str, Counter]:
    """How many cards carry each code of a facet: {code: {kind: number}}."""
    audiences = audiences_of(person)
    return counted((facet, audiences), lambda: _by_code(facet, audiences))


def _by_code(facet: str, audiences: tuple) -> dict[str, Counter]:
    found: dict[str, Counter] = {}
    rows = FacetCount.objects.filter(kind__in=list(registry.kinds), facet=facet, audience__in=audiences)
    for code, kind, n in rows.values_list("code", "kind").annotate(total=Sum("n")).order_by("code", "kind"):
        if n > 0:
            found.setdefault(code, Counter())[kind] = n
    return found
