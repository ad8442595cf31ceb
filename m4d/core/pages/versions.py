"""Versions of content: small counters that every process of the site can read for next to nothing.

A kept page remembers the counters of its tags when it was made; a change raises them after its commit. On one
machine the counters are a file that all processes map into memory; with several machines they are in Redis.
"""

import fcntl
import mmap
from functools import cache, partial
from zlib import crc32

from django.conf import settings
from django.db import transaction

SLOTS = 65_536
WIDTH = 8
# The tag that every kept page has; its counter is shared with no other tag.
EVERY_PAGE = "every-page"


class MappedCounters:
    """Counters in a file of the data folder."""

    def __init__(self, path):
        self.file = open(path, "a+b")  # noqa: SIM115 the file stays open as long as the process
        if self.file.seek(0, 2) < SLOTS * WIDTH:
            self.file.truncate(SLOTS * WIDTH)
        self.counters = memoryview(mmap.mmap(self.file.fileno(), SLOTS * WIDTH)).cast("Q")

    def read(self, slots: tuple[int, ...]) -> tuple[int, ...]:
        counters = self.counters
        return tuple([counters[slot] for slot in slots])

    def raise_(self, slots) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)
        try:
            for slot in slots:
                self.counters[slot] += 1
        finally:
            fcntl.flock(self.file, fcntl.LOCK_UN)


class RedisCounters:
    """The same counters where several machines serve one site; `prefix` parts this site from others in one Redis."""

    def __init__(self, address, prefix: str):
        import redis  # noqa: PLC0415 only where Redis is used: it costs every worker 8 MB

        self.client = redis.from_url(address)
        self.prefix = prefix

    def name(self, slot: int) -> str:
        return f"{self.prefix}:version:{slot}"

    def read(self, slots: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(int(value or 0) for value in self.client.mget([self.name(slot) for slot in slots]))

    def raise_(self, slots) -> None:
        with self.client.pipeline() as pipeline:
            for slot in slots:
                pipeline.incr(self.name(slot))
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
