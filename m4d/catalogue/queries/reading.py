"""Reading cards for a page: one statement for all of them, in the reader's language, past the object mapper."""

from functools import partial

from django.db import connection
from django.utils.safestring import SafeString

from .entries import FACTS, Entry, decoded, entry_html, localized
from .facets import facet_names
from .marking import Reason, marked, reason
from .request import Wanted

_ENTRIES = """
SELECT f.language, c.id, c.kind, c.object_id, c.path, f.title, f.title_language, f.summary, f.summary_language, f.html,
       f.row, c.latitude, c.longitude, c.date, c.data, c.updated_at{texts}
FROM catalogue_card c JOIN catalogue_cardface f ON f.card_id = c.id{join}
WHERE c.id IN ({marks}) AND f.language IN ('', %s)
"""
_PLAIN = partial(_ENTRIES.format, texts="", join="")
_WITH_TEXTS = partial(_ENTRIES.format, texts=", s.texts", join=" JOIN catalogue_searchtext s ON s.card_id = c.id")


def read_entries(
    numbers: list[int], language: str, asked: Wanted | None = None, tags: dict[int, str] | None = None
) -> list[Entry]:
    """Entries in the order of the numbers, in the reader's language.

    With a question, found words are marked and the reason of each entry is given; `tags` are those of each card.
    """
    if not numbers:
        return []
    statement = (_WITH_TEXTS if asked else _PLAIN)(marks=", ".join(["%s"] * len(numbers)))
    chosen: dict[int, tuple] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, [*numbers, language])
        for row in cursor.fetchall():
            if row[0] or row[1] not in chosen:
                chosen[row[1]] = row
    rows = [chosen[number] for number in numbers if number in chosen]
    if not asked:
        return [_entry(row, language) for row in rows]
    return [explained(_entry(row, language), row, asked, (tags or {}).get(row[1], "")) for row in rows]


def _entry(row: tuple, language: str) -> Entry:
    return Entry(
        *row[1:9],
        language,
        row[9:11],
        (row[11], row[12]) if row[11] is not None else None,
        row[13:16],
    )


def explained(entry: Entry, row: tuple, asked: Wanted, tags: str) -> Entry:
    """The entry with found words marked in title and summary; other words get the place where they are."""
    words, language, written = asked.words, asked.language, row[9]
    title, in_title = marked(entry.title, entry.title_language, words)
    summary, in_summary = marked(entry.summary, entry.summary_language, words)
    if in_title or in_summary:
        shown = entry_html(
            path=entry.path,
            title=title,
            title_language=entry.title_language,
            summary=summary,
            summary_language=entry.summary_language,
            mark=str,
        )
        # The short facts after title and summary stay as they were written.
        facts = written.find(FACTS)
        entry.html = SafeString(localized(shown + written[facts:] if facts >= 0 else shown, language))
    entry.found_in_title, entry.found_in_summary = sorted(in_title), sorted(in_summary)
    elsewhere = tuple(word for word in words if word not in in_title and word not in in_summary)
    if elsewhere:
        why = reason(decoded(row[16]), language, elsewhere)
        if why is None or why.where == "name":
            # A country that the card carries says more than that its name stands somewhere.
            why = _subject(asked, elsewhere, tags) or why
        entry.why = [why] if why else []
    return entry


def _subject(asked: Wanted, words: tuple[str, ...], tags: str) -> Reason | None:
    """The theme, country or kind of actor by whose name a card was found."""
    known = set(tags.split(" "))
    for word in words:
        for facet, code in asked.meanings.get(word, ()):
            if f"{facet}:{code}" in known:
                name = facet_names(facet, [code], asked.language)[code]
                return Reason(facet, asked.language, marked(name, asked.language, words)[0])
    return None
