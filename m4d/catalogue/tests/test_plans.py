"""Lists walk along an index: no scan of all cards, no sort, on either database."""

from datetime import date, timedelta

import pytest
from django.db import connection

from m4d.catalogue import actions, queries
from m4d.catalogue.gateways import index
from m4d.catalogue.models import Card
from m4d.core.testing import statements

from .conftest import Tale

pytestmark = pytest.mark.django_db

SORTS = ("USE TEMP B-TREE", "SORT KEY")
SCANS = ("SCAN T", "SCAN CATALOGUE_CARD", "SEQ SCAN ON CATALOGUE_CARD", "SEQ SCAN ON CATALOGUE_CARDTAG")


@pytest.fixture
def many(db):
    """Enough cards for a planner to prefer an index."""
    start = date(2009, 1, 1)
    tales = (
        Tale(
            number,
            {"fr": f"Épargne {number}"},
            facets={"theme": [f"t{number % 7}", f"t{number % 5}"], "country": [f"C{number % 40}"]},
            on=start + timedelta(days=number),
        )
        for number in range(1, 1501)
    )
    actions.put_many("tale", tales)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            # Fifteen hundred rows are so few that reading all of them would still be quick.
            cursor.execute("SET LOCAL enable_seqscan = off")


def plan(statement: dict) -> str:
    """How the database runs a statement that was just run."""
    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN (COSTS OFF)"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {statement['sql']}")
        return "\n".join(str(row) for row in cursor.fetchall()).upper()


@pytest.mark.parametrize("order", ["name", "newest"])
@pytest.mark.parametrize("filters", [{}, {"theme": ["t1"]}, {"theme": ["t1", "t2"]}])
def test_lists_walk_along_an_index(many, order, filters):
    first = queries.find(kind="tale", filters=filters, order=order)
    assert first.next_cursor or filters == {"theme": ["t1"]} or first.total_is_exact
    with statements() as seen:
        queries.find(kind="tale", filters=filters, order=order, after=first.next_cursor)
    walks = [row for row in seen if "AS k," in row["sql"]]
    assert len(walks) == (1 if not filters or not first.total_is_exact else len(walks))
    for row in walks:
        steps = plan(row)
        assert not any(sort in steps for sort in SORTS), steps
        assert not any(scan in steps for scan in SCANS), steps


def test_wide_filters_walk_along_an_index_too(many, monkeypatch):
    # With a bound of a hundred candidates, fifteen hundred cards are as many as a million with a thousand.
    monkeypatch.setattr(index, "BOUND", 100)
    everything = {"theme": ["t1", "t2"], "country": ["C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10"]}
    expected = sorted(
        Card.objects.filter(tags__facet="theme", tags__code__in=everything["theme"])
        .filter(pk__in=Card.objects.filter(tags__facet="country", tags__code__in=everything["country"]))
        .values_list("sort", "pk")
        .distinct()
    )
    seen, after = [], None
    while True:
        with statements() as run:
            found = queries.find(kind="tale", filters=everything, after=after, size=40)
        assert not found.total_is_exact
        walk = next(row for row in run if "AS k," in row["sql"])
        steps = plan(walk)
        assert not any(sort in steps for sort in SORTS), steps
        seen += [entry.card for entry in found.entries]
        after = found.next_cursor
        if not after:
            break
    assert seen == [pk for _, pk in expected]


def test_common_words_are_bounded_and_say_so(many):
    found = queries.find(words="epargne", size=10)
    assert (found.total >= 1000, found.total_is_exact) == (True, False)
    assert found.entries[0].title == "Épargne 1500"
    named = queries.find(words="epargne 7")
    assert [entry.title for entry in named.entries] == ["Épargne 7"]


def test_statements_of_a_list_do_not_grow(many):
    def run(**question):
        with statements() as seen:
            queries.find(language="fr", **question)
        return len(seen)

    # The vocabularies are read by the first question that needs them, and kept.
    run(kind="tale")
    run(words="epargne")
    assert run(kind="tale") == 3
    assert run(kind="tale", filters={"theme": ["t1"]}) == 3
    assert run(words="epargne") == 2
