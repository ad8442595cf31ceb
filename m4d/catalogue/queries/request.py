"""What somebody asks for, made safe: unknown kinds and facets are dropped, lengths are bounded."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from m4d.catalogue.choices import Audience, Order, audiences_of, side_of
from m4d.catalogue.gateways import analysis
from m4d.catalogue.gateways.index import Groups, code_term, sided
from m4d.catalogue.models import registry

from .subjects import meanings

MOST_CODES = 20
LANGUAGES = {code for code, _name in settings.LANGUAGES}
SIDES = {Audience.VISITORS: "v", Audience.MEMBERS: "m"}


@dataclass(frozen=True)
class Wanted:
    """A question to the catalogue."""

    kinds: tuple[str, ...]
    scope: tuple[str, ...]
    side: Audience
    audiences: tuple[int, int]
    words: tuple[str, ...]
    was_cut: bool
    filters: dict[str, tuple[str, ...]]
    order: str
    meanings: dict[str, tuple[tuple[str, str], ...]]
    language: str

    @property
    def is_narrowed(self) -> bool:
        """Whether some of the kinds in scope, or some codes, are chosen."""
        return bool(self.filters) or self.kinds != self.scope

    @property
    def title_language(self) -> str:
        """The language by whose titles the list is ordered, or "" where the cards have one order for all."""
        if (
            self.words
            or self.order != Order.NAME
            or len(self.kinds) != 1
            or not registry.kinds[self.kinds[0]].by_title
        ):
            return ""
        return self.language if self.language in LANGUAGES else settings.LANGUAGE_CODE

    def conditions(self, *, narrow: bool = True) -> Groups:
        """Everything but the words, in the terms of the index."""
        kinds = self.kinds if narrow else self.scope
        found: Groups = [] if set(kinds) == set(registry.kinds) else [tuple(f"k:{kind}" for kind in kinds)]
        if narrow:
            found += [
                self.sided(tuple(code_term(facet, code) for code in codes)) for facet, codes in self.filters.items()
            ]
        # Words and codes find nothing but cards of this side already. The one term that all of these cards have would
        # cost more than the words, since the index looks at it for every card that has the first of them.
        return found if self.words or (narrow and self.filters) else [*found, (f"s:{SIDES[self.side]}",)]

    def sided(self, terms: tuple[str, ...]) -> tuple[str, ...]:
        """Words and codes as they stand on the cards that this side may read."""
        return sided(terms, SIDES[self.side])

    def groups(self, *, narrow: bool = True) -> Groups:
        """The question in the terms of the index: every word, and every condition."""
        return [*map(self.forms, self.words), *self.conditions(narrow=narrow)]

    def forms(self, word: str) -> tuple[str, ...]:
        """Any of these terms is a match for a word: its stems, and the codes that it names."""
        codes = [code_term(facet, code) for facet, code in self.meanings.get(word, ())]
        return self.sided((*analysis.alternatives(word), *codes))

    def some_groups(self) -> Groups:
        """The same with any of the words."""
        forms = tuple(form for word in self.words for form in self.forms(word))
        return [tuple(dict.fromkeys(forms)), *self.conditions()]

    def title_groups(self, *, narrow: bool = True) -> Groups:
        """The same, with every word in the title."""
        titled = [self.sided(tuple(f"t:{term}" for term in analysis.alternatives(word))) for word in self.words]
        return [*titled, *self.conditions(narrow=narrow)]


def wanted(*, kind, person, words: str, filters, order: str | None, language: str, scope=None) -> Wanted:
    """Read a question; nothing in it can make it fail."""
    within = tuple(code for code in scope or registry.kinds if code in registry.kinds)
    codes = [kind] if isinstance(kind, str) else list(kind or ())
    kinds = tuple(code for code in within if code in codes) if codes else within
    searched, was_cut = analysis.query_words(words or "")
    declared = registry.kinds[kinds[0]].order if len(kinds) == 1 else Order.NEWEST
    return Wanted(
        kinds=kinds,
        scope=within if scope else kinds,
        side=side_of(person),
        audiences=audiences_of(person),
        words=tuple(searched),
        was_cut=was_cut,
        filters=dict(_filters(filters or {})),
        order=order if order in Order.values else "" if searched else str(declared),
        language=language,
        meanings=meanings(tuple(searched)) if searched else {},
    )


def _filters(given) -> Iterable[tuple[str, tuple[str, ...]]]:
    for facet, codes in given.items():
        if facet in registry.facets:
            codes = [codes] if isinstance(codes, str) else codes
            kept = [
                code for code in dict.fromkeys(map(str, codes)) if code and len(code) <= 120 and "\x00" not in code
            ]
            if kept:
                yield facet, tuple(kept[:MOST_CODES])
