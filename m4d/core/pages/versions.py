"""Versions of content: small counters that every process of the site can read for next to nothing.

A kept page remembers the counters of its tags when it was made; a change raises them after its commit. On one
machine the counters are a file that all processes map into memory; with several machines they are in Redis.

No counter begins at nothing: a restored database, or a Redis that forgot, would bring pages back that were kept at the
first few numbers, and they would be taken for new once the counters reach these numbers again.
"""

import fcntl
import mmap
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from threading import Lock
from zlib import crc32

from django.conf import settings
from django.db import transaction

SLOTS = 65_536
WIDTH = 8
# The tag that every kept page has; its counter is shared with no other tag.
EVERY_PAGE = "every-page"


def _somewhere() -> int:
    """A number that no counter of any house had before, with room above it."""
    return secrets.randbits(62)


class MappedCounters:
    """Counters in a file of the data folder."""

    def __init__(self, path):
        self.file = open(path, "a+b")  # noqa: SIM115 the file stays open as long as the process
        self.lock = Lock()
        with self.alone():
            if self.file.seek(0, 2) < SLOTS * WIDTH:
                self.file.truncate(0)
                self.file.write(_somewhere().to_bytes(WIDTH, sys.byteorder) * SLOTS)
                self.file.flush()
        self.counters = memoryview(mmap.mmap(self.file.fileno(), SLOTS * WIDTH)).cast("Q")

    def read(self, slots: tuple[int, ...]) -> tuple[int, ...]:
        counters = self.counters
        return tuple([counters[slot] for slot in slots])

    def raise_(self, slots) -> None:
        with self.alone():
            for slot in slots:
                self.counters[slot] += 1

    @contextmanager
    def alone(self) -> Iterator[None]:
        """No other process counts meanwhile, and no other thread of this one: the file knows processes only."""
        with self.lock:
            fcntl.lockf(self.file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self.file, fcntl.LOCK_UN)


class RedisCounters:
    """The same counters where several machines serve one site; `prefix` parts this site from others in one Redis."""

    def __init__(self, address, prefix: str):
        import redis  # noqa: PLC0415 only where Redis is used: it costs every worker 8 MB

        self.client = redis.from_url(address)
        self.prefix = prefix

    def name(self, slot: int) -> str:
        return f"{self.prefix}:version:{slot}"

    def read(self, slots: tuple[int, ...]) -> tuple[int, ...]:
        names = [self.name(slot) for slot in slots]
        values = self.client.mget(names)
        if None in values:
            self._set([name for name, value in zip(names, values, strict=True) if value is None], nx=True)
            values = self.client.mget(names)
        return tuple(int(value or 0) for value in values)

    def raise_(self, slots) -> None:
        # Another number is all that is needed, and one that Redis has not forgotten how to count to.
        self._set([self.name(slot) for slot in slots])

    def _set(self, names: list[str], **how) -> None:
        with self.client.pipeline() as pipeline:
            for name in names:
                pipeline.set(name, _somewhere(), **how)
            pipeline.execute()


@cache
def counters():
    """The counters of this site, opened once in each process."""
    where = settings.CACHES["default"]
    if where["BACKEND"].endswith("RedisCache"):
        return RedisCounters(where["LOCATION"], where["KEY_PREFIX"])
    return MappedCounters(settings.DATA_DIR / "versions")


def slots_of(tags) -> tuple[int, ...]:
    return tuple(sorted({0 if tag == EVERY_PAGE else 1 + crc32(tag.encode()) % (SLOTS - 1) for tag in tags}))


def touch(*tags: str) -> None:
    """Say that what these tags name has changed: pages that show it are made anew once the change is committed."""
    transaction.on_commit(partial(counters().raise_, slots_of(tags)))
