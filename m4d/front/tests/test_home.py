"""The home page for visitors: true counts, real corridors, kept as bytes."""

import pytest

from m4d.catalogue import actions as catalogue
from m4d.catalogue.models import registry
from m4d.core.testing import statements
from m4d.front import queries
from m4d.projects.factories import make_project

pytestmark = pytest.mark.django_db


def anywhere(latitude, longitude):
    """A map without an edge."""
    return True


HEADINGS = {
    "en": ("ltr", "People move. Places stay connected."),
    "fr": ("ltr", "Les gens partent. Les lieux restent liés."),
    "es": ("ltr", "La gente se mueve. Los lugares siguen unidos."),
    "ar": ("rtl", "الناس يرحلون، والأماكن تبقى متصلة."),
}


def test_home_speaks_each_language(client, starter):
    for language, (direction, heading) in HEADINGS.items():
        response = client.get(f"/{language}/")
        html = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{language}" dir="{direction}"' in html
        assert html.count("<h1") == 1
        assert f">{heading}</h1>" in html
        assert not response.cookies
        assert "csrfmiddlewaretoken" not in html
        assert "What do people need who come back?" not in html, "a question without an answer is not asked"


def test_home_without_any_content_still_leads_somewhere(client, db):
    html = client.get("/en/").content.decode()
    assert "No corridor has been opened yet." in html
    assert 'href="/en/territories/"' in html


def test_home_in_a_missing_language_says_which_language_its_words_are_in(client, home):
    html = client.get("/ar/").content.decode()
    assert '<h1 id="home-heading" lang="en" dir="ltr">People move.</h1>' in html


def test_home_counts_what_is_in_the_catalogue(client, home, corridor):
    before = queries.what_is_here()["kinds"].get("corridor", 0)
    catalogue.put(corridor)
    assert queries.what_is_here()["kinds"]["corridor"] == before + 1
    html = client.get("/en/").content.decode()
    assert f'<p class="when">{before + 1}</p><div><h3><a href="/en/corridors/">' in html
    assert str(registry.kinds["corridor"].plural) in html


def test_home_draws_the_corridor_in_the_readers_language(client, home, corridor):
    html = client.get("/fr/").content.decode()
    assert 'href="/fr/corridors/loja--spain/"' in html
    assert ">Espagne</text>" in html
    assert '<path class="arc l1"' in html
    arabic = client.get("/ar/").content.decode()
    assert "لوخا" in arabic
    assert '<bdi lang="en">Spain</bdi>' in arabic


def test_light_pages_carry_no_map(client, home, corridor):
    client.cookies["m4d_light"] = "1"
    html = client.get("/en/").content.decode()
    assert '<svg class="weave"' not in html
    assert 'href="/en/corridors/loja--spain/"' in html


def test_corridors_on_the_map_are_spread_and_never_two_from_one_country(corridor):
    from m4d.front.tests.conftest import territory
    from m4d.places.models import Corridor

    spain = corridor.destination
    for number in range(4):
        place = territory(f"quito-{number}", f"Quito {number}", "EC", (-0.2, -78.5 + number))
        Corridor.objects.create(
            slug=f"quito-{number}", origin=place, destination=spain, direction=corridor.direction,
            origin_country="EC", destination_country="ES", key=f"q{number}", opened_at=corridor.opened_at,
        )  # fmt: skip
    countries = [one.corridor.origin_country for one in queries.corridors_to_open("en", anywhere)]
    assert countries == ["EC"]


def test_the_map_shows_other_evidence_beside_corridors_with_projects(corridor):
    from m4d.front.tests.conftest import territory
    from m4d.places.models import Corridor

    places = [("dakar", "SN", (14.7, -17.4)), ("tunis", "TN", (36.8, 10.2)), ("manila", "PH", (14.6, 121.0))]
    for number, (slug, country, point) in enumerate(places):
        place = territory(slug, slug.title(), country, point)
        Corridor.objects.create(
            slug=slug, origin=place, destination=corridor.destination, direction=corridor.direction, level=2 + number,
            statement_count=3, origin_country=country, destination_country="ES", key=slug,
            opened_at=corridor.opened_at,
        )  # fmt: skip
    featured = queries.corridors_to_open("en", anywhere)
    # The corridor with a project is reported only; the others are observed, evaluated and confirmed.
    assert [one.corridor.level for one in featured] == [4, 3, 2, 1]
    assert [one.corridor.slug for one in featured] == ["manila", "tunis", "dakar", corridor.slug]
    near = queries.corridors_to_open("en", lambda latitude, longitude: longitude < 100)
    assert [one.corridor.slug for one in near] == ["tunis", "dakar", corridor.slug]


def test_corridors_with_projects_or_written_ends_come_first_then_evidence_then_people(corridor):
    from m4d.front.tests.conftest import territory
    from m4d.places.models import Corridor, CorridorEnd

    spain = corridor.destination
    places = [
        ("belarus", "BY", 53, 27, 2, 1_098),
        ("morocco", "MA", 32, -6, 2, 700_000),
        ("manila", "PH", 14, 121, 1, 0),
    ]
    for slug, country, north, east, level, people in places:
        made = Corridor.objects.create(
            slug=slug, origin=territory(slug, slug.title(), country, (north, east)), destination=spain,
            direction=corridor.direction, level=level, statement_count=1, origin_country=country,
            destination_country="ES", key=slug, opened_at=corridor.opened_at, sheet={"stock": {"2019": people}},
        )  # fmt: skip
    make_project("Wells of Loja").corridors.add(corridor)
    CorridorEnd.objects.create(corridor=made, end="origin", amended_at=corridor.opened_at)
    featured = [one.corridor.slug for one in queries.corridors_to_open("en", anywhere)]
    assert featured == [corridor.slug, "manila", "morocco", "belarus"]


def test_home_tells_the_projects_of_the_initiative_from_those_on_the_site(client, starter):
    html = client.get("/en/").content.decode()
    assert "Joint Migration and Development Initiative first funded 51 projects" in html
    assert "51 strokes, one for each project of that phase. 0 of them are described on this site." in html
    catalogue.put(make_project(phase="1"))
    assert "Described on this site: what was tried" in client.get("/en/").content.decode()


def test_home_costs_the_same_with_many_corridors(client, home, corridor):
    from m4d.core.pages import store
    from m4d.front.tests.conftest import territory
    from m4d.places.models import Corridor

    def cost():
        store.store.clear()
        with statements() as seen:
            assert client.get("/en/").status_code == 200
        return len(seen)

    cost()
    few = cost()
    for number in range(12):
        place = territory(f"t{number}", f"T{number}", f"A{chr(65 + number)}", (number, number * 7))
        Corridor.objects.create(
            slug=f"c{number}", origin=place, destination=corridor.destination, direction=corridor.direction,
            origin_country=place.country, destination_country="ES", key=f"c{number}", opened_at=corridor.opened_at,
        )  # fmt: skip
    assert cost() == few
    assert few <= 9


def test_a_kept_home_page_costs_nothing_and_is_renewed_when_an_editor_publishes(
    client, home, settings, django_capture_on_commit_callbacks
):
    settings.PAGES_KEPT = True
    from m4d.core.pages import store

    store.store.clear()
    client.get("/en/")
    with statements() as seen:
        client.get("/en/")
    assert len(seen) == 0
    home["en"].heading = "People move on."
    with django_capture_on_commit_callbacks(execute=True):
        home["en"].save_revision().publish()
    assert "People move on." in client.get("/en/").content.decode()
    store.store.clear()


def test_the_starter_is_loaded_once(starter):
    from m4d.front import actions
    from m4d.front.models import HomePage, Menu, StandardPage

    page = StandardPage.objects.get(slug="about", locale__language_code="fr")
    page.title = "Le mot d’une rédactrice"
    page.save_revision().publish()
    actions.load_starter()
    assert (HomePage.objects.count(), StandardPage.objects.count(), Menu.objects.count()) == (4, 16, 2)
    assert StandardPage.objects.get(pk=page.pk).title == "Le mot d’une rédactrice"
    assert StandardPage.objects.filter(slug="about").values("translation_key").distinct().count() == 1


def test_starter_blocks_can_be_translated(starter):
    """Blocks without an identity would be left out by the translation of pages without a word."""
    from m4d.front.models import HomePage

    page = HomePage.objects.get(locale__language_code="en")
    assert all(block.id for block in page.questions)
    assert [block.value["theme"] for block in page.questions] == [
        "local-governance",
        "remittances",
        "communities",
        "return",
        "rights",
        "capacities",
    ]
