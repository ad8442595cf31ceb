"""Counters that say what has changed: none ever comes back to a number that it had before."""

from threading import Thread
from types import SimpleNamespace

import pytest

from m4d.core.pages import versions


class Pipeline:
    """Commands for the store below, done at once as Redis does them."""

    def __init__(self, held):
        self.held, self.commands = held, []

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def set(self, name, value, nx=False):
        self.commands.append((name, value, nx))

    def execute(self):
        for name, value, nx in self.commands:
            if not (nx and name in self.held):
                self.held[name] = str(value).encode()


@pytest.fixture(params=["file", "redis"])
def house(request, tmp_path, monkeypatch):
    """Opens the counters, and takes away what keeps them: as after a restore, or as a Redis without a disk."""
    if request.param == "file":
        path = tmp_path / "versions"
        return SimpleNamespace(open=lambda: versions.MappedCounters(path), empty=path.unlink)
    held: dict = {}
    client = SimpleNamespace(mget=lambda names: list(map(held.get, names)), pipeline=lambda: Pipeline(held))
    monkeypatch.setattr("redis.from_url", lambda _address: client)
    return SimpleNamespace(open=lambda: versions.RedisCounters("redis://", "m4d"), empty=held.clear)


def test_only_what_was_raised_changes_and_every_process_sees_it(house):
    one, other = house.open(), house.open()
    before = one.read((0, 7, 65_535))
    assert other.read((0, 7, 65_535)) == before
    other.raise_((7,))
    after = one.read((0, 7, 65_535))
    assert [new == old for new, old in zip(after, before, strict=True)] == [True, False, True]


def test_counters_that_were_lost_never_come_back_to_where_they_were(house):
    seen = set()
    for _house in range(3):
        counters = house.open()
        for _change in range(4):
            seen.add(counters.read((3,)))
            counters.raise_((3,))
        house.empty()
    assert len(seen) == 12


def test_no_change_is_lost_among_threads(tmp_path):
    counters = versions.MappedCounters(tmp_path / "versions")
    (before,) = counters.read((5,))
    threads = [Thread(target=lambda: [counters.raise_((5,)) for _ in range(300)]) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counters.read((5,)) == (before + 1800,)
