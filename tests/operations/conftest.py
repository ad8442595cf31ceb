"""Houses for the tests of commands."""

import pytest
from django.db import connection

from .houses import POSTGRES, House

ENGINES = [
    "sqlite",
    pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason="DATABASE_URL names no PostgreSQL")),
]


@pytest.fixture
def make_house(tmp_path):
    """A function that makes houses; they are taken down after the test."""
    made = []

    def make(name, engine="sqlite", **more) -> House:
        house = House(tmp_path / name, postgres=engine == "postgres", **more)
        made.append(house)
        return house

    yield make
    for house in made:
        house.close()


@pytest.fixture(params=ENGINES)
def engine(request):
    return request.param


@pytest.fixture
def copied_house(make_house, db):
    """A whole house on PostgreSQL with the tables and words of the tests, for what several do at one moment."""
    # A database can be copied while nobody is connected to it.
    connection.close()
    template = connection.settings_dict["NAME"]
    return make_house("copied", "postgres", settings="m4d.config.settings", template=template)
