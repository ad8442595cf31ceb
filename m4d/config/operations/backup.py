"""`m4d backup FILE`: the database as of one moment, and the files, in one archive."""

import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from m4d.config.operations import Trouble, archive, tables
from m4d.config.operations.progress import counter, say, step

KEPT = ("secret-key", "private")
"""What else lies in the data folder and belongs to the site. Outgoing mail, kept pages and static files do not."""


def run(options) -> int:
    """Write the archive; the site may go on working meanwhile."""
    target = Path(options.file).resolve()
    if target.exists():
        raise Trouble(f"{target} exists already. Choose another name, so that no older backup is lost.")
    if not target.parent.is_dir():
        raise Trouble(f"There is no folder {target.parent}.")
    keep_that_it_was_made()
    facts = {
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engine": connection.vendor,
        "migrations": tables.applied_migrations(),
    }
    with archive.writing(target, facts) as writer:
        with step("Saving the database"):
            add_database(writer)
        add_files(writer)
        for name in KEPT:
            add_kept(writer, settings.DATA_DIR / name)
    say(f"Saved {len(writer.members)} files, {target.stat().st_size / 1024**2:.1f} MiB, in {target}")
    say("The archive holds personal data and the site's secret key: keep it where only you can read it.")
    return 0


def keep_that_it_was_made() -> None:
    """Members can read that their data was saved. A database of an older version is saved all the same."""
    if not apps.is_installed("m4d.accounts"):
        return
    # The tests of this command save a house without persons, in which these cannot be loaded.
    from m4d.accounts import actions as accounts  # noqa: PLC0415
    from m4d.accounts.choices import AccessPurpose  # noqa: PLC0415

    try:
        with transaction.atomic():
            accounts.log_access_to_everything(purpose=AccessPurpose.BACKUP)
    except DatabaseError:
        say("This database is of an older version, so the record of who looked at personal data does not name it.")


def add_database(writer: archive.Writer) -> None:
    """The whole database as of one moment."""
    with tempfile.TemporaryDirectory(prefix="m4d-backup-") as folder:
        if connection.vendor == "sqlite":
            copy = Path(folder, "database.sqlite3")
            copy_sqlite(Path(connection.settings_dict["NAME"]), copy)
            writer.add_path("database/database.sqlite3", copy)
            return
        with tables.one_moment():
            for table in tables.table_names():
                path = Path(folder, f"{table}.copy")
                tables.dump(table, path)
                writer.add_path(f"database/{table}.copy", path)
                path.unlink()


def copy_sqlite(source: Path, target: Path) -> None:
    """SQLite's own online copy: consistent while others write."""
    with_closing = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True, timeout=60)
    copy = sqlite3.connect(target)
    try:
        with_closing.backup(copy)
        # One plain file: the copy needs no write-ahead log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()
        with_closing.close()


def stored_files(folder: str = "") -> list[str]:
    """The name of every file in storage, wherever that is."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    names = [f"{folder}/{name}" if folder else name for name in files]
    for inner in folders:
        names.extend(stored_files(f"{folder}/{inner}" if folder else inner))
    return sorted(names)


def add_files(writer: archive.Writer) -> None:
    """Every uploaded file; one that is removed while we look is left out."""
    names = stored_files()
    tell = counter(len(names))
    for done, name in enumerate(names, 1):
        try:
            with default_storage.open(name) as file:
                writer.add(f"files/{name}", file, file.size)
        except FileNotFoundError:
            continue
        tell(done)


def add_kept(writer: archive.Writer, path: Path) -> None:
    """A file or folder of the data folder."""
    paths = [path] if path.is_file() else sorted(inner for inner in path.rglob("*") if inner.is_file())
    for inner in paths:
        writer.add_path(f"kept/{inner.relative_to(settings.DATA_DIR).as_posix()}", inner)
