"""In which language a thing is called, so that its name is read out, and stands, as the language asks."""

from django.db.models import Model
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from m4d.core.text import direction

from ..models import Entry

_NAMES = ("title", "name", "duty")


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


def in_their_languages(sentence: str, entry: Entry) -> SafeString:
    """A sentence of the journal in which the names of things say their language."""
    about = entry.about
    whole, language = whole_of(about), language_of_name(about)
    named = {str(entry.data.get("title", "")): language_of_name(whole) if whole is not about else ""}
    named |= {str(about.__dict__.get(name, "")): language for name in _NAMES} | {str(about): language}
    # What it was called before: under a title of its own, and in the same language.
    named.setdefault(str(entry.data.get("before", "")), language)
    for words, spoken in named.items():
        if words and spoken and spoken != get_language():
            sentence = sentence.replace(f"<bdi>{escape(words)}</bdi>", said_in(words, spoken, tag="bdi"))
    return mark_safe(sentence)  # noqa: S308 the template escaped it, and so does said_in
