"""`m4d restore FILE`: puts a backup back. All of it or nothing, however it ends.

Everything is checked and made ready beside what is there: rows in a transaction or in a database file of their own,
brought up to date there, files in folders of their own. The module `switch` then puts all of it in place at once.
"""

import os
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage, storages
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from m4d.config.operations import Trouble, archive, left, switch, tables
from m4d.config.operations.backup import stored_files
from m4d.config.operations.progress import say, step
from m4d.jobs import actions as jobs
from m4d.jobs import queries as job_queries

PRIVATE, KEY = "private", "secret-key"


def run(options) -> int:
    """Restore onto an empty machine, or with --force over what is there."""
    source = Path(options.file).resolve()
    if not source.is_file():
        raise Trouble(f"There is no file {source}.")
    if options.force:
        refuse_lively_target()
    else:
        refuse_full_target()
    left.note()
    with switch.alone():
        switch.clear_staging()
        # Beside the data, so that nothing has to be copied again on its way into place.
        with tempfile.TemporaryDirectory(prefix=switch.STAGING, dir=settings.DATA_DIR) as staging:
            folder = Path(staging)
            with step("Unpacking and checking every file"):
                manifest = archive.unpack(source, folder)
            refuse_foreign(manifest)
            put_back(folder, manifest)
    cache.clear()
    say(f"Restored what was saved on {manifest['made_at'][:16].replace('T', ' at ')} UTC.")
    left.take_out_again()
    say("Now start: m4d serve")
    return 0


def put_back(folder: Path, manifest: dict) -> None:
    """Make everything ready, decide, and put it in place."""
    token = secrets.token_hex(16)
    switch.write_plan(places(), token=token)
    added: list[str] = []
    try:
        with step("Making the files ready"):
            prepare_files(folder)
            if not keeps_files_here():
                added = add_to_storage(folder / "files")
        with step("Making the database ready"):
            if connection.vendor == "sqlite":
                prepare_sqlite(folder / "database")
                switch.write_plan(places(), token="")
            else:
                restore_postgresql(folder / "database", manifest, token=token)
    except DatabaseError as error:
        raise Trouble(
            f"The database in the backup cannot be put back ({type(error).__name__}). Nothing was changed."
        ) from error
    finally:
        # Also after an error: what is decided is done, what is not is cleared away.
        if not switch.finish():
            for name in added:
                default_storage.delete(name)
    if not keeps_files_here():
        with step("Removing other files from storage"):
            trim_storage(folder / "files")


def places() -> list[Path]:
    """What is put in place by renaming."""
    found = [settings.DATA_DIR / PRIVATE, settings.DATA_DIR / KEY]
    if keeps_files_here():
        found.append(Path(default_storage.location))
    if connection.vendor == "sqlite":
        found.append(Path(connection.settings_dict["NAME"]))
    return found


def keeps_files_here() -> bool:
    return isinstance(storages["default"], FileSystemStorage)


def refuse_foreign(manifest: dict) -> None:
    """A backup goes back into the kind of database it came from, with this version or a newer one."""
    engine = manifest.get("engine")
    if engine != connection.vendor:
        raise Trouble(f"The backup is of {engine}, DATABASE_URL names {connection.vendor}. Nothing was changed.")
    if unknown := tables.unknown_migrations(manifest["migrations"]):
        raise Trouble(
            f"The backup was made by a newer version, which knows {unknown[0][0]} {unknown[0][1]}. "
            "Restore with that version. Nothing was changed."
        )


def refuse_lively_target() -> None:
    """A running site would go on writing into what is being replaced."""
    if "jobs_mark" in connection.introspection.table_names() and job_queries.somebody_works():
        raise Trouble("The site or a worker is running on this database. Stop it, wait a minute, and try again.")


def refuse_full_target() -> None:
    """Without --force only an empty place is filled."""
    if connection.introspection.table_names():
        raise Trouble("The database is not empty. Restore with --force to replace everything in it.")
    if stored_files() or any(path.is_file() for path in (settings.DATA_DIR / PRIVATE).rglob("*")):
        raise Trouble("There are files in storage already. Restore with --force to replace them.")


def prepare_files(folder: Path) -> None:
    """Lay uploaded files, private ones and the secret key beside their places, each readable by whom it may be."""
    kept = folder / "kept"
    if (kept / KEY).is_file():
        os.chmod(kept / KEY, 0o600)
        switch.make_ready(kept / KEY, settings.DATA_DIR / KEY)
    # A backup without files leaves an empty folder: what was there belongs to another site.
    folders = [(kept / PRIVATE, settings.DATA_DIR / PRIVATE, 0o700, 0o600)]
    if keeps_files_here():
        folders.append((folder / "files", Path(default_storage.location), 0o755, 0o644))
    for source, place, of_folders, of_files in folders:
        source.mkdir(parents=True, exist_ok=True)
        for inner in [source, *source.rglob("*")]:
            os.chmod(inner, of_folders if inner.is_dir() else of_files)
        switch.make_ready(source, place)


def prepare_sqlite(folder: Path) -> None:
    """Check the database file of the backup and bring it up to date, beside the one in use."""
    copy = folder / "database.sqlite3"
    if not copy.is_file():
        raise Trouble("The backup holds no database. Nothing was changed.")
    check = sqlite3.connect(copy)
    try:
        verdict = check.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        verdict = str(error)
    finally:
        check.close()
    if verdict != "ok":
        raise Trouble("The database in the backup is damaged. Nothing was changed.")
    os.chmod(copy, 0o600)
    with standing_in(copy):
        bring_up_to_date()
    switch.make_ready(copy, Path(connection.settings_dict["NAME"]))


@contextmanager
def standing_in(path: Path) -> Iterator[None]:
    """Use another SQLite file in the place of the site's own for a while, and leave it as one plain file."""
    usual = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = usual


def restore_postgresql(folder: Path, manifest: dict, *, token: str) -> None:
    """Replace all rows, bring them up to date and mark them with the token, in one transaction."""
    with transaction.atomic():
        tables.replace_all(folder, manifest["migrations"])
        bring_up_to_date()
        if apps.is_installed("m4d.catalogue"):
            # The copy of an SQLite database holds its search index; from PostgreSQL only the tables came back.
            # Imported here, so that a house without this room can be restored as well.
            from m4d.catalogue import actions as catalogue  # noqa: PLC0415

            catalogue.rebuild_index()
        jobs.set_mark(switch.MARK, token)


def bring_up_to_date() -> None:
    """The tables as this version of the program wants them, without the workers of the house they come from."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    jobs.forget_workers()


def unpacked_files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def add_to_storage(folder: Path) -> list[str]:
    """Store what storage on another machine lacks, and name it: there is no renaming, so nothing is replaced yet."""
    there, added = set(stored_files()), []
    for name, path in sorted(unpacked_files(folder).items()):
        if name not in there:
            with open(path, "rb") as file:
                added.append(default_storage.save(name, File(file)))
    return added


def trim_storage(folder: Path) -> None:
    """Once the rows are there: remove what the backup does not hold, replace what it holds otherwise."""
    wanted = unpacked_files(folder)
    for name in stored_files():
        if name not in wanted:
            default_storage.delete(name)
            continue
        with default_storage.open(name) as stored, open(wanted[name], "rb") as file:
            if file_digest(stored, "sha256").digest() == file_digest(file, "sha256").digest():
                continue
            default_storage.delete(name)
            file.seek(0)
            default_storage.save(name, File(file))
