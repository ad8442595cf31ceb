"""What a page must be, whoever reads it: checked on its HTML."""

import re

import brotli
from lxml import html

from m4d.core.text import direction

_LATIN_RUN = re.compile(r"(?:(?<![\w/.@-])[A-Za-z]{2,}(?![\w/@-])[\s,;:.’'()]*){4,}")
# A title cannot say in which language a part of it is.
_NO_WORDS = {"title", "script", "style", "code", "kbd", "svg", "textarea", "option", "bdi", "pre", "template"}


def document(response):
    return html.document_fromstring(response.content.decode())


def links(page) -> list[str]:
    """Every address of our own that the page leads to."""
    found = []
    for link in page.iter("a", "area"):
        address = (link.get("href") or "").split("#")[0]
        if address.startswith("/") and not address.startswith("//"):
            found.append(address)
    return found


def forms(page) -> list[str]:
    """Every address of our own that a form of the page posts to, and the sheets that it links."""
    found = [form.get("action") or "" for form in page.iter("form") if (form.get("method") or "").lower() == "post"]
    found += [link.get("href") or "" for link in page.iter("link") if link.get("rel") == "stylesheet"]
    return [address.split("?")[0] for address in found if address.startswith("/")]


def faults(page, language: str) -> list[str]:
    """What a careful reader would object to: headings, names of fields, languages, directions."""
    found = []
    root = page if page.tag == "html" else page.getroottree().getroot()
    if root.get("lang") != language:
        found.append(f"the page says lang={root.get('lang')}, not {language}")
    if (root.get("dir") or "ltr") != direction(language):
        found.append(f"the page says dir={root.get('dir')} in {language}")
    headings = page.findall(".//h1")
    if len(headings) != 1:
        found.append(f"{len(headings)} h1")
    if not (page.findtext(".//title") or "").strip():
        found.append("no title")
    labelled = {label.get("for") for label in page.iter("label")}
    for field in page.iter("input", "select", "textarea"):
        if field.get("type") in ("hidden", "submit", "button", "image"):
            continue
        inside = any(parent.tag == "label" for parent in field.iterancestors())
        if (
            not inside
            and field.get("id") not in labelled
            and not field.get("aria-label")
            and not field.get("aria-labelledby")
        ):
            found.append(f"a field without a label: {field.get('name')}")
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        own = element.get("lang")
        around = _direction_around(element)
        if own and around != "auto" and direction(own) != around:
            found.append(f"text in {own} without its direction: {(element.text_content() or '')[:40]!r}")
    ids = [element.get("id") for element in page.iter() if isinstance(element.tag, str) and element.get("id")]
    doubled = {name for name in ids if ids.count(name) > 1}
    if doubled:
        found.append(f"the same id twice: {sorted(doubled)[:3]}")
    if language == "ar":
        found += english_in_arabic(page)
    return found


def _direction_around(element) -> str:
    while element is not None:
        if element.get("dir") in ("ltr", "rtl", "auto"):
            return element.get("dir")
        if element.tag == "bdi":
            return "auto"
        element = element.getparent()
    return "ltr"


def english_in_arabic(page) -> list[str]:
    """Four Latin words in a row that the page claims to be Arabic: a string nobody translated."""
    found = []
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in _NO_WORDS:
            continue
        for text, owner in ((element.text, element), (element.tail, element.getparent())):
            if not text or owner is None or _language_of(owner) != "ar":
                continue
            if _inside(owner, _NO_WORDS):
                continue
            run = _LATIN_RUN.search(text)
            if run:
                found.append(f"not in Arabic: {run[0].strip()[:60]!r}")
    return found


def _language_of(element) -> str:
    while element is not None:
        if element.get("lang"):
            return element.get("lang")
        element = element.getparent()
    return ""


def _inside(element, tags) -> bool:
    while element is not None:
        if element.tag in tags:
            return True
        element = element.getparent()
    return False


def weight(response) -> int:
    """Bytes of the page as a browser gets them."""
    return len(brotli.compress(response.content, quality=5))
