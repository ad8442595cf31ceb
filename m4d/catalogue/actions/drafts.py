"""From a description to the rows of a card: faces in each interface language, tags, index terms, words."""

import re
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.html import conditional_escape

from m4d.catalogue.choices import Audience
from m4d.catalogue.gateways import analysis
from m4d.catalogue.gateways.index import code_term
from m4d.catalogue.models import Card, Description, Kind
from m4d.catalogue.queries.entries import LANGUAGE_MARK, best, entry_html, written_in
from m4d.core.text import teaser

LONGEST_TITLE = 300
LONGEST_SUMMARY = 600
LONGEST_STORED_SUMMARY = 4000
LONGEST_BODY = 20_000
LONGEST_STORED_BODY = 4000


class Face(NamedTuple):
    """A card in one interface language, see CardFace."""

    language: str
    title: str
    title_language: str
    summary: str
    summary_language: str
    html: str
    row: str


class Text(NamedTuple):
    """The words of a card, see SearchLine and SearchText."""

    sort: str
    newest: int
    titles: str
    summaries: str
    tags: str
    terms: str
    texts: dict


@dataclass
class Draft:
    """Everything that will be written for one description of one thing."""

    kind: Kind
    object_id: str
    audience: int
    description: Description
    faces: list[Face]
    tags: set[tuple[str, str]]
    text: Text
    words: dict[str, str]
    keys: list[tuple[str, str]]

    @property
    def key(self) -> tuple[str, str, int]:
        """What a card is unique by."""
        return (self.kind.code, self.object_id, self.audience)

    @property
    def tag_keys(self) -> set[tuple[str, str, str]]:
        """What the card adds to the counts: (facet, code), and ("", "") for itself."""
        return self.tags | {("", "")}

    def card(self, now) -> Card:
        """The row of the card itself."""
        given = self.description
        latitude, longitude = given.point or (None, None)
        return Card(
            kind=self.kind.code,
            object_id=self.object_id,
            audience=self.audience,
            path=given.path[:300],
            language=given.language[:20],
            sort=self.text.sort,
            newest=self.text.newest,
            date=given.date,
            latitude=latitude,
            longitude=longitude,
            data=given.data,
            updated_at=now,
        )


def draft(kind: Kind, thing, given: Description) -> Draft:
    """Work out all rows of one description; nothing is written."""
    titles = cut(given.titles, LONGEST_TITLE)
    summaries = cut(given.summaries, LONGEST_STORED_SUMMARY)
    bodies = cut(given.bodies, LONGEST_BODY)
    tags = tags_of(given)
    title = best(titles, given.language, given.language)[0]
    audience = int(given.audience)
    return Draft(
        kind=kind,
        object_id=str(thing.pk),
        audience=audience,
        description=given,
        faces=faces_of(kind, thing, given, titles, summaries),
        tags=tags,
        text=search_text(kind, audience, titles, summaries, bodies, tags, given, title),
        words=words_of(titles, summaries),
        keys=keys_of(kind, titles, given.language),
    )


def cut(texts: dict[str, str], longest: int) -> dict[str, str]:
    """Texts that say something, without spaces around them and no longer than a card holds."""
    return {code: text[: longest * 2].strip()[:longest] for code, text in texts.items() if text and text.strip()}


def tags_of(given: Description) -> set[tuple[str, str]]:
    """Facets as pairs; an SDG target also counts for its goal, a date for its year."""
    tags = {
        (facet[:20], str(code)[:120])
        for facet, codes in given.facets.items()
        for code in ([codes] if isinstance(codes, str) else codes or ())
        if code not in (None, "")
    }
    if given.date and not any(facet == "year" for facet, _ in tags):
        tags.add(("year", str(given.date.year)))
    return tags | {("sdg", code.split(".")[0]) for facet, code in tags if facet == "sdg" and "." in code}


def faces_of(kind: Kind, thing, given: Description, titles: dict, summaries: dict) -> list[Face]:
    """The card in each interface language; only faces that differ from the first are kept beside it."""
    faces: list[Face] = []
    looks: list[tuple] = []
    for language, _ in settings.LANGUAGES:
        title, title_language = best(titles, language, given.language)
        summary, summary_language = best(summaries, language, given.language)
        summary = teaser(summary, LONGEST_SUMMARY)
        notes = (given.notes or {}).get(language) or (given.notes or {}).get("en") or []
        shown = {
            "path": given.path,
            "title": title[:300],
            "title_language": title_language[:20],
            "summary": summary,
            "summary_language": summary_language[:20],
            "notes": notes,
        }
        row = rendered_row(kind, thing, given, shown, language) if kind.row_template else ""
        titled_in = [] if given.title_is_name else [shown["title_language"]]
        said = written_in([*titled_in, summary_language if summary else ""], language)
        look = (*shown.values(), said, row)
        if looks and look == looks[0]:
            continue
        looks.append(look)
        html = entry_html(**{**shown, "notes": ()}, languages=facts_html(notes, said))
        faces.append(Face(language if faces else "", *look[1:5], html, row))
    return faces


def keys_of(kind: Kind, titles: dict, original: str) -> list[tuple[str, str]]:
    """The title as readers of each language find it in order, and all titles as one may begin to type them."""
    keys = []
    if kind.by_title:
        keys = [(code, analysis.title_key(best(titles, code, original)[0])) for code, _ in settings.LANGUAGES]
    if kind.is_completed:
        keys += [("", key) for key in sorted(set().union(*map(analysis.beginnings, titles.values())))]
    return keys


def facts_html(notes: list[str], said: str) -> str:
    """The short facts under a title, and last the languages of its texts; a date may come as an element already."""
    return " ".join([*(f"<span>{conditional_escape(note)}</span>" for note in notes), *([said] if said else [])])


def rendered_row(kind: Kind, thing, given: Description, shown: dict, language: str) -> str:
    """The room's own markup of a row, in one interface language."""
    with translation.override(language):
        context = shown | {"thing": thing, "description": given, "language": language}
        context["href"] = f"{LANGUAGE_MARK}{given.path}"
        if callable(kind.row_template):
            return kind.row_template(context)
        return get_template(kind.row_template).render(context).strip()


def search_text(kind, audience, titles, summaries, bodies, tags, given, title) -> Text:
    """The words by which the card is found, and the order in which lists show it."""
    in_titles = analysis.terms_of(titles)
    in_summaries = analysis.terms_of(summaries)
    sides, start = {
        Audience.EVERYBODY: (("s:v", "s:m"), ""),
        Audience.VISITORS: (("s:v",), "v:"),
        Audience.MEMBERS: (("s:m",), "m:"),
    }[Audience(audience)]
    words = in_titles | in_summaries | analysis.terms_of(bodies) | analysis.terms_of(given.also)
    words.update([f"t:{term}" for term in in_titles])
    words.update([code_term(facet, code) for facet, code in tags])
    terms = {f"{start}{word}" for word in words} if start else words
    terms.update(sides)
    terms.add(f"k:{kind.code}")
    return Text(
        sort=(given.sort or analysis.folded(title))[:80],
        newest=-given.date.toordinal() if given.date else 0,
        titles=" ".join(sorted(in_titles)),
        summaries=" ".join(sorted(in_summaries)),
        tags=" ".join(sorted({f"kind:{kind.code}", *(f"{facet}:{code}" for facet, code in tags)})),
        terms=" ".join(sorted(terms)),
        texts={
            language: [
                titles.get(language, ""),
                summaries.get(language, ""),
                bodies.get(language, "")[:LONGEST_STORED_BODY],
                # Never shown as a text: of these names only the one that was looked for.
                given.also.get(language, "")[:LONGEST_STORED_BODY],
            ]
            for language in sorted({*titles, *summaries, *bodies, *given.also})
        },
    )


def words_of(titles: dict, summaries: dict) -> dict[str, str]:
    """Words worth offering to somebody who mistyped one: folded, and as written."""
    found = {}
    for text in [*titles.values(), *(summary[:LONGEST_SUMMARY] for summary in summaries.values())]:
        for written in re.findall(r"[^\W\d_][^\W_]+(?:[\u0300-\u036f\u064b-\u0652]\w*)*", text):
            folded = analysis.folded_word(written)
            if 3 < len(folded) <= analysis.LONGEST_WORD and " " not in folded:
                found.setdefault(folded, written[:60])
    return found
