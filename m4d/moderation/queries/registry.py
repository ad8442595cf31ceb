"""Which kinds of things can be reported. Rooms above register theirs when they start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet


def nobody_else(things, person) -> set[int]:
    """For kinds where only the author is too close to decide."""
    return set()


def never(thing) -> bool:
    """For kinds whose author stands beside every thing."""
    return False


def nothing_follows(thing, at) -> None:
    """For kinds of which nobody is told."""


def no_text(thing) -> str:
    """For kinds whose title says enough."""
    return ""


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be reported; a room above registers it.

    `label` names the kind for people. `model` is a `Moderated` model. `title(thing)` is a line for the queue,
    `author(thing)` the person to tell (or None), `changed(thing)` is called after hiding and after showing again,
    so that the room can renew its cards. `related` are joins that title and author need. `concerned(things, person)`
    gives the numbers of those things to which somebody is too close, besides their author, to decide about them.
    `text(thing)` gives the words that its author reads beside a decision. `authored_by(person)` gives what somebody
    wrote, so that everything of a spammer can be hidden at once; None where that makes no sense. `veiled(thing)` is
    true where nobody may learn who the author is, moderators included: the author is told all the same.
    `released(thing, at)` is called after what was held stands for everybody, so that the room tells those who follow;
    a change may have been held as well, so the room asks whether it has told them before.
    """

    code: str
    label: object
    model: type
    title: Callable[[object], str]
    author: Callable[[object], object]
    changed: Callable[[object], None]
    related: tuple = field(default=())
    concerned: Callable[[list, object], set[int]] = nobody_else
    text: Callable[[object], str] = no_text
    authored_by: Callable[[object], QuerySet] | None = None
    veiled: Callable[[object], bool] = never
    released: Callable[[object, datetime], None] = nothing_follows


_kinds: dict[str, Kind] = {}


def add_kind(kind: Kind) -> None:
    """Remember a kind; the same code again replaces it (a reload in development)."""
    _kinds[kind.code] = kind


def kinds() -> list[Kind]:
    """Every kind that can be reported."""
    return list(_kinds.values())


def kind_of(code: str) -> Kind | None:
    """The kind with this code, or None for a code that nobody registered."""
    return _kinds.get(code)


def kind_for(thing) -> Kind:
    """The kind of a thing. A thing of no registered kind is a mistake in the program: LookupError."""
    for kind in _kinds.values():
        if isinstance(thing, kind.model):
            return kind
    raise LookupError(f"{type(thing).__name__} cannot be reported: its room registered no kind")
