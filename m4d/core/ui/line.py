"""Lines between two ends: filled dot here, open ring there, and a line whose style says how much is known.

Level 0 no evidence yet (hairline), 1 reported (dotted), 2 observed (dashed), 3 evaluated (solid),
4 confirmed in several places (double). The word always stands next to the line.
"""

from collections.abc import Iterable

from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from m4d.core.text import direction

LEVELS = {
    0: _("No evidence yet"),
    1: pgettext_lazy("strength of evidence", "Reported"),
    2: pgettext_lazy("strength of evidence", "Observed"),
    3: pgettext_lazy("strength of evidence", "Evaluated"),
    4: pgettext_lazy("strength of evidence", "Confirmed"),
}
LONG = 11  # letters in both names, from which on a heading of a phone has no room for a line between them


def level_of(value) -> int:
    """A level from 0 to 4, whatever was given."""
    try:
        return min(4, max(0, int(value)))
    except (TypeError, ValueError):
        return 0


def span(origin, destination, level=3, *, upright=False, short=False) -> SafeString:
    """Two names and the line between them; read aloud as "Loja to Spain".

    `upright` stands up on narrow screens; a span that heads a page does so by itself where its names are long.
    """
    letters = len(strip_tags(str(origin))) + len(strip_tags(str(destination)))
    kind = "span" + (" upright" if upright else " long" if letters > LONG else "") + (" short" if short else "")
    return format_html(
        '<span class="{}" data-level="{}"><span>{}</span> <span class="hidden-text">{}</span>'
        '<i aria-hidden="true"><b></b><b></b></i><span>{}</span></span>',
        kind,
        level_of(level),
        origin,
        pgettext("from one place to another", "to"),
        destination,
    )


def arrow(language: str | None) -> str:
    """The arrow that points the way this language is read; it is not turned by itself from right to left."""
    return "←" if direction(language) == "rtl" else "→"


def way(origin, destination, language: str | None) -> str:
    """From one place to another as plain text: "Loja → Spain"."""
    return f"{origin} {arrow(language)} {destination}"


def strength(level, words=None) -> SafeString:
    """The line alone, with its word or with `words`."""
    level = level_of(level)
    return format_html(
        '<span class="strength" data-level="{}"><i aria-hidden="true"></i>{}</span>', level, words or LEVELS[level]
    )


def strengths() -> SafeString:
    """The key to the lines: 1 to 4 with their words."""
    return mark_safe(" ".join(strength(level) for level in (1, 2, 3, 4)))  # noqa: S308


def fan(name, lines: Iterable[dict], *, heading: str = "h1") -> SafeString:
    """One place, usually as the heading of its page, and the lines that leave it or reach it.

    Each line: `name`, `url` (may be empty), `level`, `note`, `inbound` (people come from there).
    """
    rows = []
    for line in lines:
        level = level_of(line.get("level"))
        inbound = mark_safe(' class="inbound"') if line.get("inbound") else ""
        title = conditional_escape(line["name"])
        if line.get("url"):
            title = format_html('<a href="{}">{}</a>', line["url"], title)
        note = format_html(' <span class="note">{}</span>', line["note"]) if line.get("note") else ""
        rows.append(
            format_html(
                '<li data-level="{}"{}><i aria-hidden="true"></i><div><b>{}</b>{}</div></li>',
                level,
                inbound,
                title,
                note,
            )
        )
    held = mark_safe(f"<ul>{''.join(rows)}</ul>") if rows else ""  # noqa: S308 - made by format_html above
    tag = heading if heading in ("h1", "h2", "h3") else "p"
    return format_html(
        '<div class="fan{}"><{} class="place">{}</{}>{}</div>', "" if rows else " alone", tag, name, tag, held
    )


def control(origin: tuple[float, float], destination: tuple[float, float]) -> tuple[int, int]:
    """The point that bends the line: flat lines bend upwards, steep ones to the side, more the longer they are."""
    (x1, y1), (x2, y2) = origin, destination
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    flatness = abs(x2 - x1) / length if length else 0
    side = 0.35 * (y2 - y1) * (-1 if x2 >= x1 else 1) * (1 - flatness)
    return round((x1 + x2) / 2 - side), round((y1 + y2) / 2 - 0.32 * length * flatness)


def arc(origin: tuple[float, float], destination: tuple[float, float], level=3) -> SafeString:
    """A bent line between two points of a drawing; the double line of level 4 is one line inside another."""
    (x1, y1), (x2, y2) = origin, destination
    cx, cy = control(origin, destination)
    d = f"M{x1:g} {y1:g}Q{cx} {cy} {x2:g} {y2:g}"
    level = level_of(level)
    inner = f'<path class="arc inner" d="{d}"/>' if level == 4 else ""
    return mark_safe(f'<path class="arc l{level}" d="{d}"/>{inner}')  # noqa: S308 - numbers only
