"""Hands an action to the background, to run after the change that asked for it is safe.

`core` keeps no tables, so the room `jobs` registers the carrier when it starts.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

_carriers: list[Callable] = []


def set_carrier(carrier: Callable[[str, dict, datetime | None], None]) -> None:
    """Called once by the room `jobs`: who writes down the job and has it carried out."""
    _carriers[:] = [carrier]


def action_name(action) -> str:
    """The dotted name of an action; only functions that live in a room's `actions` are accepted."""
    name = action if isinstance(action, str) else f"{action.__module__}.{action.__qualname__}"
    parts = name.split(".")
    if len(parts) < 4 or parts[0] != "m4d" or parts[2] != "actions" or parts[-1].startswith("_"):
        raise ValueError(f"{name} is not an action of a room")
    return name


def later(action, *, at: datetime | None = None, **arguments) -> None:
    """Run `action(**arguments)` in the background, not before `at`; arguments are plain JSON values.

    The request is part of the surrounding transaction: undone with it, safe with it.
    """
    _carriers[0](action_name(action), arguments, at)


@dataclass(frozen=True)
class Every:
    """One line of a room's clock: this action, every so many hours."""

    action: str
    hours: float
    arguments: dict = field(default_factory=dict)


def outside(action):
    """Mark an action that asks another machine (mail, translation) or thinks long: it opens its own transactions.

    Every other action runs inside one transaction together with its done mark. Held open while somebody
    thinks, that would keep all writers of an SQLite database waiting; so a marked action must
    itself survive being run twice when a worker dies between its last line and the done mark.
    """
    action.speaks_outside = True
    return action
