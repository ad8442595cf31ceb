"""Parts of pages kept in memory until what they show changes: an edit somewhere else costs them nothing.

A kept page goes whenever the frame around it or anything on it changes; its parts, which rest on fewer tags, stay.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import blake2b
from threading import Lock

from django.conf import settings
from django.db.models import Model
from django.utils.safestring import SafeString, mark_safe

from m4d.core.pages.versions import counters, slots_of
from m4d.core.time import told_in

#: Characters kept by one process; what was not asked for longest goes first.
LONGEST = 6_000_000


@dataclass(frozen=True)
class Keeper:
    """Which thing, reader and language a part is for, and the tags that it rests on.

    Made before anything is read for the part: what changes from then on leaves an old version number behind.
    """

    key: tuple
    tags: tuple[str, ...]
    versions: tuple[int, ...] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "versions", counters().read(slots_of_tags(self.tags)))


def values_of(row: Model, *, without: tuple[str, ...] = ()) -> list:
    """What was read of a row and of the rows joined to it, for `sign_of`."""
    own = [value for name, value in row.__dict__.items() if name[0] != "_" and name not in without]
    return own + [values_of(joined, without=without) for joined in row._state.fields_cache.values() if joined]


def sign_of(*values) -> str:
    """Short words that are the same as long as these plain values are: the `key` of a part that shows nothing else."""
    return blake2b(repr(values).encode(), digest_size=16).hexdigest()


class Parts:
    """The kept parts of one process."""

    def __init__(self):
        self.held: OrderedDict[tuple, tuple] = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def clear(self) -> None:
        """Forget all of them."""
        with self.lock:
            self.held.clear()
            self.size = 0

    def get(self, keeper: Keeper, name: str, make: Callable[[], str]) -> SafeString:
        """The part as it was made, or made now when it is new or rests on something that changed."""
        key = (*keeper.key, name)
        found = self.held.get(key)
        if found is not None and found[0] == keeper.versions:
            with self.lock:
                # Somebody else may have let it go in the meantime.
                if key in self.held:
                    self.held.move_to_end(key)
            return found[1]
        # Who happens to ask first must not leave their own time zone in what all others get.
        with told_in(None):
            html = mark_safe(make())  # noqa: S308 (rendered by a template)
        if settings.PAGES_KEPT:
            self._keep(key, keeper.versions, html)
        return html

    def _keep(self, key, versions, html) -> None:
        with self.lock:
            old = self.held.pop(key, None)
            self.size += len(html) - (len(old[1]) if old else 0)
            self.held[key] = (versions, html)
            while self.size > LONGEST:
                _key, (_versions, gone) = self.held.popitem(last=False)
                self.size -= len(gone)


@lru_cache(maxsize=4096)
def slots_of_tags(tags: tuple[str, ...]) -> tuple[int, ...]:
    """The counters of these tags; kept for some, because anybody can ask for addresses that do not exist."""
    return slots_of(tags)


parts = Parts()


def once(make: Callable) -> Callable:
    """A value for a template that is worked out at its first use, and only then."""
    return cache(make)
