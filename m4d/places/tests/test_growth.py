"""With 50,000 territories and 200,000 figures every page still asks through an index, never a whole table."""

import re

import pytest
from django.db import connection
from django.db.models import Q

from m4d.places import queries
from m4d.places.choices import Series
from m4d.places.factories import make_country, make_territory
from m4d.places.models import Corridor, EvidenceStatement, Figure, Territory, TerritoryName

pytestmark = pytest.mark.django_db


def asked():
    """The statements behind the pages of this room, by what they are for."""
    country, place = make_country("SN"), make_territory("Kédougou")
    return {
        "a territory by its address": Territory.objects.listed().with_path().filter(slug="x"),
        "the divisions of a territory": place.children.listed(),
        "territories by name": Territory.objects.filter(key="kef"),
        "other names": TerritoryName.objects.filter(key="kef"),
        "territories beginning with": Territory.objects.filter(**queries.beginning("kef")),
        "other names beginning with": TerritoryName.objects.filter(**queries.beginning("kef")),
        "territories of a country": Territory.objects.filter(country="SN", kind="admin1").order_by("key"),
        "all countries": Territory.objects.countries(),
        "a page of a kind": Territory.objects.filter(kind="place").order_by("key", "id"),
        "a corridor by its address": Corridor.objects.with_ends().filter(slug="x"),
        "the corridor between two": Corridor.objects.filter(origin=place, destination=country),
        "corridors of a country": Corridor.objects.filter(Q(origin_country="SN") | Q(destination_country="SN")),
        "statements of a corridor": EvidenceStatement.objects.filter(corridor=1),
        "figures of a country": Figure.objects.filter(Q(origin=country.pk) | Q(destination=country.pk)),
        "figures of a pair": Figure.objects.filter(
            origin__in=[1, 2], destination__in=[1, 2], series__in=[Series.STOCK, Series.FLOW]
        ),
    }


def whole_tables(found) -> list[str]:
    """The tables of this room that a statement would read from end to end."""
    lines = found.explain().splitlines()
    return [line for line in lines if re.search(r"SCAN places_", line) and "INDEX" not in line]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL reads small tables whole, indexes or not")
def test_every_statement_has_its_index():
    assert whole_tables(Territory.objects.filter(name="no index on this")) != []
    assert {name: whole_tables(found) for name, found in asked().items() if whole_tables(found)} == {}
