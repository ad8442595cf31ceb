"""What a page needs to know about texts: the best version for its reader, and where it comes from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.core import text as words
from m4d.core.pages.prepared import Prepared, number_marks, spread, text_mark
from m4d.vocabulary import queries as vocabulary

from . import gateways
from .choices import REGISTERED, Form, Provenance, Texts
from .models import MachineRequest, Version, digest_of, form_of

_RANK = {Provenance.HUMAN: 0, Provenance.SITE: 1, Provenance.MACHINE: 2}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a reader gets for one text, and all that an honest label needs."""

    text: str
    html: SafeString
    language: str
    provenance: str
    form: str
    reader_language: str
    is_out_of_date: bool = False
    corrected: bool = False
    original: "Shown | None" = None

    @property
    def direction(self) -> str:
        return words.direction(self.language)

    @property
    def is_original(self) -> bool:
        return self.provenance == Provenance.ORIGINAL

    @property
    def labels(self) -> list[str]:
        """Sentences that say what is shown; none when the original is in the reader's language."""
        if self.is_original:
            if self.language == self.reader_language:
                return []
            said = [original_label(self.language)]
            if gateways.is_on():
                said.append(_("Not translated yet"))
            return said
        said = [self.maker]
        if self.is_out_of_date:
            said.append(_("May be out of date: the original has changed since"))
        return said

    @property
    def is_unchecked(self) -> bool:
        """Whether it came with the site and nobody who reads the language has looked at it."""
        return self.provenance == Provenance.SITE and not self.corrected

    @property
    def maker(self) -> str:
        """Who made the words that are shown, in a sentence."""
        if self.provenance == Provenance.SITE and self.corrected:
            return _("Translated for this site, confirmed by a person")
        return str(Provenance(self.provenance).label)


def original_label(language: str) -> str:
    """Name the language of an original, for the people who would rather read that."""
    return _("Original in %(language)s") % {"language": vocabulary.language_within(language)}


def html_of(text: str, form: str) -> SafeString:
    """The safe HTML of a text by its form; done once, when the text is written."""
    if form == Form.MARKDOWN:
        return words.markdown(text)
    if form == Form.PLAIN:
        return mark_safe(linebreaks(text.strip(), autoescape=True))  # noqa: S308 (escaped by linebreaks)
    return escape(" ".join(text.split()))


def versions_for(things: Iterable[Any], fields: Iterable[str], language: str | None = None) -> dict:
    """The best version of each text for a reader, in one statement whatever the number of things.

    Returns {(thing.pk, field): Shown} and leaves the same on each thing for `{% text %}`.
    All things are of one model. Texts that nobody wrote are absent.
    """
    things, fields = list(things), list(fields)
    language = language or reader_language()
    if not things:
        return {}
    rows = _read(ContentType.objects.get_for_model(type(things[0])), [thing.pk for thing in things], fields, language)
    found: dict[tuple, list[Version]] = {}
    for row in rows:
        found.setdefault((row.object_id, row.field), []).append(row)
    shown = {}
    for thing in things:
        ready = thing.__dict__.setdefault("_shown_texts", {})
        for field in fields:
            ready[field, language] = best = _choose(thing, field, language, found.get((thing.pk, field), []))
            if best:
                shown[thing.pk, field] = best
    return shown


# Marks of prepared statements: one for each of these numbers of things, and as many fields as things have.
_KIND, _LANGUAGE, _SIZES = -1, text_mark("language"), (1, 10, 50)
_FIELDS = tuple(text_mark(f"field {number}") for number in range(4))


def _rows(kind, numbers, fields, language) -> QuerySet[Version]:
    rows = Version.objects.filter(content_type_id=kind, object_id__in=numbers, field__in=fields)
    return rows.filter(Q(language=language) | Q(provenance=Provenance.ORIGINAL))


_PREPARED = {size: Prepared(lambda size=size: _rows(_KIND, number_marks(size), _FIELDS, _LANGUAGE)) for size in _SIZES}


def _read(kind: ContentType, numbers: list[int], fields: list[str], language: str) -> Iterable[Version]:
    """The originals of these texts and their versions in a language."""
    size = next((size for size in _SIZES if size >= len(numbers)), None)
    if size is None or len(fields) > len(_FIELDS):
        return _rows(kind.pk, numbers, fields, language)
    wanted = {_KIND: kind.pk, _LANGUAGE: language, **spread(number_marks(size), numbers), **spread(_FIELDS, fields)}
    return _PREPARED[size](wanted)


def texts_in(model: type, numbers: list[int], field: str, language: str) -> dict[int, str]:
    """What these texts say in a language that is not their own, by number, where there is a version in it."""
    rows = _read(ContentType.objects.get_for_model(model), numbers, [field], language) if numbers else ()
    return {row.object_id: row.text for row in rows if row.language == language and not row.is_original}


def versions_of_several(groups: Iterable[tuple[Iterable[Any], Iterable[str]]], language: str | None = None) -> None:
    """The same for things of several models, each with the names of its texts, in one statement.

    Nothing is returned: the texts are left on each thing for `{% text %}`.
    """
    language = language or reader_language()
    known = [(list(things), list(fields)) for things, fields in groups]
    known = [
        (things, fields, ContentType.objects.get_for_model(type(things[0]))) for things, fields in known if things
    ]
    asked = Q(pk__in=[])
    for things, fields, kind in known:
        asked |= Q(content_type=kind, object_id__in=[thing.pk for thing in things], field__in=fields)
    found: dict[tuple, list[Version]] = {}
    if known:
        for row in Version.objects.filter(asked).filter(Q(language=language) | Q(provenance=Provenance.ORIGINAL)):
            found.setdefault((row.content_type_id, row.object_id, row.field), []).append(row)
    for things, fields, kind in known:
        for thing in things:
            ready = thing.__dict__.setdefault("_shown_texts", {})
            for field in fields:
                ready[field, language] = _choose(thing, field, language, found.get((kind.pk, thing.pk, field), []))


def best(thing, field: str, language: str | None = None) -> Shown | None:
    """The best version of one text; asks nothing when `versions_for` went before."""
    language = language or reader_language()
    ready = thing.__dict__.get("_shown_texts", {})
    if (field, language) not in ready:
        versions_for([thing], [field], language)
    return thing.__dict__["_shown_texts"][field, language]


def original_of(thing, field: str) -> Shown | None:
    """The text as its author wrote it, from our table or from the thing's own column."""
    row = Version.objects.about(thing).originals().filter(field=field).first()
    return _original(thing, field, [row] if row else [], reader_language())


def every_language(things: Iterable[Any], fields: Iterable[str]) -> dict:
    """All there is of these texts: {thing.pk: {field: {language: text}}}, originals first; for index cards."""
    things, fields = list(things), list(fields)
    answer: dict = {thing.pk: {field: {} for field in fields} for thing in things}
    if not things:
        return answer
    for thing in things:
        for field in fields:
            own = _own_column(thing, field)
            if own:
                answer[thing.pk][field][own[1]] = own[0]
    rows = Version.objects.filter(
        content_type=ContentType.objects.get_for_model(type(things[0])),
        object_id__in=list(answer),
        field__in=fields,
    ).order_by("pk")
    for row in sorted(rows, key=lambda row: not row.is_original):
        answer[row.object_id][row.field][row.language] = row.text
    return answer


def versions_of(thing, field: str) -> list[Version]:
    """Every stored version of one text with the people behind it, the original first."""
    rows = Version.objects.about(thing).filter(field=field).select_related("by", "corrected_by")
    return sorted(rows, key=lambda row: (not row.is_original, row.language))


def text_page(thing, field: str) -> tuple[Shown | None, list[Version]]:
    """The original of one text, from our table or the thing's own column, and all its stored versions."""
    versions = versions_of(thing, field)
    return _original(thing, field, versions, reader_language()), versions


def waiting_requests(thing, field: str) -> dict[str, MachineRequest]:
    """What the engine was asked for and has not given yet, by language; nothing is asked while it is off."""
    if not gateways.is_on():
        return {}
    requests = MachineRequest.objects.filter(
        content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk, field=field
    )
    return {request.language: request for request in requests}


def asked_today(person) -> int:
    """How many versions a person asked the engine for since midnight."""
    if not getattr(person, "is_authenticated", False):
        return 0
    return cache.get(_asked_key(person), 0)


def count_asked_today(person) -> None:
    """Remember, until the day is over, that a person asked for one more. The caller holds the person meanwhile."""
    cache.set(_asked_key(person), asked_today(person) + 1, 24 * 3600)


def _asked_key(person) -> str:
    return f"languages-asked-{person.pk}-{timezone.localdate()}"


def texts_of(thing) -> Texts | None:
    """What the thing's room said about its texts, or None."""
    return REGISTERED.get(type(thing))


def translation_health() -> gateways.Health:
    """Whether machine translation works now, in one sentence for the doctor."""
    engine = gateways.engine()
    if engine is None:
        return gateways.Health(ok=True, name="", message=_("Machine translation is switched off."))
    health = engine.health()
    waiting = MachineRequest.objects.count()
    return replace(health, waiting=waiting)


def engine_is_on() -> bool:
    """Whether the site was given a translation engine; asks nobody."""
    return gateways.is_on()


def translations_of(thing, field: str, versions: list[Version], original: Shown) -> list[dict]:
    """The translations among the versions, as readers see them, with the person who corrected each."""
    mark = digest_of(original.text)
    language = reader_language()
    return [
        {
            "shown": _shown(thing, row, language, is_out_of_date=row.source_digest != mark, original=original),
            "name": vocabulary.name("language", row.language),
            "within": vocabulary.language_within(row.language),
            "version": row,
        }
        for row in versions
        if not row.is_original
    ]


def reader_language() -> str:
    """The interface language of the page being made."""
    return get_language() or settings.LANGUAGE_CODE


def _choose(thing, field, language, rows: list[Version]) -> Shown | None:
    original = _original(thing, field, rows, language)
    if original and original.language == language:
        return original
    others = [row for row in rows if not row.is_original and row.language == language]
    if not others:
        return original
    row = min(others, key=lambda row: _RANK[Provenance(row.provenance)])
    stale = original is not None and row.source_digest != digest_of(original.text)
    return _shown(thing, row, language, is_out_of_date=stale, original=original)


def _original(thing, field, rows, language) -> Shown | None:
    for row in rows:
        if row.is_original:
            return _shown(thing, row, language)
    own = _own_column(thing, field)
    if own is None:
        return None
    form = form_of(type(thing), field)
    return Shown(own[0], html_of(own[0], form), own[1], Provenance.ORIGINAL, form, language)


def _shown(thing, row: Version, language, **more) -> Shown:
    return Shown(
        row.text,
        mark_safe(row.html),  # noqa: S308 (made by html_of when it was written)
        row.language,
        row.provenance,
        form_of(type(thing), row.field),
        language,
        corrected=row.corrected_at is not None,
        **more,
    )


def _own_column(thing, field) -> tuple[str, str] | None:
    """(text, language) of a thing that keeps its original in a column of its own.

    A text that may be in another language than the rest of the thing has a column for it beside it.
    """
    text = getattr(thing, field, "")
    if not isinstance(text, str) or not text.strip():
        return None
    return text, getattr(thing, f"{field}_language", "") or getattr(thing, "language", "") or settings.LANGUAGE_CODE
