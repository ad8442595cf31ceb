"""Line icons on a grid of 24 units, 2 units of stroke, no fill. A page carries only the ones it uses."""

import re

from django.utils.safestring import SafeString, mark_safe

ICONS = {
    "alert": '<path d="M12 3 1.5 21h21zM12 10v5M12 17v2"/>',
    "arrow": '<path d="M4 12h15M13 6l6 6-6 6"/>',
    "bell": '<path d="M5 17V11a7 7 0 0 1 14 0v6l2 2H3zM10 22h4"/>',
    "bookmark": '<path d="M6 3h12v18l-6-5-6 5z"/>',
    "book": '<path d="M12 6C9 4 6 4 3 4v15c3 0 6 0 9 2 3-2 6-2 9-2V4c-3 0-6 0-9 2zM12 6v15"/>',
    "check": '<path d="m4 12 6 6L21 6"/>',
    "clock": '<circle cx="12" cy="12" r="9"/><path d="M12 6v6l4 3"/>',
    "corridor": '<circle cx="4" cy="12" r="2.5"/><circle cx="20" cy="12" r="2.5"/><path d="M7 12h10"/>',
    "doc": '<path d="M5 2h9l5 5v15H5zM14 2v5h5M9 13h6M9 17h6"/>',
    "down": '<path d="m6 9 6 6 6-6"/>',
    "download": '<path d="M12 3v12M6 10l6 6 6-6M4 21h16"/>',
    "feed": '<path d="M4 4a16 16 0 0 1 16 16M4 11a9 9 0 0 1 9 9"/><circle cx="5.5" cy="18.5" r="1.5"/>',
    "flag": '<path d="M5 22V3h14l-4 5 4 5H5"/>',
    "lock": '<path d="M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4"/>',
    "menu": '<path d="M3 6h18M3 12h18M3 18h18"/>',
    "message": '<path d="M3 5h18v12H9l-6 4z"/>',
    "organization": '<path d="M4 21V5l8-3v19M12 9h8v12M2 21h20M8 8v1M8 12v1M8 16v1M16 13v1M16 17v1"/>',
    "page": '<path d="M5 3h14v18H5zM9 8h6M9 12h6M9 16h3"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-5 3-8 8-8s8 3 8 8"/>',
    "place": '<path d="M12 22c5-6 7-9 7-12a7 7 0 0 0-14 0c0 3 2 6 7 12z"/><circle cx="12" cy="10" r="2"/>',
    "print": '<path d="M6 9V3h12v6M6 18H3V9h18v9h-3M6 14h12v7H6z"/>',
    "reply": '<path d="M10 5 3 12l7 7M3 12h10c5 0 8 3 8 8"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 6 6"/>',
    "talk": '<path d="M3 4h13v9H8l-5 4zM19 9h2v11l-4-3h-7"/>',
    "translate": '<path d="M3 5h10M8 3v2M11 5c-1 5-4 8-8 10M5 9c2 3 5 5 8 6M12 21l4.5-11L21 21M13.5 17.5h6"/>',
}
TURNS = {"arrow", "reply"}
_USED = re.compile(r'href="#i-([a-z]+)"')


def icon(name: str) -> SafeString:
    """The drawing for a word that stands next to it; KeyError for an icon we do not have."""
    ICONS[name]
    turns = " turns" if name in TURNS else ""
    return mark_safe(  # noqa: S308 - built from our own table
        f'<svg class="icon{turns}" aria-hidden="true" width="20" height="20"><use href="#i-{name}"/></svg>'
    )


def sprite(html: str) -> str:
    """The hidden symbols for the icons that this piece of HTML refers to, or nothing."""
    names = sorted({name for name in _USED.findall(html) if name in ICONS})
    if not names:
        return ""
    symbols = "".join(f'<symbol id="i-{name}" viewBox="0 0 24 24">{ICONS[name]}</symbol>' for name in names)
    return f'<svg width="0" height="0" aria-hidden="true" class="hidden-text"><defs>{symbols}</defs></svg>'
