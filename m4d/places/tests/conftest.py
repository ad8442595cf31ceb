"""The world of the page tests: Kédougou, Isère, and Amina who speaks for Kédougou."""

import pytest

from m4d.accounts.factories import make_person
from m4d.catalogue import actions as catalogue
from m4d.places import policies
from m4d.places.factories import (
    make_corridor,
    make_territory,
)


@pytest.fixture
def corridor():
    """Kédougou to Isère, on the index."""
    corridor = make_corridor(
        make_territory("Kédougou"), make_territory("Isère", country="FR", latitude=45, longitude=5)
    )
    catalogue.put(corridor)
    return corridor


@pytest.fixture
def amina(corridor):
    """Amina speaks for Kédougou."""
    person = make_person("Amina Diallo")
    with policies.speaking(lambda who: [corridor.origin_id] if who == person else []):
        yield person
