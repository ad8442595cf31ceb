"""Facets: their names, their counts, and which of their codes are chosen."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import chain
from sys import intern

from django.db import connection
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from m4d.catalogue.choices import COUNTS
from m4d.catalogue.models import CardFace, Facet, FacetCount, registry
from m4d.core.pages.memory import Memory
from m4d.vocabulary import queries as vocabulary

SHOWN = 8
#: Choices of one facet that a page carries; rarer ones are found by typing their name.
MOST_SHOWN = 36

# Names of cards that a process keeps for each kind and language.
NAMES_KEPT = 5_000
# Blocks of a facet: one for each set of kinds, side and language that is asked for.
BLOCKS_KEPT = 100
#: What a list of several kinds is narrowed by, in this order; the others are offered by lists of one kind.
COMMON = ("theme", "country", "corridor", "sdg", "gcm", "stakeholder", "level", "language", "year")


@dataclass(slots=True)
class Choice:
    """One code of a facet: its name, how many results carry it, whether it is chosen."""

    code: str
    name: str
    n: int
    chosen: bool = False


@dataclass
class FacetBlock:
    """One facet as the page shows it. `rest` are the choices after the first eight."""

    code: str
    label: str
    choices: list[Choice]
    rest: list[Choice] = field(default_factory=list)
    made: dict[str, str] = field(default_factory=dict)

    def once(self, part: str, make: Callable[[], str]) -> str:
        """A part of a page that shows nothing but this block; where the block is kept, the part is kept with it."""
        if part not in self.made:
            self.made[part] = make()
        return self.made[part]

    @property
    def is_chosen(self) -> bool:
        """Whether somebody chose one of its codes."""
        return any(choice.chosen for choice in [*self.choices, *self.rest])


def _from(scheme: str):
    def names(codes: list[str], language: str) -> dict[str, str]:
        return dict(zip(codes, vocabulary.names(scheme, codes, language), strict=True))

    return names


def _sdg(codes: list[str], language: str) -> dict[str, str]:
    return {
        code: f"{code} {vocabulary.name('sdg_target' if '.' in code else 'sdg_goal', code)}".strip() for code in codes
    }


def _gcm(codes: list[str], language: str) -> dict[str, str]:
    return {code: f"{code} {vocabulary.name('gcm_objective', code)}".strip() for code in codes}


def _itself(codes: list[str], language: str) -> dict[str, str]:
    return {code: code for code in codes}


def _from_card(kind: str):
    """Names of codes that are the address of a card, such as a territory's; kept until a card of the kind changes."""
    memory = Memory(f"catalogue:{kind}", most=NAMES_KEPT)

    def names(codes: list[str], language: str) -> dict[str, str]:
        declared = registry.kinds.get(kind)
        if declared is None:
            return {code: code for code in codes}
        known = memory.now()
        paths = {f"{declared.list_path}{code}/": code for code in codes if (language, code) not in known}
        if paths:
            rows = CardFace.objects.filter(card__path__in=list(paths), card__kind=kind, language__in=["", language])
            titles = rows.order_by("language").values_list("card__path", "title")
            known.update({(language, code): code for code in paths.values()})
            known.update({(language, paths[path]): title for path, title in titles})
        return {code: known[language, code] for code in codes}

    return names


def declare_facets() -> None:
    """The facets that every list may offer; rooms add their own with actions.register_facet."""
    for code, label, names in [
        ("theme", _("Theme"), _from("theme")),
        ("country", _("Country"), _from("country")),
        ("territory", _("Territory"), _from_card("territory")),
        ("corridor", _("Corridor"), _from_card("corridor")),
        ("end", _("Place on the corridor"), _from("corridor_end")),
        ("sdg", _("Sustainable Development Goals"), _sdg),
        ("gcm", _("Objectives of the Global Compact"), _gcm),
        ("stakeholder", _("Kind of actor"), _from("stakeholder_type")),
        ("level", _("Level"), _from("level")),
        ("language", _("Language"), _from("language")),
        ("year", _("Year"), _itself),
    ]:
        rests_on = (f"catalogue:{code}",) if code in ("territory", "corridor") else ("vocabulary",)
        registry.facets.setdefault(code, Facet(code=code, label=label, names=names, rests_on=rests_on))


declare_facets()


def facet_names(facet: str, codes: Iterable[str], language: str) -> dict[str, str]:
    """Names of codes in a language; a code without a name is its own name."""
    codes = list(codes)
    found = registry.facets[facet].names(codes, language) if codes and facet in registry.facets else {}
    return {code: found.get(code) or code for code in codes}


def kind_label(code: str) -> str:
    """The name of one thing of a kind, in the reader's language."""
    return str(registry.kinds[code].label) if code in registry.kinds else code


# Touched where a count changes, which most edits of a thing do not.
_counted, _counted_one = Memory(COUNTS, most=64), Memory(COUNTS, most=4096)


def counted(key: tuple, count: Callable[[], dict], *, is_one: bool = False) -> dict:
    """What somebody counted, kept until a count changes; `is_one` for the few numbers of one code among very many."""
    # What a transaction wrote is told to nobody before its end, and may still be undone.
    return count() if connection.in_atomic_block else (_counted_one if is_one else _counted).get(key, count)


def stored_counts(kinds, audiences, facets) -> dict[str, Counter]:
    """Counts over everything of these kinds; the facet "" holds the number of cards by kind."""
    key = (tuple(kinds), tuple(audiences), tuple(facets))
    return counted(key, lambda: _summed(kinds, audiences, facets))


def _summed(kinds, audiences, facets) -> dict[str, Counter]:
    found: dict[str, Counter] = {facet: Counter() for facet in ["", *facets]}
    rows = (
        FacetCount.objects.filter(kind__in=kinds, facet__in=["", *facets], audience__in=audiences)
        .values_list("kind", "facet", "code")
        .annotate(total=Sum("n"))
    )
    for kind, facet, code, total in rows:
        if total > 0:
            found[facet][code if facet else kind] += total
    return found


@lru_cache(maxsize=4096)
def _tags_in(line: str) -> tuple[str, ...]:
    """The tags of one card. The newest cards are counted for most questions; known words are counted faster."""
    return tuple([intern(tag) for tag in line.split(" ")])


def tag_counts(tag_lists: Iterable[str]) -> dict[str, Counter]:
    """Counts by facet and code over the tags of candidates, in one pass."""
    found: defaultdict[str, Counter] = defaultdict(Counter)
    for tag, n in Counter(chain.from_iterable(map(_tags_in, tag_lists))).items():
        facet, _, code = tag.partition(":")
        found[facet][code] = n
    return found


def counts_of(facet: str, tag_lists: Iterable[str]) -> Counter:
    """The same for one facet."""
    start = f"{facet}:"
    length = len(start)
    return Counter([tag[length:] for tag in " ".join(tag_lists).split(" ") if tag.startswith(start)])


def block(facet: str, counts: Counter, chosen: tuple[str, ...], language: str) -> FacetBlock | None:
    """One facet as the page shows it: chosen codes first, then the commonest; None where there is no choice."""
    codes = list(chosen) + [code for code, n in _ordered(facet, counts) if n > 0 and code not in chosen]
    if facet == "sdg":
        codes = [code for code in codes if "." not in code or code in chosen]
    if not codes:
        return None
    codes = codes[:MOST_SHOWN]
    names = facet_names(facet, codes, language)
    # Things without a card, as those that were hidden, stay on the cards of others and are no choice.
    if registry.facets[facet].only_named:
        codes = [code for code in codes if code in chosen or str(names[code]) != code]
    if not codes:
        return None
    choices = [Choice(code, str(names[code]), counts.get(code, 0), code in chosen) for code in codes]
    return FacetBlock(facet, registry.facets[facet].label, choices[:SHOWN], choices[SHOWN:])


@cache
def _blocks_of(facet: str) -> Memory:
    return Memory(*registry.facets[facet].rests_on, most=BLOCKS_KEPT)


def whole_block(facet: str, counts: Counter, language: str, key: tuple) -> FacetBlock | None:
    """The block of a list from which nothing is chosen, kept by `key` as long as counts and names are the same."""
    known = _blocks_of(facet).now()
    kept = known.get((key, language))
    if kept is None or kept[0] is not counts:
        kept = known[key, language] = (counts, block(facet, counts, (), language))
    return kept[1]


def _ordered(facet: str, counts: Counter):
    if facet == "year":
        return sorted(counts.items(), key=lambda item: item[0], reverse=True)
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
