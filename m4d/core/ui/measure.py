"""Quantities on a line or in strokes: what was reached, shares of a whole, one stroke per thing, stages in time."""

from collections.abc import Iterable, Sequence

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


def _percent(value: float) -> str:
    return f"{round(value, 2):g}%"


def reach(
    value: float, goal: float | None = None, label="", *, maximum: float | None = None, steps: int = 0
) -> SafeString:
    """What is (a dot) and what was aimed at (a ring) on one line; the gap between them is dotted.

    The line ends a little after the larger of the two, or at `maximum`; `steps` draws that many marks on
    it. `label` is the sentence for those who do not see it. Mirrored from right to left by the style sheet.
    """
    value = max(0.0, float(value or 0))
    aim = None if goal is None else max(0.0, float(goal))
    end = float(maximum) if maximum else max(value, aim or 0) * (1 if aim is None else 1.12)
    done = min(100.0, value / end * 100 if end else 0)
    wanted = None if aim is None else min(98.8, aim / end * 100 if end else 0)
    parts = [f'<svg class="reach" role="img" aria-label="{escape(label)}" height="24">']
    parts.append('<line class="rail" x1="0" x2="100%" y1="12" y2="12"/>')
    for step in range(steps + 1 if steps else 0):
        at = _percent(step / steps * 100)
        parts.append(f'<line class="rail" x1="{at}" x2="{at}" y1="7" y2="17"/>')
    parts.append(f'<line class="gone" x1="0" x2="{_percent(done)}" y1="12" y2="12"/>')
    if wanted is not None:
        if wanted > done:
            parts.append(f'<line class="gap" x1="{_percent(done)}" x2="{_percent(wanted)}" y1="12" y2="12"/>')
        parts.append(f'<circle class="ring" cx="{_percent(wanted)}" cy="12" r="7"/>')
    parts.append(f'<circle class="dot" cx="{_percent(done)}" cy="12" r="6"/></svg>')
    return mark_safe("".join(parts))  # noqa: S308 - numbers, and an escaped label


def share(value: float, whole: float) -> str:
    """A share as whole per cents: "47%", "under 1%" for what rounds to nothing."""
    if not whole or not value:
        return "0%"
    percent = round(value / whole * 100)
    return f"{percent}%" if percent else pgettext("a share of a whole", "under 1%")


def bars(parts: Sequence[dict], label, *, caption="") -> SafeString:
    """Shares of a whole as one bar, always with its table.

    Each part: `label`, `value` (a number of at least 0), `text` (the value as people read it).
    At most five are told apart by colour; the largest should come first.
    """
    whole = float(sum(part["value"] for part in parts))
    drawn, rows, at = [], [], 0.0
    for index, part in enumerate(parts):
        style = f"b{min(index + 1, 5)}"
        width = float(part["value"]) / whole * 100 if whole else 0
        if width > 0.6:
            drawn.append(
                f'<rect class="{style}" x="{_percent(at)}" width="{_percent(width - 0.5)}" y="0" height="36"/>'
            )
        at += width
        rows.append(
            format_html(
                '<tr><th scope="row"><span class="swatch {}" aria-hidden="true"></span>{}</th>'
                '<td class="n">{}</td><td class="n">{}</td></tr>',
                style,
                part["label"],
                part.get("text", part["value"]),
                share(float(part["value"]), whole),
            )
        )
    told = ", ".join(f"{part['label']} {part.get('text', part['value'])}" for part in parts)
    return format_html(
        '<svg class="bars" role="img" aria-label="{}: {}" height="36">{}</svg>'
        '<div class="holds"><table class="shares"><caption class="hidden-text">{}</caption>'
        "<tbody>{}</tbody></table></div>",
        label,
        told,
        mark_safe("".join(drawn)),  # noqa: S308 - numbers only
        caption or label,
        mark_safe("".join(rows)),  # noqa: S308 - made by format_html above
    )


def units(total: int, marked: int | Iterable[int] = (), label="") -> SafeString:
    """One stroke per thing; the marked ones (positions from 0, or how many from the start) are strong."""
    strong = set(range(marked)) if isinstance(marked, int) else {int(at) for at in marked}
    strokes = "".join('<i class="on"></i>' if at in strong else "<i></i>" for at in range(int(total)))
    return format_html(
        '<div class="units" role="img" aria-label="{}">{}</div>',
        label,
        mark_safe(strokes),  # noqa: S308 - fixed markup
    )


def route(stages: Iterable[dict], *, across: bool = False) -> SafeString:
    """Stages along a line. Each: `state` ("done", "now", "next"), `title`, and where there are `note` and `url`."""
    items = []
    for stage in stages:
        state = stage.get("state", "next")
        title = conditional_escape(stage["title"])
        if stage.get("url"):
            title = format_html('<a href="{}">{}</a>', stage["url"], title)
        said = {"done": _("Done"), "now": _("Now"), "next": _("To come")}[state]
        note = format_html(' <span class="small soft">{}</span>', stage["note"]) if stage.get("note") else ""
        kind = {"done": ' class="done"', "now": ' class="now" aria-current="step"', "next": ""}[state]
        items.append(
            format_html(
                '<li{}><b>{}</b>{}<span class="hidden-text"> ({})</span></li>',
                mark_safe(kind),  # noqa: S308 - one of three fixed texts
                title,
                note,
                said,
            )
        )
    held = mark_safe("".join(items))  # noqa: S308 - made by format_html above
    if across:
        return format_html('<div class="holds"><ol class="route across">{}</ol></div>', held)
    return format_html('<ol class="route">{}</ol>', held)
