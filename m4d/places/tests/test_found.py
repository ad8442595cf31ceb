"""How corridors and territories are found: by every name of theirs, the thing itself first, and no names as a text."""

import pytest
from django.utils import translation

from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.catalogue import actions as catalogue
from m4d.catalogue import queries as found
from m4d.catalogue.gateways import analysis
from m4d.core.testing import statements
from m4d.languages import actions as languages
from m4d.places import actions
from m4d.places import queries as places
from m4d.places.cards import CORRIDOR
from m4d.places.choices import End, Region, TerritoryKind
from m4d.places.factories import make_corridor, make_country, make_statement, make_territory
from m4d.places.forms import country_choices
from m4d.places.models import Corridor, Territory
from m4d.vocabulary import queries as vocabulary
from m4d.vocabulary.models import Term

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


def test_what_an_end_has_and_looks_for_is_found_in_every_language_it_was_written_in(naga):
    speaker = make_person("Amina", roles=[Role.PROGRAMME, Role.MODERATOR])
    actions.amend_end(
        naga, End.ORIGIN, by=speaker, language="fr", has="Un centre.", looks_for="Un formateur maraîcher."
    )
    (entry,) = found.find(words="formateur", language="fr").entries
    assert (entry.object_id, entry.why[0].where) == (str(naga.pk), "text")
    part = naga.parts.get()
    assert found.find(words="gardening").total == 0
    languages.add_human_version(part, "looks_for", "en", "A trainer in gardening.", by=speaker)
    assert [entry.object_id for entry in found.find(words="gardening").entries] == [str(naga.pk)]
    actions.amend_end(naga, End.ORIGIN, by=speaker, language="fr", has="Un centre.")
    assert found.find(words="formateur").total == 0
    Territory.objects.filter(pk=naga.origin_id).update(is_listed=False)
    catalogue.put(Corridor.objects.get(pk=naga.pk))
    assert found.find(words="centre").total == 0


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


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_countries_stand_in_one_order_wherever_they_are_listed(language):
    named = {
        "GN": ("Guinea", "Guinée", "Guinea", "غينيا"),
        "GW": ("Guinea-Bissau", "Guinée-Bissau", "Guinea-Bisáu", "غينيا بيساو"),
        "GQ": ("Equatorial Guinea", "Guinée équatoriale", "Guinea Ecuatorial", "غينيا الاستوائية"),
        "IS": ("Iceland", "Islande", "Islandia", "آيسلندا"),
        "SN": ("Senegal", "Sénégal", "Senegal", "السنغال"),
        "ES": ("Spain", "Espagne", "España", "إسبانيا"),
    }
    for code, said in named.items():
        names = dict(zip(("en", "fr", "es", "ar"), said, strict=True))
        Territory.objects.create(
            slug=code, code=code, country=code, kind=TerritoryKind.COUNTRY, name=said[0], names=names,
            key=code, region=Region.AFRICA,
        )  # fmt: skip
        Term.objects.update_or_create(scheme="country", code=code, defaults={"names": names})
    vocabulary.forget()
    places.forget()
    with translation.override(language):
        chosen = [name for _code, name in country_choices()]
        assert chosen == [name for code, name in vocabulary.choices("country") if code in named]
        groups = [[name for name, _country in held] for _region, held in places.country_groups(language)]
    for held in groups:
        assert held == [name for name in chosen if name in held]
    assert sorted(chosen, key=analysis.title_key) == chosen
