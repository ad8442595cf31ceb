"""Houses of their own for these tests: a data folder, a database, and the command line run in them."""

import os
import sqlite3
import subprocess
import sys
import zlib
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent.parent
SMALL = "tests.operations.small_settings"
POSTGRES = os.environ.get("DATABASE_URL", "").startswith(("postgres", "pgsql")) and os.environ["DATABASE_URL"]


def is_derived(table: str) -> bool:
    """Whether a table holds nothing of its own: the cache, the search index, SQLite's note of the last numbers."""
    return table in ("core_cache", "sqlite_sequence") or table.startswith("catalogue_index")


class House:
    """One installation; `close` drops what it made on the database server."""

    def __init__(self, folder: Path, *, postgres: bool = False, settings: str = SMALL, template: str = ""):
        """`template` names a PostgreSQL database to copy, to which nobody is connected."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        dropped = (
            "DATABASE_URL",
            "TASKS_URL",
            "CACHE_URL",
            "M4D_DEMO",
            "SITE_URL",
            "SECRET_KEY",
            "SECRET_KEY_FALLBACKS",
            "INBOUND_EMAIL",
            "INBOUND_SECRET",
        )
        self.environment = {
            name: value for name, value in os.environ.items() if name not in dropped and not name.startswith("PYTEST")
        }
        self.environment |= {"M4D_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": settings}
        self.own = ""
        if postgres:
            self.own = f"m4d_house_{os.getpid()}_{zlib.crc32(str(folder).encode())}"
            self.server = urlunsplit(urlsplit(POSTGRES)._replace(scheme="postgresql", path="/postgres"))
            self._on_server(f"CREATE DATABASE {self.own}" + (f" TEMPLATE {template}" if template else ""))
            self.environment["DATABASE_URL"] = urlunsplit(urlsplit(self.server)._replace(path=f"/{self.own}"))

    def _on_server(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self.server, autocommit=True) as line:
            line.execute(statement)

    def close(self) -> None:
        if self.own:
            self._on_server(f"DROP DATABASE IF EXISTS {self.own} WITH (FORCE)")

    def m4d(self, *words, **more) -> subprocess.CompletedProcess:
        """Run one command and return it with its output as text."""
        return subprocess.run(
            [sys.executable, "-m", "m4d.config.command_line", *map(str, words)],
            cwd=ROOT,
            env={**self.environment, **more},
            capture_output=True,
            text=True,
        )

    def script(self, code: str) -> subprocess.CompletedProcess:
        """Run a few lines in the house, after django.setup()."""
        return subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )

    def python(self, code: str) -> str:
        """What a few lines print that must not fail."""
        done = self.script(code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self) -> dict[str, list[str]]:
        """Every row of every table, as text, for comparing; derived tables are left out."""
        if self.own:
            import psycopg

            with psycopg.connect(self.environment["DATABASE_URL"]) as line:
                names = [
                    name
                    for (name,) in line.execute(
                        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
                    ).fetchall()
                ]
                return {
                    name: sorted(str(row) for row in line.execute(f'SELECT * FROM "{name}"').fetchall())
                    for name in names
                    if not is_derived(name)
                }
        line = sqlite3.connect(self.folder / "m4d.sqlite3")
        try:
            found = line.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1").fetchall()
            return {
                name: sorted(str(row) for row in line.execute(f'SELECT * FROM "{name}"').fetchall())
                for (name,) in found
                if not is_derived(name)
            }
        finally:
            line.close()

    def files(self) -> dict[str, bytes]:
        """Every stored file by name."""
        media = self.folder / "media"
        return {path.relative_to(media).as_posix(): path.read_bytes() for path in media.rglob("*") if path.is_file()}

    def store(self, name: str, content: bytes) -> None:
        path = self.folder / "media" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
