"""Texts of people kept beside their thing in every language, so that a page of many texts asks nothing more."""

from collections.abc import Iterable
from dataclasses import fields as fields_of
from json import dumps
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from m4d.core.text import direction
from m4d.languages import queries as languages
from m4d.languages.models import digest_of

_KEPT = [field.name for field in fields_of(languages.Shown) if field.name != "original"]


def _plain(shown) -> dict:
    return {name: str(value) if name == "html" else value for name, value in ((n, getattr(shown, n)) for n in _KEPT)}


def frozen(things: Iterable[Any], fields: Iterable[str]) -> dict[int, dict]:
    """What `{% text %}` needs of these texts, as plain values: {pk: {field: {"": original, "ar": version}}}."""
    things, fields = list(things), list(fields)
    kept: dict[int, dict] = {thing.pk: {} for thing in things}
    for language, _name in settings.LANGUAGES:
        for (pk, field), shown in languages.versions_for(things, fields, language).items():
            texts = kept[pk].setdefault(field, {})
            original = shown.original or shown
            texts[""] = _plain(original)
            if not shown.is_original:
                texts[language] = _plain(shown)
    for thing in things:
        thing.__dict__.pop("_shown_texts", None)
    return kept


def thawed(thing, kept: dict, fields: Iterable[str], language: str) -> Model:
    """The thing with its texts ready for `{% text %}` in that language, without a statement."""
    ready = thing.__dict__.setdefault("_shown_texts", {})
    for field in fields:
        texts = kept.get(field)
        if not texts:
            ready[field, language] = None
            continue
        original = _shown(texts[""], language, None)
        version = texts.get(language)
        ready[field, language] = _shown(version, language, original) if version else original
    return thing


def _shown(values: dict, language: str, original):
    values = values | {"html": mark_safe(values["html"]), "reader_language": language}  # noqa: S308 (made when written)
    return languages.Shown(**values, original=original)


def originals_of(thing, fields: Iterable[str]) -> dict[str, Any]:
    """The texts of a thing as their authors left them, by field; those that nobody wrote are absent."""
    found = {field: languages.original_of(thing, field) for field in fields} if thing is not None else {}
    return {field: original for field, original in found.items() if original}


def mark_of(thing, fields: Iterable[str]) -> str:
    """What somebody saw who begins to write these texts: other words, other mark; empty while nobody wrote any."""
    seen = [(field, text.language, text.text) for field, text in originals_of(thing, fields).items()]
    return digest_of(dumps(sorted(seen))) if seen else ""


def named(name: str, written_in: str, language: str) -> str:
    """A name; wrapped with its language and direction where the page is in another one."""
    if written_in == language:
        return name
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', written_in, direction(written_in), name)
