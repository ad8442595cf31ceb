"""What the menu, the account list and the footer offer: a socket that higher rooms fill.

The defaults are the addresses of the public contract. `front` may put the editors' own menus
in their place with `provide`; a room may add a line with `offer`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Line:
    """One entry: its words, its address (after the language, or whole with a leading slash), its place in the list."""

    label: str | Promise
    path: str
    order: int = 50


@dataclass(frozen=True)
class Group:
    """A titled list of lines in the footer."""

    title: str | Promise
    lines: tuple[Line, ...]


MAIN = [
    Line(_("Discuss"), "groups/"),
    Line(_("Projects"), "projects/"),
    Line(_("Places"), "territories/"),
    Line(_("Corridors"), "corridors/"),
    Line(_("People"), "people/"),
    Line(_("Organizations"), "organizations/"),
]
ACCOUNT: list[Line] = []
#: The one line of the account list that says how much of it is new, with who counts that.
_counted: list[tuple[Line, Callable[[Any], int]]] = []
FOOTER = [
    Group(
        _("Community"),
        (
            Line(_("Groups"), "groups/"),
            Line(_("People"), "people/"),
            Line(_("Organizations"), "organizations/"),
        ),
    ),
    Group(
        _("Places"),
        (Line(pgettext_lazy("places", "Territories"), "territories/"), Line(_("Corridors"), "corridors/")),
    ),
    Group(
        _("Work"),
        (Line(_("Projects and results"), "projects/"), Line(_("Search everything"), "search/")),
    ),
    Group(
        _("This site"),
        (Line(_("How pages look"), "look/"), Line(_("Data for programs"), "/api/v1/")),
    ),
]
_providers: dict[str, Callable[[str], Iterable]] = {}


def offer(line: Line) -> None:
    """Add a line to the list a member finds under their name."""
    if line not in ACCOUNT:
        ACCOUNT.append(line)
        ACCOUNT.sort(key=lambda each: each.order)


def count(line: Line, waiting: Callable[[Any], int]) -> None:
    """Offer the line of what is written to a member: `waiting(person)` says in how much of it something is new.

    It is asked on every page of a member, so it answers from memory; the number stands in the head of the page.
    """
    offer(line)
    _counted[:] = [(line, waiting)]


def counted(person) -> tuple[Line | None, int]:
    """The line that says how much of it is new, and that number."""
    return next(((line, waiting(person)) for line, waiting in _counted), (None, 0))


def provide(place: str, source: Callable[[str], Iterable | None]) -> None:
    """Let `source(language)` fill "main" (lines) or "footer" (groups); None keeps the defaults."""
    _providers[place] = source


def lines(place: str, language: str) -> Iterable:
    """The lines of the main menu, or the groups of the footer; the same object until an editor changes them."""
    source = _providers.get(place)
    return (source(language) if source else None) or (MAIN if place == "main" else FOOTER)


def address(line: Line, language: str) -> str:
    """The whole address of a line on pages in this language."""
    return line.path if line.path.startswith(("/", "http")) else f"/{language}/{line.path}"


def current(lines: Iterable[Line], language: str, here: str) -> tuple[str, ...]:
    """For each line "page" where `here` is its page, "true" where it lies below it, else nothing."""
    found = []
    for line in lines:
        path = address(line, language)
        below = path.count("/") > 2 and here.startswith(path)
        found.append("page" if here == path else "true" if below else "")
    return tuple(found)


def placed(lines: Iterable[Line], language: str, marks: Iterable[str]) -> list[dict]:
    """Lines as templates want them: `label`, `path`, `current`."""
    return [
        {"label": line.label, "path": address(line, language), "current": mark}
        for line, mark in zip(lines, marks, strict=True)
    ]
