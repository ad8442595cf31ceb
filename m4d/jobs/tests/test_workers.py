"""Real workers in processes of their own: one is killed in the middle, two work at once, one is asked to stop.

Each test runs with the database's own queue on SQLite and, where DATABASE_URL and TASKS_URL name them,
on PostgreSQL and with Redis.
"""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import zlib
from urllib.parse import urlsplit, urlunsplit

import pytest

POSTGRES = os.environ.get("DATABASE_URL", "").startswith(("postgres", "pgsql")) and os.environ["DATABASE_URL"]
REDIS = os.environ.get("TASKS_URL", "").startswith("redis") and os.environ["TASKS_URL"]
needs_postgres = pytest.mark.skipif(not POSTGRES, reason="DATABASE_URL names no PostgreSQL")
needs_redis = pytest.mark.skipif(not REDIS, reason="TASKS_URL names no Redis")


class House:
    """A database of its own with the tables of this room, and the processes that a test starts on it."""

    def __init__(self, folder, *, postgres, redis):
        self.folder = folder
        self.processes = []
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "TASKS_URL", "CACHE_URL", "M4D_DEMO") and not name.startswith("PYTEST")
        }
        self.environment["M4D_DATA_DIR"] = str(folder)
        self.own = None
        if postgres:
            import psycopg

            self.own = f"m4d_workers_{os.getpid()}_{zlib.crc32(str(folder).encode())}"
            self.server = urlunsplit(urlsplit(POSTGRES)._replace(scheme="postgresql", path="/postgres"))
            with psycopg.connect(self.server, autocommit=True) as line:
                line.execute(f"CREATE DATABASE {self.own}")
            self.environment["DATABASE_URL"] = urlunsplit(urlsplit(self.server)._replace(path=f"/{self.own}"))
        if redis:
            from redis import Redis

            # One numbered database for each process of the suite, so that no one else's worker takes the jobs.
            number = 8 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 7
            url = urlunsplit(urlsplit(REDIS)._replace(path=f"/{number}"))
            Redis.from_url(url).flushdb()
            self.environment["TASKS_URL"] = url

    def ask(self, word, argument):
        subprocess.run(
            [sys.executable, "-m", "m4d.jobs.tests.hands", word, str(argument)], env=self.environment, check=True
        )

    def start_worker(self):
        process = subprocess.Popen(
            [sys.executable, "-m", "m4d.jobs.tests.hands", "work", "-"],
            env=self.environment,
            stderr=subprocess.DEVNULL,
        )
        self.processes.append(process)
        return process

    def rows(self, statement):
        if self.own:
            import psycopg

            with psycopg.connect(self.environment["DATABASE_URL"]) as line:
                return line.execute(statement).fetchall()
        line = sqlite3.connect(self.folder / "m4d.sqlite3", timeout=20)
        try:
            return line.execute(statement).fetchall()
        finally:
            line.close()

    def names(self):
        return sorted(name for (name,) in self.rows("SELECT name FROM jobs_tick") if not name.startswith("m4d."))

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.kill()
                process.wait()
        if self.own:
            import psycopg

            with psycopg.connect(self.server, autocommit=True) as line:
                line.execute(f"DROP DATABASE {self.own} WITH (FORCE)")


@pytest.fixture(
    params=[
        "sqlite",
        pytest.param("postgres", marks=needs_postgres),
        pytest.param("postgres and redis", marks=[needs_postgres, needs_redis]),
    ]
)
def house(request, tmp_path):
    made = House(tmp_path, postgres="postgres" in request.param, redis="redis" in request.param)
    yield made
    made.close()


def wait_until(condition, *, seconds=40):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")


def test_worker_killed_in_the_middle_loses_nothing_and_does_nothing_twice(house):
    (house.folder / "hold").touch()
    house.ask("linger", house.folder)
    first = house.start_worker()
    wait_until(lambda: list(house.folder.glob(f"in-the-middle-{first.pid}")))
    first.send_signal(signal.SIGKILL)
    first.wait()

    assert house.names() == []
    assert house.rows("SELECT attempts, done_at FROM jobs_job") == [(1, None)]

    (house.folder / "hold").unlink()
    second = house.start_worker()
    wait_until(lambda: house.rows("SELECT 1 FROM jobs_job WHERE done_at IS NOT NULL"))
    assert house.names() == ["after", "before"]
    assert house.rows("SELECT attempts, error FROM jobs_job") == [(2, "")]
    assert list(house.folder.glob(f"in-the-middle-{second.pid}"))


def test_two_workers_at_once_do_each_job_once(house):
    house.ask("count", 30)
    workers = [house.start_worker(), house.start_worker()]
    wait_until(lambda: house.rows("SELECT count(*) FROM jobs_job WHERE done_at IS NOT NULL") == [(30,)])
    names = house.names()
    assert sorted(name for name in names if not name.startswith("counted by")) == sorted(
        f"counted {number}" for number in range(30)
    )
    assert len(names) == 60
    assert house.rows("SELECT DISTINCT attempts FROM jobs_job") == [(1,)]
    assert all(worker.poll() is None for worker in workers)


def test_worker_asked_to_stop_finishes_the_job_in_hand_first(house):
    (house.folder / "hold").touch()
    house.ask("linger", house.folder)
    worker = house.start_worker()
    wait_until(lambda: list(house.folder.glob("in-the-middle-*")))
    worker.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    assert worker.poll() is None
    (house.folder / "hold").unlink()
    assert worker.wait(timeout=20) == 0
    assert house.names() == ["after", "before"]
    assert house.rows("SELECT name FROM jobs_mark") == []
    assert house.rows("SELECT attempts FROM jobs_job WHERE done_at IS NOT NULL") == [(1,)]
