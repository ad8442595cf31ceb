"""The rows of a PostgreSQL database as COPY text, one file a table, with nothing but the driver.

pg_dump need not be installed, and need not fit the server's version. The tables themselves are made by
the migrations, up to exactly the state that the backup was in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from m4d.config.operations import Trouble


def table_names() -> list[str]:
    """The tables of the rooms and the list of migrations, by name.

    Whatever else lies in the database (a cache, the search index) is made anew from these.
    """
    return sorted({*connection.introspection.django_table_names(only_existing=True), "django_migrations"})


def _columns(cursor, table: str) -> sql.Composed:
    """The columns that hold data of their own; generated ones are computed again."""
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [connection.ops.quote_name(table)],
    )
    return sql.SQL(", ").join(sql.Identifier(name) for (name,) in cursor.fetchall())


@contextmanager
def one_moment() -> Iterator[None]:
    """Everything read inside is as it was at one moment, while the site goes on writing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def dump(table: str, path: Path) -> None:
    """Write the rows of one table."""
    with connection.cursor() as cursor, open(path, "wb") as file:
        columns = _columns(cursor, table)
        statement = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(table), columns)
        with cursor.cursor.copy(statement) as copy:
            for piece in copy:
                file.write(piece)


def load(table: str, columns_of: Path) -> None:
    """Read the rows of one table, which is empty."""
    with connection.cursor() as cursor, open(columns_of, "rb") as file:
        columns = _columns(cursor, table)
        with (
            connection.wrap_database_errors,
            cursor.cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), columns)) as copy,
        ):
            while piece := file.read(1024 * 1024):
                copy.write(piece)


def applied_migrations() -> list[list[str]]:
    """The migrations that made the tables, as [app, name]."""
    return sorted([app, name] for app, name in MigrationRecorder(connection).applied_migrations())


def replace_all(folder: Path, migrations: list[list[str]]) -> None:
    """Drop what is there, make the tables as of `migrations`, and fill them. All of it or, on any error, nothing."""
    wanted = {(app, name) for app, name in migrations}
    with transaction.atomic():
        drop_all()
        with connection.cursor() as cursor:
            # Rows that migrations write are checked at once, since tables with unchecked rows cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _migrate_to(wanted)
        names = table_names()
        files = {path.stem: path for path in sorted(folder.glob("*.copy"))}
        if missing := sorted(set(files) - set(names)):
            raise Trouble(f"This version has no table {missing[0]}. Restore with the version that made the backup.")
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE " + ", ".join(connection.ops.quote_name(name) for name in names))
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for name, path in files.items():
            load(name, path)
        with connection.cursor() as cursor:
            # Checked here and not at the end, since tables with unchecked rows cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _set_counters(names)


def drop_all() -> None:
    """Drop the schema in use with everything in it, and make it again, empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}")


def unknown_migrations(migrations: list[list[str]]) -> list[tuple[str, str]]:
    """Those that this version of the program does not have: the tables they made are strange to it."""
    disk = MigrationExecutor(connection).loader.disk_migrations
    known = set(disk) | {old for migration in disk.values() for old in migration.replaces}
    return sorted({(app, name) for app, name in migrations} - known)


def _migrate_to(wanted: set) -> None:
    """Apply exactly these migrations."""
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    here = wanted & set(nodes)
    executor.migrate(sorted(key for key in here if not any(child.key in here for child in nodes[key].children)))


def _set_counters(names: list[str]) -> None:
    """New rows get numbers beyond those that were restored."""
    with connection.cursor() as cursor:
        for table in names:
            cursor.execute(
                "SELECT a.attname, pg_get_serial_sequence(quote_ident(%s), a.attname) FROM pg_attribute a"
                " WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped",
                [table, connection.ops.quote_name(table)],
            )
            for column, sequence in cursor.fetchall():
                if sequence:
                    quoted, named = connection.ops.quote_name(column), connection.ops.quote_name(table)
                    cursor.execute(
                        f"SELECT setval(%s, COALESCE(MAX({quoted}), 1), MAX({quoted}) IS NOT NULL) FROM {named}",
                        [sequence],
                    )
