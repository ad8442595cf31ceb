"""Atom and sitemap, written as text: what they need of XML is escaping and nothing more."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'


def text(value: str) -> str:
    """Text that any XML reader accepts: escaped, without characters that XML cannot hold."""
    return escape(_NOT_XML.sub("", str(value)))


def attribute(value: str) -> str:
    """The same for an attribute, with its quotes."""
    return quoteattr(_NOT_XML.sub("", str(value)))


def atom(*, title: str, address: str, page: str, language: str, updated: datetime, entries: Iterable[dict]) -> str:
    """An Atom feed (RFC 4287). Entries have id, address, title, language, summary, summary_language, updated, kind."""
    parts = [
        _DECLARATION,
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={attribute(language)}>',
        f"<id>{text(address)}</id><title>{text(title)}</title><updated>{updated.isoformat()}</updated>",
        f'<link rel="self" type="application/atom+xml" href={attribute(address)}/>',
        f'<link rel="alternate" type="text/html" href={attribute(page)}/>',
        "<author><name>M4D Net</name></author>",
    ]
    for entry in entries:
        parts.append(
            f"<entry><id>{text(entry['id'])}</id>"
            f"<title xml:lang={attribute(entry['language'])}>{text(entry['title'])}</title>"
            f"<updated>{entry['updated'].isoformat()}</updated>"
            f'<link rel="alternate" type="text/html" href={attribute(entry["address"])}/>'
            f"<category term={attribute(entry['kind'])}/>"
            f"<summary xml:lang={attribute(entry['summary_language'])}>{text(entry['summary'])}</summary></entry>"
        )
    return "".join([*parts, "</feed>\n"])


def sitemap_index(addresses: Iterable[str]) -> str:
    """The list of the parts of a sitemap (sitemaps.org 0.9)."""
    parts = "".join(f"<sitemap><loc>{text(address)}</loc></sitemap>" for address in addresses)
    return f'{_DECLARATION}<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{parts}</sitemapindex>\n'


def sitemap(site: str, languages: list[str], pages: Iterable[tuple[str, datetime | None]]) -> Iterator[str]:
    """One part: each page in each language, naming the same page in the others. Pages are (path, changed)."""
    yield (
        f'{_DECLARATION}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">'
    )
    for path, changed in pages:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href={attribute(f"{site}/{code}/{path}")}/>'
            for code in languages
        )
        when = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
        for code in languages:
            yield f"<url><loc>{text(f'{site}/{code}/{path}')}</loc>{when}{others}</url>"
    yield "</urlset>\n"
