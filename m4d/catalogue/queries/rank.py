"""The order of search results, worked out from the same rows on every engine."""

from collections.abc import Iterable
from typing import NamedTuple

from m4d.catalogue.choices import Order
from m4d.catalogue.gateways import analysis
from m4d.catalogue.gateways.index import Candidate
from m4d.catalogue.models import registry

from .request import Wanted

IN_TITLE, EXACT_IN_TITLE, IN_SUMMARY, AS_SUBJECT, IN_TEXT = 8.0, 3.0, 3.0, 2.0, 1.0
WHOLE_TITLE = 6.0
# Under all that is found by a word, and so far apart that every card of a search has its place.
LAST, APART = 0.9, 0.0005


class Word(NamedTuple):
    """A searched word: as typed and as any matching term, both between spaces; and the tags that it names."""

    exact: str
    forms: tuple[str, ...]
    tags: tuple[str, ...]


def words_of(asked: Wanted) -> list[Word]:
    """The words of a question, ready to be looked for in lines of terms."""
    return [
        Word(
            f" {word} ",
            tuple(f" {form} " for form in analysis.alternatives(word)),
            tuple(f" {facet}:{code} " for facet, code in asked.meanings.get(word, ())),
        )
        for word in asked.words
    ]


def score(titles: str, summaries: str, subjects: str, words: list[Word], in_text: float = IN_TEXT) -> float:
    """Title before summary and subject before text; as written before stem; a short title before a long one."""
    titles, summaries = f" {titles} ", f" {summaries} "
    total, titled = 0.0, 0
    for exact, forms, tags in words:
        if holds(titles, forms):
            total += IN_TITLE + EXACT_IN_TITLE if exact in titles else IN_TITLE
            titled += 1
        elif holds(summaries, forms):
            total += IN_SUMMARY
        elif tags and holds(f" {subjects} ", tags):
            total += AS_SUBJECT
        else:
            total += in_text
    return round(total + WHOLE_TITLE * titled / titles.count(" "), 4) if titled else total


def holds(line: str, parts: tuple[str, ...]) -> bool:
    """Whether any of these parts stands in a line."""
    for part in parts:  # noqa: SIM110 - a plain loop is several times faster here than any() over a generator
        if part in line:
            return True
    return False


def ranked(
    candidates: Iterable[Candidate], asked: Wanted, *, some_only: bool = False
) -> list[tuple[float, int, int, Candidate]]:
    """Best first, then newest, then the card written last; or by date alone. Cards that have only some of the words
    count those in title, summary and subject."""
    if asked.order == Order.NEWEST:
        rows = [(0.0, item[5], -item[0], item) for item in candidates]
    elif not some_only and names_a_country(asked):
        rows = _of_country(candidates, words_of(asked))
    else:
        words, in_text = words_of(asked), 0.0 if some_only else IN_TEXT
        rows = [(-score(item[1], item[2], item[3], words, in_text), item[5], -item[0], item) for item in candidates]
    # No two cards have the same number, so the candidate itself is never compared.
    rows.sort()
    return rows


def names_a_country(asked: Wanted) -> bool:
    """Whether all words of a question together are the name of one country."""
    codes = [{code for facet, code in asked.meanings.get(word, ()) if facet == "country"} for word in asked.words]
    return bool(codes and set.intersection(*codes))


def _of_country(candidates: Iterable[Candidate], words: list[Word]) -> list[tuple[float, int, int, Candidate]]:
    """What is found by the name of a country: the country, then what carries it in the order of kinds.

    Titles count as written, since the stem of a country is often that of its capital. What comes last, as corridors,
    of which dozens have the country in their title, and towns, stands in the order of its own list.
    """
    words = [Word(word.exact, (word.exact,), word.tags) for word in words]
    places = {
        code: (kind.of_country, tuple(f" {tag} " for tag in kind.last_of_country))
        for code, kind in registry.kinds.items()
    }
    rows, last = [], []
    for item in candidates:
        tags = f" {item[3]} "
        bonus, ends = places.get(tags.partition(" kind:")[2].partition(" ")[0], (0, ()))
        if bonus is None or holds(tags, ends):
            last.append(item)
        else:
            rows.append((-score(item[1], item[2], item[3], words) - bonus, item[5], -item[0], item))
    last.sort(key=lambda item: (item[4], item[0]))
    return rows + [(place * APART - LAST, item[5], -item[0], item) for place, item in enumerate(last)]
