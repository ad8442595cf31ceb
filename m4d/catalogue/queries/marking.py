"""Why a result matches: found words marked in title and summary, and the place in the text where they stand."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from m4d.catalogue.gateways import analysis

AROUND = 90
#: Characters of one card that are looked through for the place that matched.
MOST_LOOKED_AT = 8000
#: Written words that are known for one question: some pages of results hold fewer.
MOST_KNOWN = 16384
#: Questions, each in one language, whose words are known: a full one takes more than a megabyte of every process.
MOST_QUESTIONS = 16
_TOKEN = re.compile(
    r"[^\W_](?:[\w'’\u0300-\u036f\u064b-\u0652\u0900-\u0dff-]*[\w\u0300-\u036f\u064b-\u0652\u0900-\u0dff])?"
)


@dataclass(frozen=True)
class Reason:
    """Where words stand that title and summary do not show: "title", "summary" or "text" in which language, "name" for
    one of those that the thing is connected with, or the facet whose name they are."""

    where: str
    language: str
    html: SafeString


@lru_cache(maxsize=65536)
def _forms(token: str, language: str) -> frozenset[str]:
    """The index terms of one written word."""
    return frozenset(analysis.terms_of({language: token}))


class _Meant(dict):
    """The searched word that a written word is a form of, or nothing: for one language and one question."""

    def __init__(self, language: str, words: tuple[str, ...]):
        super().__init__()
        self.language, self.words = language, [(word, analysis.alternatives(word)) for word in words]

    def __missing__(self, token: str) -> str:
        if len(self) >= MOST_KNOWN:
            # Somebody who turns all pages of a long list meets every word of the site.
            self.clear()
        given = _forms(token, self.language)
        word = self[token] = next((word for word, forms in self.words if not given.isdisjoint(forms)), "")
        return word


# A plain dictionary for each question, since a page looks at some thousand written words.
_meanings = lru_cache(maxsize=MOST_QUESTIONS)(_Meant)


def _hits(text: str, language: str, words: tuple[str, ...]):
    """Places in a text where searched words stand: (start, end, word)."""
    meant = _meanings(language.split("-")[0], words)
    for token in _TOKEN.finditer(text):
        if word := meant[token[0]]:
            yield token.start(), token.end(), word


def marked(text: str, language: str, words: tuple[str, ...]) -> tuple[SafeString, set[str]]:
    """Escaped text with found words in <mark>, and the words that were found."""
    parts, found, place = [], set(), 0
    for start, end, word in _hits(text, language, words):
        parts += [escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>"]
        found.add(word)
        place = end
    parts.append(escape(text[place:]))
    return SafeString("".join(parts)), found


def reason(texts: dict[str, list[str]], language: str, words: tuple[str, ...]) -> Reason | None:
    """The first place that holds one of these words, in the reader's language before others, title before text."""
    ordered, left = sorted(texts, key=lambda code: (code != language, code)), MOST_LOOKED_AT
    for where, position in (("title", 0), ("summary", 1), ("text", 2), ("name", 3)):
        for code in ordered:
            text = "".join(texts[code][position : position + 1])[: max(left, 0)]
            left -= len(text)
            if not text:
                continue
            hit = next(_hits(text, code, words), None)
            if hit is not None and where == "name":
                return Reason(where, code, marked(_line(text, *hit[:2]), code, words)[0])
            if hit is not None:
                return Reason(where, code, marked(_cut(text, hit[0], hit[1]), code, words)[0])
    return None


def _line(text: str, start: int, end: int) -> str:
    """The whole name that holds a place: names stand one to a line."""
    last = text.find("\n", end)
    return text[text.rfind("\n", 0, start) + 1 : last if last >= 0 else len(text)]


def _cut(text: str, start: int, end: int) -> str:
    """The words around a place, with … where something was left out."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    if first:
        first = text.find(" ", first, start) + 1 or first
    if last < len(text):
        last = text.rfind(" ", end, last)
        last = last if last > 0 else min(len(text), end + AROUND)
    return f"{'…' if first else ''}{' '.join(text[first:last].split())}{'…' if last < len(text) else ''}"
