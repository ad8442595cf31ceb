"""Addresses of new organizations: each title gets one of its own, whoever else takes it at the same moment."""

import re
import threading

import pytest
from django.db import IntegrityError, connection

from m4d.core import slugs
from m4d.core.testing import statements
from m4d.people.factories import make_organization
from m4d.people.models import Organization

NAME = "Cooperative of the valley"


def saved(name=NAME, **more):
    organization = Organization(name=name, **more)
    slugs.save_new(organization, name, fallback="organization", reserved={"new"})
    return organization


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("Région de Kédougou", "region-de-kedougou"),
        ("New", "new-organization"),
        ("جمعية كدوكو", "organization-[a-z0-9]{8}"),
        ("!!", "organization-[a-z0-9]{8}"),
        ("long " * 30, "long(-long){11}"),
    ],
)
def test_address_is_made_of_the_title(db, name, address):
    assert re.fullmatch(address, saved(name).slug)


def test_equal_titles_are_counted_up_and_then_cost_no_more(db):
    found = [saved().slug for _ in range(slugs.COUNTED)]
    assert found == ["cooperative-of-the-valley"] + [f"cooperative-of-the-valley-{n}" for n in range(2, 21)]
    # Looking, a savepoint and the row: as many statements for the first as for the hundredth.
    with statements() as few:
        first = saved("Another name")
    with statements() as many:
        late = saved()
    assert re.fullmatch("cooperative-of-the-valley-[a-z0-9]{8}", late.slug)
    assert (first.slug, len(few)) == ("another-name", len(many))
    assert len(many) <= 4


def test_address_taken_between_looking_and_writing_gives_the_next(db, monkeypatch):
    saved()
    answers = iter(["cooperative-of-the-valley", "cooperative-of-the-valley-2"])
    monkeypatch.setattr(slugs, "_free", lambda *_, **more: next(answers))
    assert saved().slug == "cooperative-of-the-valley-2"
    assert Organization.objects.count() == 2


def test_another_clash_than_that_of_addresses_is_not_hidden(db):
    first = saved()
    with pytest.raises(IntegrityError):
        saved(pk=first.pk)
    assert Organization.objects.count() == 1


def test_organizations_of_one_name_stand_side_by_side(db):
    assert [make_organization().slug for _ in range(2)] == ["municipality-of-kedougou", "municipality-of-kedougou-2"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_people_who_begin_at_the_same_moment_get_an_address_each(db):
    """Threads have connections of their own, so what they write is there for good until one of them removes it."""
    start, found, failed = threading.Barrier(6), [], []

    def with_connection(work):
        def run():
            try:
                work()
            except Exception as error:  # noqa: BLE001 a thread keeps its own errors to itself
                failed.append(error)
            finally:
                connection.close()

        return threading.Thread(target=run)

    def begin():
        start.wait()
        found.extend(saved().pk for _ in range(3))

    threads = [with_connection(begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    slugs_there = set(Organization.objects.filter(pk__in=found).values_list("slug", flat=True))
    cleaner = with_connection(lambda: Organization.objects.filter(pk__in=found).delete())
    cleaner.start()
    cleaner.join()
    assert failed == []
    assert len(found) == len(slugs_there) == 18
