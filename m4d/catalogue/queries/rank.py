"""The order of search results, worked out from the same rows on every engine."""

from collections.abc import Iterable
from typing import NamedTuple

from m4d.catalogue.choices import Order
from m4d.catalogue.gateways import analysis
from m4d.catalogue.gateways.index import Candidate

from .request import Wanted

IN_TITLE, EXACT_IN_TITLE, IN_SUMMARY, AS_SUBJECT, IN_TEXT = 8.0, 3.0, 3.0, 2.0, 1.0
WHOLE_TITLE = 6.0


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
    else:
        words, in_text = words_of(asked), 0.0 if some_only else IN_TEXT
        rows = [(-score(item[1], item[2], item[3], words, in_text), item[5], -item[0], item) for item in candidates]
    # No two cards have the same number, so the candidate itself is never compared.
    rows.sort()
    return rows
