"""The words of the interface: collected from code and templates, compiled, checked. No system tool is needed.

One catalogue per language lies in locale/<language>/LC_MESSAGES/django.po. English is the source.
"""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import extract
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALE = ROOT / "locale"
LANGUAGES = ("fr", "es", "ar")
NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {
    name: spec
    for names, spec in (
        (("_", "gettext", "gettext_lazy", "gettext_noop"), None),
        (("ngettext", "ngettext_lazy"), (1, 2)),
        (("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
        (("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
    )
    for name in names
}
_CALL = re.compile(r"\b(n?p?gettext)\(((?:\s*u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"),?)+)", re.DOTALL)
_STRING = re.compile(r"u?('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")", re.DOTALL)
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")

# Babel has the last two forms of Arabic the other way round: 11 to 99 take the fifth, 100 to 102 the sixth.
PLURALS = {
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}


def sources() -> list[Path]:
    """Every file of the house that may hold words for people."""
    found = [path for ending in ("py", "html", "txt") for path in (ROOT / "m4d").rglob(f"*.{ending}")]
    return sorted(path for path in found if not {"tests", "migrations", "data", "seed.py"} & set(path.parts))


def words_of(path: Path) -> Iterator[tuple[str | None, str | tuple[str, str]]]:
    """Each message of one file, as (context, text) or (context, (singular, plural))."""
    if path.suffix == ".py":
        for _line, found, _comments, context in extract.extract("python", BytesIO(path.read_bytes()), KEYWORDS):
            yield context, found
        return
    from django.utils.translation.template import templatize  # noqa: PLC0415 compile must work without settings

    for function, arguments in _CALL.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        texts = [ast.literal_eval(text) for text in _STRING.findall(arguments)]
        context = texts.pop(0) if "p" in function.replace("gettext", "") else None
        yield context, tuple(texts[:2]) if function.startswith("n") else texts[0]


def collected() -> dict[tuple, list[str]]:
    """Every message of the house with the files that use it."""
    found: dict[tuple, list[str]] = {}
    for path in sources():
        for context, message in words_of(path):
            text = message if isinstance(message, str) else message[0]
            if text.strip():
                found.setdefault((context, message), []).append(str(path.relative_to(ROOT)))
    return found


def empty(language: str) -> Catalog:
    """A catalogue without messages, whose plural forms stand in the order that translators know from gettext."""
    new = Catalog(locale=language, project="M4D Net", charset="utf-8", fuzzy=False)
    if language in PLURALS:
        new.mime_headers = [("Plural-Forms", PLURALS[language])]
    return new


def catalogue(language: str) -> Catalog:
    """The catalogue of one language; an empty one where there is none yet."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def merged(language: str, messages: dict) -> Catalog:
    """The catalogue with exactly these messages: known translations kept, new ones empty, unused ones gone."""
    old = catalogue(language)
    new = empty(language)
    new.creation_date = new.revision_date = NO_DATE  # a date of its own would change every catalogue every day
    for (context, message), files in sorted(messages.items(), key=lambda item: (str(item[0][1]), item[0][0] or "")):
        known = old.get(message if isinstance(message, str) else message[0], context)
        same = known is not None and isinstance(known.id, str) == isinstance(message, str)
        new.add(message, known.string if same else "", auto_comments=sorted(set(files)), context=context)
    return new


def faults(language: str) -> list[str]:
    """What is wrong with a catalogue: missing, empty or fuzzy translations, lost or invented placeholders."""
    found = []
    known = catalogue(language)
    for (context, message), files in collected().items():
        text = message if isinstance(message, str) else message[0]
        row = known.get(text, context)
        strings = () if row is None else (row.string,) if isinstance(row.string, str) else tuple(row.string)
        plural = not isinstance(message, str)
        if row is None or plural == isinstance(row.id, str):
            found.append(f"{language}: missing: {text!r} ({files[0]})")
        elif row.fuzzy:
            found.append(f"{language}: fuzzy: {text!r}")
        elif not all(strings) or (plural and len(strings) != known.num_plurals):
            found.append(f"{language}: not translated: {text!r} ({files[0]})")
        else:
            wanted = set(_PLACEHOLDER.findall(text if isinstance(message, str) else message[1]))
            allowed = wanted | (set(_PLACEHOLDER.findall(message[0])) if plural else set())
            for string in strings:
                used = set(_PLACEHOLDER.findall(string))
                if used - allowed or (not plural and wanted - used):
                    found.append(f"{language}: placeholders differ: {text!r} -> {string!r}")
    return found


def write(language: str, content: Catalog) -> None:
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, content, width=110)


def extract_all() -> dict[str, int]:
    """Bring every catalogue to the state of the code; gives the number of texts that wait for a translator."""
    messages = collected()
    for language in LANGUAGES:
        write(language, merged(language, messages))
    return {language: len(faults(language)) for language in LANGUAGES}


def compile_all() -> None:
    """Write the compiled catalogues where they are older than their source."""
    for path in LOCALE.glob("*/LC_MESSAGES/django.po"):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with path.open("rb") as source:
            content = read_po(source, locale=path.parent.parent.name)
        with target.open("wb") as file:
            write_mo(file, content)


def check_all() -> list[str]:
    """Every fault of every catalogue."""
    return [fault for language in LANGUAGES for fault in faults(language)]
