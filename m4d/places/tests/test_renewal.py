"""A new name of a region comes to the cards of what lies in it."""

import pytest

from m4d.accounts.factories import make_person
from m4d.catalogue import actions as catalogue
from m4d.catalogue import queries as found
from m4d.jobs import actions as jobs
from m4d.places import actions
from m4d.places.actions import curate
from m4d.places.factories import make_corridor, make_territory

pytestmark = pytest.mark.django_db


def cards(kind: str) -> str:
    return " ".join(str(entry.html) for entry in found.find(kind=kind, language="en").entries)


@pytest.mark.parametrize("at_once", [1, 500])
def test_a_renamed_region_comes_to_the_cards_of_what_lies_in_it(monkeypatch, at_once):
    monkeypatch.setattr(curate, "BELOW_AT_ONCE", at_once)
    officer = make_person("Amina Diallo", roles=["programme"])
    kedougou, dakar = make_territory("Kédougou"), make_territory("Dakar")
    saraya = make_territory("Saraya", parent=kedougou, kind="admin2", population=200_000)
    town = make_territory("Khossanto", parent=saraya, kind="place", population=150_000)
    hamlet = make_territory("Mamakhono", parent=saraya, kind="place", population=90)
    pikine = make_territory("Pikine", parent=dakar, kind="place", population=900_000)
    catalogue.put_many("territory", [saraya, town, pikine])
    corridor = make_corridor(town, pikine)
    catalogue.put(corridor)
    assert cards("territory").count("Kédougou, Senegal") == 2
    actions.choose_name(kedougou, by=officer, language="en", name="Kedugu", reason="Decree")
    jobs.work_off()
    assert cards("territory").count("Kedugu, Senegal") == 2
    assert "Kédougou, Senegal" not in cards("territory")
    assert "Dakar, Senegal" in cards("territory")
    # What is too small for the index of the whole site does not come into it.
    assert hamlet.name not in cards("territory")
    assert [row.path for row in found.find("corridor", words="Kedugu", language="en").entries] == [
        f"corridors/{corridor.slug}/"
    ]
