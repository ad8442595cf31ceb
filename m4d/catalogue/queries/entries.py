"""The HTML of one result, built as a string: it is written once per language, and again only to mark found words."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC
from datetime import date as Date
from datetime import datetime as DateTime
from functools import cache, cached_property
from html import escape

from django.utils import translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from m4d.core.text import direction
from m4d.vocabulary import queries as vocabulary

#: Raised when the HTML made here or the terms of the index change, so that cards are written again.
RENDERER = 4
# Stands for the reader's language in stored addresses, so that one face can serve several languages.
LANGUAGE_MARK = "/~/"
# How the short facts of a result begin; nothing that people wrote looks like it, as theirs is escaped.
FACTS = '<p class="meta">'


def decoded(value) -> dict:
    """A JSON column as it comes from the database, which is text on both engines."""
    return json.loads(value) if isinstance(value, str) else value


@dataclass
class Entry:
    """One result of a list or a search, ready to show. What few pages need is worked out when it is asked for."""

    card: int
    kind: str
    object_id: str
    path: str
    title: str
    title_language: str
    summary: str
    summary_language: str
    language: str
    written: tuple[str, str] = ("", "")
    point: tuple[float, float] | None = None
    stored: tuple = (None, None, None)
    why: list = field(default_factory=list)
    found_in_title: list[str] = field(default_factory=list)
    found_in_summary: list[str] = field(default_factory=list)

    @cached_property
    def html(self) -> SafeString:
        """Heading, summary and short facts."""
        return SafeString(localized(self.written[0], self.language))

    @cached_property
    def row(self) -> SafeString:
        """The room's own markup of the card in its list."""
        return SafeString(localized(self.written[1], self.language))

    @cached_property
    def date(self) -> Date | None:
        """The day that the thing is of, such as the start of a project."""
        value = self.stored[0]
        return parse_date(value) if isinstance(value, str) else value

    @cached_property
    def data(self) -> dict:
        """The row of the dataset."""
        return decoded(self.stored[1])

    @cached_property
    def updated_at(self) -> DateTime | None:
        """When the card changed."""
        value = self.stored[2]
        value = parse_datetime(value) if isinstance(value, str) else value
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


def best(texts: dict[str, str], language: str, original: str) -> tuple[str, str]:
    """The text for a reader and its language: theirs, else the original, else English, else any."""
    for code in (language, original, "en", *texts):
        if texts.get(code):
            return texts[code], code
    return "", original


def worded(tag: str, html: str, language: str, attributes: str = "") -> str:
    """Text by people in an element that says its language and direction; `html` is already escaped."""
    return f'<{tag}{attributes} lang="{escape(language)}" dir="{direction(language)}">{html}</{tag}>'


@cache
def _language_of_text(language: str) -> str:
    with translation.override(language):
        return escape(_("Language of the text:"))


def written_in(codes: Iterable[str], language: str) -> str:
    """The name of each language that is not the reader's, one quiet word for a text that has no version for them."""
    others = [code for code in dict.fromkeys(codes) if code and code.split("-")[0] != language]
    if not others:
        return ""
    named = " ".join(f"<span>{escape(vocabulary.name('language', code, language))}</span>" for code in others)
    return f'<span class="hidden-text">{_language_of_text(language)}</span> {named}'


def entry_html(
    *, path, title, title_language, summary, summary_language, notes=(), languages: str = "", mark=escape
) -> str:
    """Heading with link, summary, and the short facts of one result. `mark` escapes, and may mark found words;
    `languages` is what `written_in` says of title and summary."""
    link = worded("a", str(mark(title)), title_language, f' href="{LANGUAGE_MARK}{escape(path)}"')
    parts = [f"<h3>{link}</h3>"]
    if summary:
        parts.append(worded("p", str(mark(summary)), summary_language))
    facts = [f"<span>{escape(note)}</span>" for note in notes or ()] + ([languages] if languages else [])
    if facts:
        parts.append(FACTS + " ".join(facts) + "</p>")
    return "".join(parts)


def localized(html: str, language: str) -> str:
    """Stored HTML with the reader's language in its addresses."""
    return html.replace(f'href="{LANGUAGE_MARK}', f'href="/{language}/')
