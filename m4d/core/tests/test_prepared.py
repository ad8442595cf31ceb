"""A prepared queryset answers as the queryset itself would, for any values and in any thread."""

import gc
from threading import Thread
from weakref import ref

import pytest
from django.db import connections

from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.core.pages.prepared import Prepared, number_marks, spread, text_mark
from m4d.core.testing import statements
from m4d.places.factories import make_corridor, make_territory
from m4d.places.models import Corridor

pytestmark = pytest.mark.django_db

SLUG, NUMBER = text_mark("slug"), -1


@pytest.fixture
def corridor():
    return make_corridor(make_territory("Kédougou"), make_territory("Isère", country="FR", latitude=45, longitude=5))


def test_related_rows_come_along_and_what_is_deferred_stays_away(corridor):
    prepared = Prepared(
        lambda: (
            Corridor.objects.select_related("origin__parent", "destination")
            .defer("page", "origin__fan")
            .filter(slug=SLUG)
        )
    )
    for _again in range(2):
        with statements() as seen:
            (found,) = prepared({SLUG: corridor.slug})
            names = (found.origin.name, found.origin.parent.country, found.destination.name)
        assert names == ("Kédougou", "SN", "Isère")
        assert len(seen) == 1
        assert found.get_deferred_fields() == {"page"}
    assert prepared({SLUG: "no-such-corridor"}) == []


def test_values_come_as_tuples(corridor):
    prepared = Prepared(lambda: Corridor.objects.filter(pk=NUMBER).values_list("pk", "origin__names"))
    assert prepared({NUMBER: corridor.pk}) == [(corridor.pk, corridor.origin.names)]
    assert prepared({NUMBER: 0}) == []


def test_a_value_is_never_taken_for_sql_nor_for_another_mark():
    amina = make_person("Amina Diallo")
    prepared = Prepared(lambda: Person.objects.filter(name=SLUG, pk=NUMBER))
    assert prepared({SLUG: amina.name, NUMBER: amina.pk}) == [amina]
    for name in ("' OR 1=1 --", "%s", SLUG):
        assert prepared({SLUG: name, NUMBER: amina.pk}) == []


def test_fewer_numbers_than_marks_find_what_they_name():
    people = [make_person(name) for name in ("Amina Diallo", "Paul Ngom", "Inés Vera")]
    marks = number_marks(5)
    prepared = Prepared(lambda: Person.objects.filter(pk__in=marks).order_by("pk"))
    assert prepared(spread(marks, [people[2].pk, people[0].pk])) == [people[0], people[2]]
    assert prepared(spread(marks, [person.pk for person in people])) == people
    for wrong in ([], [0] * 6):
        with pytest.raises(ValueError, match="for 5 marks"):
            spread(marks, wrong)


@pytest.mark.django_db(transaction=True)
def test_threads_share_what_is_prepared():
    prepared = Prepared(lambda: Person.objects.filter(pk=NUMBER))
    make_person("Amina Diallo")
    assert prepared({NUMBER: 0}) == []
    found = []

    def ask():
        # A thread has a connection of its own.
        from django.db import connection

        try:
            found.append(len(prepared({NUMBER: -5})))
        finally:
            connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [0]


@pytest.mark.django_db(transaction=True)
def test_a_thread_that_ends_takes_its_connection_with_it():
    prepared, held = Prepared(lambda: Person.objects.filter(pk=NUMBER)), []

    def ask():
        held.append(ref(connections["default"]))
        try:
            prepared({NUMBER: 0})
        finally:
            connections["default"].close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    gc.collect()
    assert held[0]() is None
    assert prepared({NUMBER: 0}) == []
