"""How corridors and territories are found: by every name of theirs, the thing itself first, and no names as a text."""

import pytest

from m4d.catalogue import actions as catalogue
from m4d.catalogue import queries as found
from m4d.core.testing import statements
from m4d.places.cards import CORRIDOR
from m4d.places.choices import TerritoryKind
from m4d.places.factories import make_corridor, make_country, make_statement, make_territory
from m4d.places.models import Corridor

pytestmark = pytest.mark.django_db


@pytest.fixture
def naga():
    """Naga to Turin, which is Torino in Italian and Turín in Spanish."""
    turin = make_territory("Turin", country="FR", names={"en": "Turin", "es": "Turín"})
    turin.other_names = [["Torino", "it", "current"], ["Augusta Taurinorum", "", "former"]]
    turin.save()
    corridor = make_corridor(make_territory("Naga", country="PH"), turin)
    make_statement(corridor, "A cooperative of savings in Turin sends money home.", language="en")
    catalogue.put(corridor)
    return corridor


@pytest.mark.parametrize("typed", ["Torino", "Naga Torino", "naga turín", "taurinorum naga", "Naga Turin"])
def test_a_corridor_is_found_by_every_name_of_its_ends(naga, typed):
    answer = found.find(words=typed, kind="corridor", language="fr")
    assert [entry.object_id for entry in answer.entries] == [str(naga.pk)]
    assert not answer.has_some_words_only


def test_the_text_of_a_corridor_that_is_shown_holds_no_names_but_its_own(naga):
    (entry,) = found.find(words="savings cooperative", kind="corridor", language="fr").entries
    (why,) = entry.why
    assert (why.where, why.language) == ("text", "en")
    shown = "A <mark>cooperative</mark> of <mark>savings</mark> in Turin sends money home."
    assert why.html == shown
    (entry,) = found.find(words="Torino", kind="corridor", language="fr").entries
    (why,) = entry.why
    assert (why.where, why.html) == ("name", "<mark>Torino</mark>")


def test_a_territory_is_offered_before_its_corridors():
    senegal = make_country("SN")
    town = make_territory("Sen", country="TN", kind=TerritoryKind.PLACE)
    corridor = make_corridor(senegal, make_country("FR"))
    for thing in (senegal, town, corridor, corridor.destination):
        catalogue.put(thing)
    for typed, first in (("se", "Sénégal"), ("sene", "Sénégal"), ("fra", "France"), ("sen", "Sen")):
        assert found.suggest(typed, None, "fr")[0].title == first, typed
    assert "Sénégal → France" in [entry.title for entry in found.suggest("sene", None, "fr")]


def test_corridors_are_described_anew_without_a_statement_for_each(naga):
    def renewed():
        numbers = list(Corridor.objects.values_list("pk", flat=True))
        with statements() as seen:
            things = list(CORRIDOR.things().filter(pk__in=numbers))
            for one in things:
                CORRIDOR.describe(one)
        return len(seen)

    before = renewed()
    for name in ("Isère", "Dakar", "Kayes"):
        make_corridor(make_territory(name), naga.destination)
    assert renewed() == before


def test_territories_are_listed_by_the_name_that_the_reader_reads():
    for name, french in (("Germany", "Allemagne"), ("France", "France"), ("Ecuador", "Équateur")):
        catalogue.put(make_territory(name, names={"fr": french, "en": name}))
    for language, expected in (
        ("en", ["Ecuador", "France", "Germany"]),
        ("fr", ["Allemagne", "Équateur", "France"]),
    ):
        entries = found.find(kind="territory", language=language).entries
        assert [entry.title for entry in entries] == expected
