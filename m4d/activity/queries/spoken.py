"""In which language a thing is called, so that its name is read out, and stands, as the language asks."""

import re
from collections.abc import Mapping

from django.db.models import Model
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from m4d.core.text import direction

from ..models import Entry

_NAMES = ("title", "name", "duty")
# A title that ends with a mark of its own, with a full stop or a colon of ours after it.
_ENDED = re.compile(r"([?!.…؟])((?:</[a-z]+>)+)\s?[.:]")


def language_of_name(thing: Model | None) -> str:
    """The language of what people called a thing; nothing where it is the reader's own, as of places, or unknown.

    Only what was read already is looked at: it costs no statement.
    """
    if thing is None or hasattr(thing, "name_in"):
        return ""
    read = thing.__dict__
    return read.get("name_language", read.get("language", "")) or ""


def whole_of(thing: Model) -> Model:
    """The e-discussion of which something is a part, where it was read together with it; else the thing itself."""
    return thing._state.fields_cache.get("discussion") or thing


def said_in(words: str, language: str, *, tag: str = "span") -> SafeString | str:
    """Words of people in a line of ours, with their language and direction where it is another one."""
    if not language or language == get_language():
        return words
    return format_html('<{} lang="{}" dir="{}">{}</{}>', tag, language, direction(language), words, tag)


def in_their_languages(sentence: str, entry: Entry, titles: Mapping | None = None) -> SafeString:
    """A sentence of the journal in which the names of things say their language.

    `titles` are words and language of what has a title in the reader's language, by model and number.
    """
    about, titles = entry.about, titles or {}
    whole, language = whole_of(about), language_of_name(about)
    called, of_whole = titles.get((type(about), about.pk)), titles.get((type(whole), whole.pk))
    then = language_of_name(whole) if whole is not about else ""
    named = {str(entry.data.get("title", "")): of_whole or (None, then)}
    named |= {str(about.__dict__.get(name, "")): called or (None, language) for name in _NAMES}
    named[str(about)] = called or (None, language)
    # What it was called before: under a title of its own, and in the same language.
    named.setdefault(str(entry.data.get("before", "")), (None, language))
    for words, (translated, spoken) in named.items():
        if words and (translated or (spoken and spoken != get_language())):
            shown = said_in(translated or words, spoken, tag="bdi")
            if not isinstance(shown, SafeString):
                shown = format_html("<bdi>{}</bdi>", shown)
            sentence = sentence.replace(f"<bdi>{escape(words)}</bdi>", shown)
    return mark_safe(_ENDED.sub(r"\1\2", sentence))  # noqa: S308 the template escaped it, and so does said_in
