"""Many rows into a table at once, past the object mapper: a card has a dozen rows, a large site a million cards."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Model


def insert(table: str, columns: Sequence[str], rows: Iterable[tuple]) -> None:
    """Add rows of plain values (JSON as text): COPY on PostgreSQL, one prepared statement on SQLite."""
    rows = list(rows)
    if not rows:
        return
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)


def values_of(thing: Model) -> dict[str, object]:
    """The columns of an unsaved thing but its number, as the database wants them: the row that many are made from."""
    return {
        field.column: field.get_db_prep_save(field.pre_save(thing, add=True), connection)
        for field in thing._meta.concrete_fields
        if not field.primary_key
    }


def add_up(table: str, columns: Sequence[str], number: str) -> None:
    """Make one row of all rows that agree in `columns`, with the sum of `number`; none where that is 0.

    The rows themselves never leave the database: after a large import there are millions. What somebody else adds
    meanwhile stays as it is.
    """
    names = ", ".join(columns)
    summed = f"SELECT {names}, sum({number}) FROM {{}} GROUP BY {names} HAVING sum({number}) <> 0"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"WITH gone AS (DELETE FROM {table} RETURNING {names}, {number}) "
                f"INSERT INTO {table} ({names}, {number}) {summed.format('gone')}"
            )
        else:
            cursor.execute(f"CREATE TEMP TABLE sums AS {summed.format(table)}")
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f"INSERT INTO {table} ({names}, {number}) SELECT * FROM sums")
            cursor.execute("DROP TABLE sums")
