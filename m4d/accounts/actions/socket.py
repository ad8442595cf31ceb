"""The privacy socket: rooms above say what they hold about a person."""

from collections.abc import Callable, Iterable

from .. import queries
from ..models import Person


def register_privacy(
    *,
    room: str,
    held: Callable[[Person], list[dict]],
    export: Callable[[Person], dict],
    erase: Callable[[Person], str],
    history: Callable[[Person, int], Iterable[dict]] | None = None,
    rules: Callable[[], list[tuple]] | None = None,
    turn: str = "",
) -> queries.Privacy:
    """Say what a room holds about a person. Called once from the room's privacy.py.

    `held(person)` gives dicts of `what`, `why`, `until` (sentences for the person) and `rows`: a `Tally` of
    querysets, so that all rooms together are counted in one statement, or a number that costs nothing to know;
    `export(person)` gives what JSON can carry (dates too); `erase(person)` removes or anonymizes inside
    the caller's transaction and returns one sentence that says what happened and what stays;
    `history(person, limit)`, if given, yields the newest dicts of `at` (moment) and `sentence` (safe HTML or text);
    `rules()`, if given, says what the room removes by itself: the sentence, the action as its clock names it, and
    the rows that are due. `turn`, if given, is what `erase` takes with `core.turns`: leaving takes it before any row
    is locked, in whichever room.
    """
    privacy = queries.Privacy(
        room=room, held=held, export=export, erase=erase, history=history, rules=rules, turn=turn
    )
    queries.ROOMS[room] = privacy
    return privacy
