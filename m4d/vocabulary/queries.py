"""Names of codes, read from memory: a page that shows fifty of them asks the database nothing."""

from django.utils.translation import get_language

from m4d.core.pages.memory import Memory
from m4d.core.text import fold, in_order

from . import gateways
from .models import Term

_memory = Memory("vocabulary")
_ARTICLE = "ال"
# Lists that nobody put into an order of their own.
BY_NAME = ("country", "language", "currency")
# Names of languages are kept as they stand alone; these write them small inside a sentence.
_SMALL_LANGUAGES = {"fr", "es"}


def terms(scheme: str) -> dict[str, Term]:
    """All terms of a scheme by code, in their order; kept in memory until a vocabulary changes."""
    return _memory.get(scheme, lambda: {row.code: row for row in _rows(scheme)})


def _rows(scheme: str):
    return Term.objects.filter(scheme=scheme).order_by("position", "code")


def forget() -> None:
    """Drop what this process keeps in memory (after a load, and between tests)."""
    _memory.forget()


def term(scheme: str, code: str) -> Term | None:
    """One term, or None for a code that the scheme does not have."""
    return terms(scheme).get(code)


def name(scheme: str, code: str, language: str | None = None) -> str:
    """The name of a code in the reader's language; the code itself where the scheme does not have it."""
    found = terms(scheme).get(code)
    return found.name_in(language or get_language() or "en") if found else code


def language_within(code: str, language: str | None = None) -> str:
    """The name of a language inside a sentence: French and Spanish write it small there ("Original en français")."""
    return _within(name("language", code, language), language)


def _within(said: str, language: str | None = None) -> str:
    small = (language or get_language() or "en").split("-")[0] in _SMALL_LANGUAGES
    return said[:1].lower() + said[1:] if small else said


def names(scheme: str, codes, language: str | None = None) -> list[str]:
    """The names of several codes, in the order given, to stand in one line ("Anglais, français").

    A code that the scheme does not have is its own name.
    """
    found, language = terms(scheme), language or get_language() or "en"
    said = [found[code].name_in(language) if code in found else code for code in codes]
    return said[:1] + [_within(other, language) for other in said[1:]] if scheme == "language" else said


def choices(scheme: str, language: str | None = None) -> list[tuple[str, str]]:
    """Codes and names to choose from, without the retired ones; countries, languages and currencies by name."""
    language = language or get_language() or "en"
    found = [(code, row.name_in(language)) for code, row in terms(scheme).items() if row.retired_at is None]
    return sorted(found, key=lambda pair: in_order(pair[1])) if scheme in BY_NAME else found


def understood(scheme: str) -> dict[str, str]:
    """The code behind each folded name that somebody may type: in any language of the site, an Arabic one with or
    without its article, a name that people use beside those, or the code. The name of a term goes before another's
    other name."""
    return _memory.get(("understood", scheme), lambda: _understood(scheme))


def _understood(scheme: str) -> dict[str, str]:
    offered = {code: row for code, row in terms(scheme).items() if row.retired_at is None}
    others = {fold(said): code for code, said in gateways.other_names(scheme) if code in offered}
    named = {fold(said): code for code, row in reversed(offered.items()) for said in row.names.values()}
    bare = {said.removeprefix(_ARTICLE): code for said, code in (others | named).items() if said.startswith(_ARTICLE)}
    return bare | others | named | {fold(code): code for code in offered}


def children(scheme: str, parent: str) -> list[Term]:
    """The terms below another one: the targets of a goal, the themes of a window."""
    return [row for row in terms(scheme).values() if row.parent == parent]


def has(scheme: str, code: str) -> bool:
    """Whether the scheme knows this code, retired or not."""
    return code in terms(scheme)
