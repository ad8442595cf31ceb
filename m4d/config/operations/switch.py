"""The moment at which a restore takes effect: everything was made ready beside, then it is put in place by renaming.

Before that moment a restore that stops, however it stops, has changed nothing, and the next command clears away what
it left. After it, whatever stops the renaming, the next command finishes it. On SQLite the moment is the writing of
one small file; on PostgreSQL it is the commit of the transaction that holds the restored rows, among them a mark with
the token of this restore.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from m4d.config.operations import Trouble
from m4d.jobs import queries as job_queries
from m4d.jobs.models import Mark

MARK = "restored"
STAGING = "restoring-"


def _plan() -> Path:
    return settings.DATA_DIR / "restore.json"


@contextmanager
def alone() -> Iterator[None]:
    """Only one command at a time restores here."""
    with open(settings.DATA_DIR / "restore.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Trouble("A backup is being restored here. Wait until that is done, then try again.") from None
        yield


def beside(place: Path) -> Path:
    """Where the new content of a place waits: on the same disk, so that renaming it is one step."""
    return place.with_name(f"{place.name}.restoring")


def make_ready(source: Path, place: Path) -> None:
    """Lay new content beside its place. A place without any keeps what it has."""
    waiting = beside(place)
    _remove(waiting)
    waiting.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, waiting)


def write_plan(places: list[Path], *, token: str) -> None:
    """Say what is to be put in place. Without a token that is decided now, else once a mark holds the token."""
    content = json.dumps({"token": token, "places": [str(place) for place in places]})
    part = beside(_plan())
    with open(part, "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, _plan())


def finish_if_stopped() -> bool:
    """Put in place what a stopped restore had decided, or clear away what it had not; whether something was put."""
    if not _plan().exists() and not any(settings.DATA_DIR.glob(f"{STAGING}*")):
        return False
    with alone():
        clear_staging()
        return _plan().exists() and finish()


def finish() -> bool:
    """Rename what waits into place if that is decided, and clear away the rest."""
    plan = json.loads(_plan().read_text())
    places = [Path(place) for place in plan["places"]]
    is_decided = not plan["token"] or _mark() == plan["token"]
    for place in places:
        if is_decided:
            put_in_place(place)
        else:
            _remove(beside(place))
    if is_decided and plan["token"]:
        Mark.objects.filter(pk=MARK).delete()
    # The last step: until here the next command begins again at the first one.
    _plan().unlink()
    return is_decided


def clear_staging() -> None:
    """Remove what stopped restores unpacked."""
    for folder in settings.DATA_DIR.glob(f"{STAGING}*"):
        _remove(folder)


def _mark() -> str | None:
    there = Mark._meta.db_table in connection.introspection.table_names()
    return job_queries.mark(MARK) if there else None


def put_in_place(place: Path) -> None:
    waiting, old = beside(place), place.with_name(f"{place.name}.replaced")
    if waiting.exists():
        if connection.vendor == "sqlite" and place == Path(connection.settings_dict["NAME"]):
            # What an older database still had in its log must not be applied to the new one.
            connections.close_all()
            for leftover in ("-wal", "-shm"):
                place.with_name(place.name + leftover).unlink(missing_ok=True)
        if waiting.is_dir() and place.exists():
            # A folder with something in it cannot be renamed over.
            _remove(old)
            os.replace(place, old)
        os.replace(waiting, place)
    _remove(old)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
