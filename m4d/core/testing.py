"""What tests of every room share: flat lists, signing in, counting statements."""

from collections.abc import Callable
from contextlib import contextmanager
from threading import Event, Thread
from unittest.mock import patch

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext


@contextmanager
def statements():
    """Collect the SQL statements of a block: `with statements() as seen: ...; len(seen)`."""
    with CaptureQueriesContext(connection) as seen:
        yield seen


def signed_in(client, person):
    """The test client as this person sees the site."""
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def at_once(first: Callable, second: Callable, *, on: tuple | None = None) -> list[Exception]:
    """Two requests at once: the second begins when the first has done its work and before that is safe.

    Whatever lets the second wait shows: it then sees what the first did. Otherwise it slips through. Gives what either
    of them raised. For tests whose rows are really written, on a database where writers meet.

    `on`, an object and the name of a function in it: the second begins already when the first comes there, and has
    then locked a part of what it needs. Whoever waits crosswise shows: the database ends one of the two.
    """
    raised, begin = [], Event()

    def run(action):
        try:
            with transaction.atomic():
                action()
        except Exception as error:
            raised.append(error)

    def in_its_own_connection():
        begin.wait()
        try:
            run(second)
        finally:
            connection.close()

    thread = Thread(target=in_its_own_connection)
    thread.start()

    def let_begin():
        begin.set()
        thread.join(timeout=1)

    def first_and_wait():
        first()
        let_begin()

    def first_up_to_there():
        owner, name = on
        real = getattr(owner, name)

        def there(*given, **more):
            if not begin.is_set():
                let_begin()
            return real(*given, **more)

        with patch.object(owner, name, there):
            first()

    run(first_up_to_there if on else first_and_wait)
    begin.set()
    thread.join()
    return raised


def assert_flat(get, make, *, few: int = 2, many: int = 10, ceiling: int = 12, is_kept: bool = False) -> None:
    """A list costs the same number of statements with few rows as with many, and no more than `ceiling`.

    `get()` answers a response; `make(n)` adds n rows. The first get() fills caches that live as long as the process.
    `is_kept` is for pages of the staff, where the first look at somebody also keeps that it was taken.
    """
    make(few)
    assert get().status_code == 200
    with statements() as before:
        get()
    make(many - few)
    if is_kept:
        get()
    with statements() as after:
        get()
    was, now = _of_the_page(before), _of_the_page(after)
    listing = "\n".join(now)
    assert len(now) == len(was), f"{len(was)} statements became {len(now)}:\n{listing}"
    assert len(now) <= ceiling, f"{len(now)} statements, at most {ceiling} allowed:\n{listing}"


# What the head of every page reads once and keeps until a change; tags share counters, so that any change may be one.
_OF_THE_HEAD = ('FROM "front_menu" ', 'SELECT "community_participant"."id" AS "pk" FROM')


def _of_the_page(seen) -> list[str]:
    """The statements without those that the head keeps."""
    return [query["sql"] for query in seen.captured_queries if not any(part in query["sql"] for part in _OF_THE_HEAD)]
