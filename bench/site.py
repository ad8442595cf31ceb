"""The site under measurement: its data folder, its processes, their CPU time and memory."""

import json
import mmap
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from .client import Client

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("BENCH_DATA", ROOT / "bench" / "data"))
SIZES = {"XS": 400, "S": 4_000, "M": 100_000, "L": 1_000_000}


def environment(size: str, port: int, **more) -> dict:
    """The settings of one site. On PostgreSQL each size has a database of its own beside that of DATABASE_URL."""
    made = {**os.environ, "M4D_DATA_DIR": str(DATA / size), "M4D_DEMO": "1", "M4D_TIMING": "0", "PORT": str(port)}
    made["SITE_URL"] = f"http://127.0.0.1:{port}"
    for name in ("DATABASE_URL", "CACHE_URL", "TASKS_URL"):
        made.pop(name, None)
    url = os.environ.get("DATABASE_URL", "")
    if url.startswith("postgres"):
        made["DATABASE_URL"] = f"{url}_bench_{size.lower()}"
    return {**made, **more}


def m4d(*words: str) -> list[str]:
    return [sys.executable, "-m", "m4d.config.command_line", *words]


def make_database(url: str) -> None:
    """Create the database where the server does not have it yet."""
    import psycopg  # noqa: PLC0415  only where a server is measured
    from psycopg import sql  # noqa: PLC0415

    server, name = url.rsplit("/", 1)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as line:
        if not line.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            line.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def prepare(size: str, port: int) -> dict:
    """Bring the data of one size up to date; kept for the next run. Returns how long each part took."""
    (DATA / size).mkdir(parents=True, exist_ok=True)
    if url := environment(size, port).get("DATABASE_URL"):
        make_database(url)
    took = {}
    for name, command in (("start", m4d("start")), ("seed", m4d("seed", "--members", str(SIZES[size])))):
        began = time.monotonic()
        subprocess.run(command, cwd=ROOT, env=environment(size, port), check=True, stdout=subprocess.DEVNULL)
        took[name] = round(time.monotonic() - began, 1)
    kept = DATA / size / "took.json"
    if not kept.exists():
        kept.write_text(json.dumps(took))
    return json.loads(kept.read_text())


def ask_inside(size: str, port: int, *words, module: str = "inside") -> dict:
    """What only the house knows: see inside.py and mail.py."""
    command = [sys.executable, "-m", f"bench.{module}", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, env=environment(size, port), check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


class Site:
    """`m4d serve` on one size, as an operator would run it; use as a context."""

    def __init__(self, size: str, port: int, *, timing: bool = False):
        self.size, self.port, self.timing = size, port, timing
        self.process = None
        self.cold_start = 0.0
        self.edited = ask_inside(size, port, 0)["edited"]

    def __enter__(self):
        began = time.monotonic()
        self.process = subprocess.Popen(
            m4d("serve"),
            cwd=ROOT,
            env=environment(self.size, self.port, M4D_TIMING="1" if self.timing else "0"),
            stdout=subprocess.DEVNULL,
        )
        until = began + 60
        while True:
            try:
                Client(self.port).get("/healthz")
                break
            except OSError:
                if time.monotonic() > until or self.process.poll() is not None:
                    raise SystemExit("The site did not start.") from None
                time.sleep(0.02)
        self.cold_start = time.monotonic() - began
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def pids(self) -> list[int]:
        """The parent and its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [self.process.pid, *map(int, children)]

    def cpu_seconds(self) -> float:
        """CPU time so far of all threads of all processes, and of the database's own processes on PostgreSQL."""
        total = 0
        for pid in [*self.pids(), *self.database_pids()]:
            for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
                try:
                    total += int(thread.read_text().split()[0])
                except OSError:
                    continue
        return total / 1e9

    def database_pids(self) -> list[int]:
        """The server processes of PostgreSQL that work for this site's database."""
        url = environment(self.size, self.port).get("DATABASE_URL", "")
        if not url.startswith("postgres"):
            return []
        name = url.rsplit("/", 1)[-1]
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    title = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if title.startswith(b"postgres:") and f" {name} ".encode() in title:
                    found.append(int(entry.name))
        return found

    def memory_mb(self) -> list[float]:
        """PSS of the parent and of each worker, in MB: shared pages are counted by their share."""
        sizes = []
        for pid in self.pids():
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    sizes.append(round(int(line.split()[1]) / 1024, 1))
        return sizes

    def change_pages(self) -> None:
        """What an edit does to the kept pages and parts that show it, for edits in every room at once.

        Vocabularies, menus and how many of each there are have versions of their own and stay known, as they do after
        an ordinary edit.
        """
        with open(DATA / self.size / "versions", "r+b") as file, mmap.mmap(file.fileno(), 0) as counters:
            numbers = memoryview(counters).cast("Q")
            for slot in self.edited:
                numbers[slot] += 1
            numbers.release()
