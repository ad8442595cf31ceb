"""`make check`: everything CI does, in the same order; stops at nothing, ends with what failed.

The suite runs twice: on SQLite with the browser, then on PostgreSQL with Redis as cache and queue. Where one of
these servers does not answer the second run is left out and named; with CI=1 that is a failure.
"""

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from m4d.config.operations.progress import say

ROOT = Path(__file__).resolve().parent.parent.parent.parent
POSTGRES = os.environ.get("CHECK_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/m4d")
REDIS = os.environ.get("CHECK_REDIS_URL", "redis://127.0.0.1:6379")
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile"]


def tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def lint_steps() -> list[tuple[str, list[str]]]:
    """What needs no database server, the quickest first."""
    manage = [sys.executable, "manage.py"]
    annotated = [str(path) for name in ("actions", "policies", "queries") for path in doors(name)]
    return [
        ("format of the code", [tool("ruff"), "format", "--check", "."]),
        ("lint", [tool("ruff"), "check", "."]),
        ("templates", [tool("djangofmt"), "check", "--quiet", *map(str, templates())]),
        ("types of what other rooms call", [tool("ruff"), "check", "--select", "ANN201,ANN205,ANN206", *annotated]),
        ("staircase and inside order", [tool("lint-imports")]),
        ("settings and models", [*manage, "check", "--fail-level", "WARNING"]),
        ("missing migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
    ]


def doors(name: str) -> list[Path]:
    """The files of one kind that other rooms may call."""
    house = ROOT / "m4d"
    return sorted([*house.glob(f"*/{name}.py"), *house.glob(f"*/{name}/**/*.py")])


def templates() -> list[Path]:
    """Our own HTML templates. They are linted and not laid out anew: white space is bytes on a slow line."""
    return sorted(path.relative_to(ROOT) for path in (ROOT / "m4d").rglob("templates/**/*.html"))


def auto_named_migrations() -> list[str]:
    """Migrations that do not say what they do."""
    paths = (ROOT / "m4d").rglob("migrations/0*.py")
    return sorted(str(path.relative_to(ROOT)) for path in paths if re.search(r"_auto_\d{8}|_and_more\.py$", path.name))


def answers(url: str) -> bool:
    """Whether something listens where an address says."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname, parts.port or 0), timeout=2):
            return True
    except OSError:
        return False


def run_step(name: str, command: list[str], environment: dict | None = None) -> bool:
    """Run one command and show its output; True when it found nothing wrong."""
    say(f"\n== {name}")
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **(environment or {})}).returncode
    say(f"== {name}: {'ok' if code == 0 else 'FAILED'} after {time.monotonic() - began:.0f} s")
    return code == 0


def main() -> int:
    """All steps; the exit status is the number of failed ones, at most 1."""
    failed, skipped = [], []
    for name, command in lint_steps():
        if not run_step(name, command):
            failed.append(name)
    say("\n== names of migrations")
    if wrong := auto_named_migrations():
        say("\n".join(wrong))
        failed.append("names of migrations")
    m4d = [sys.executable, "-m", "m4d.config.command_line"]
    for name, command in (
        ("words of the interface", [*m4d, "messages", "check"]),
        ("compiled words", [*m4d, "messages", "compile"]),
        ("tests on SQLite, with the browser", PYTEST),
    ):
        if not run_step(name, command):
            failed.append(name)
    name = "tests on PostgreSQL, with Redis as cache and queue"
    if answers(POSTGRES) and answers(REDIS):
        services = {
            "DATABASE_URL": POSTGRES,
            "CACHE_URL": f"{REDIS}/1",
            "TASKS_URL": f"{REDIS}/2",
        }
        if not run_step(name, PYTEST, services):
            failed.append(name)
    else:
        skipped.append(f"{name}: no PostgreSQL at {urlsplit(POSTGRES).netloc} or no Redis at {urlsplit(REDIS).netloc}")
    for line in skipped:
        say(f"\nSKIPPED {line}")
    if os.environ.get("CI") and skipped:
        failed.extend(skipped)
    say("\nEverything is well." if not failed else "\nFAILED: " + "; ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
