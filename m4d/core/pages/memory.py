"""What a process keeps in memory because pages ask for it all the time, until what it rests on changes."""

from collections.abc import Callable
from typing import Any

from .versions import counters, slots_of

_all: list["Memory"] = []


class Memory:
    """Values by key, good as long as nothing is touched that its tags name (see `touch`)."""

    def __init__(self, *tags: str, most: int | None = None):
        self.slots = slots_of(tags)
        self.most = most
        # Both in one, so that no thread meets the values of other versions.
        self.held: tuple[tuple | None, dict] = (None, {})
        _all.append(self)

    def now(self) -> dict:
        """What is known as things stand; the caller may add to it what it has just read."""
        versions = counters().read(self.slots)
        held = self.held
        if held[0] != versions or (self.most is not None and len(held[1]) > self.most):
            # Another dictionary each time: who still reads for the old one adds nothing old to the new one.
            held = self.held = (versions, {})
        return held[1]

    def get(self, key, make: Callable[[], Any]):
        """The value for this key, worked out where it is not known yet."""
        known = self.now()
        if key not in known:
            known[key] = make()
        return known[key]

    def forget(self) -> None:
        """Drop everything (after a load that is not committed yet)."""
        self.held = (None, {})


def forget_all() -> None:
    """Drop what every room keeps: between tests, whose changes are taken back without a word."""
    for memory in _all:
        memory.forget()
