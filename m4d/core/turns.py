"""One at a time, where rows alone cannot say so: what looks first and then writes what it did not find."""

from zlib import crc32

from django.db import connection


def take_turn(name: str) -> None:
    """Wait until nobody else is in a transaction that took this turn; call it inside one, it ends with it.

    SQLite lets only one transaction write, so there is nothing to wait for.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [crc32(name.encode())])
