"""The directory: who is found by whom, narrowed how, and which searches somebody keeps."""

import pytest
from django.contrib.auth.models import AnonymousUser

from m4d.accounts.factories import make_person
from m4d.catalogue import actions as catalogue
from m4d.catalogue import queries as catalogued
from m4d.core.testing import assert_flat, signed_in, statements
from m4d.people import actions
from m4d.people.factories import make_organization, make_profile
from m4d.people.models import SavedSearch
from m4d.places import actions as places
from m4d.places.models import Territory

from .conftest import words

pytestmark = pytest.mark.django_db


def test_person_list_shows_roles_to_visitors_and_names_to_members(client, kedougou):
    profile = make_profile("Amina Diallo", country="SN", territory=kedougou, languages=["fr"])
    visitors = client.get("/en/people/")
    assert "Migration desk officer" in words(visitors)
    assert "Kédougou, Senegal" in words(visitors)
    assert b"Amina" not in visitors.content
    members = signed_in(client, make_person("Lina")).get("/en/people/")
    assert "Amina Diallo" in words(members)
    assert f'href="/en/people/{profile.slug}/"' in members.content.decode()


def test_person_list_is_narrowed_by_facets_and_words(client):
    make_profile("Amina Diallo", headline="Officer", country="SN", themes=["rights"], languages=["fr"])
    make_profile("Jonas Weber", headline="Planner", country="FR", themes=["rights"], languages=["de"])
    assert "Planner" not in words(client.get("/en/people/?country=SN"))
    assert "Officer" in words(client.get("/en/people/?country=SN&theme=rights&language=fr"))
    assert "Nobody fits all of this yet." in words(client.get("/en/people/?country=SN&language=de"))
    assert "Planner" in words(client.get("/en/people/?q=planner"))
    assert "Planner" in words(client.get("/en/people/?country=SN&country=FR"))


def test_a_territory_narrows_both_lists_to_what_it_holds(client, kedougou, isere):
    town = Territory.objects.create(
        slug="bandafassi", kind="place", country="SN", code="geonames:1", parent=kedougou, name="Bandafassi",
        key="bandafassi",
    )  # fmt: skip
    for place in (kedougou, isere):
        catalogue.put(place)
    make_profile("Amina Diallo", headline="Officer", country="SN", territory=town)
    make_profile("Jonas Weber", headline="Planner", country="FR", territory=isere)
    make_organization("Town of Bandafassi", country="SN", territory=town)
    make_organization("Town of Grenoble", country="FR", territory=isere)
    counts = catalogued.counts_by_kind("territory", "kedougou", AnonymousUser())
    for path, kind, there, elsewhere in (
        ("/en/people/", "person", "Officer", "Planner"),
        ("/en/organizations/", "organization", "Town of Bandafassi", "Town of Grenoble"),
    ):
        answer = client.get(f"{path}?territory=kedougou")
        assert there in words(answer)
        assert elsewhere not in words(answer)
        assert answer.context["found"].total == counts[kind] == 1
        assert answer.context["chosen"] == [{"label": "Kédougou", "without": ""}]


def test_a_hidden_territory_is_offered_to_nobody(client, kedougou, isere, django_capture_on_commit_callbacks):
    make_profile("Amina Diallo", headline="Officer", country="SN", territory=kedougou)
    make_profile("Jonas Weber", headline="Planner", country="FR", territory=isere)

    def offered():
        (block,) = [one for one in client.get("/en/people/?territory=isere").context["found"].facets
                    if one.code == "territory"]  # fmt: skip
        return {choice.name for choice in [*block.choices, *block.rest]}

    assert offered() == {"Isère", "Kédougou"}
    with django_capture_on_commit_callbacks(execute=True):
        places.hide_territory(kedougou, by=make_person("Grace", roles=["programme"]), reason="A doubtful name.")
    assert offered() == {"Isère"}


def test_nobody_is_found_by_a_territory_that_they_do_not_show(client, kedougou):
    make_profile("Amina Diallo", headline="Officer", territory=kedougou, visibility={"place": "members"})
    make_profile("Rosa Quispe", headline="Baker", territory=kedougou, visibility={"place": "groups"})
    assert client.get("/en/people/?territory=kedougou").context["found"].total == 0
    assert catalogued.counts_by_kind("territory", "kedougou", AnonymousUser()) == {}
    lina = signed_in(client, make_person("Lina"))
    assert [entry.title for entry in lina.get("/en/people/?territory=kedougou").context["found"].entries] == [
        "Amina Diallo"
    ]


@pytest.mark.parametrize("path", ["/en/people/", "/en/organizations/"])
def test_directory_folds_its_filters_above_the_results(client, path):
    make_profile("Amina Diallo", country="SN", themes=["rights"])
    make_organization("Town of Kédougou", country="SN", themes=["rights"])
    html = client.get(f"{path}?q=k&country=SN&country=FR&theme=rights").content.decode()
    before, rest = html.split('<details class="fold">')
    folded, after = rest.split("</details>", 1)
    assert folded.startswith("<summary>Filters (3)</summary>")
    assert folded.count("<select") >= 2
    assert "<select" not in before + after
    assert 'id="people-q"' in before
    assert "<summary>Filters</summary>" in client.get(path).content.decode()


@pytest.mark.parametrize(
    "query", ["q=" + "x" * 10_000, "q=%22", "q=*", "q=NEAR(", "after=zzz", "theme=%00", "country=" + "Z" * 300]
)
def test_person_list_survives_any_query(client, query):
    make_profile("Amina Diallo")
    assert client.get(f"/ar/people/?{query}").status_code == 200


def test_person_list_is_flat(client):
    lina = signed_in(client, make_person("Lina"))

    def make(number):
        for _each in range(number):
            make_profile("Amina Diallo", country="SN", themes=["rights"], languages=["fr", "wo"])

    assert_flat(lambda: lina.get("/en/people/"), make, ceiling=10)


def test_public_person_list_costs_few_statements(client):
    for _each in range(3):
        make_profile("Amina Diallo", country="SN", themes=["rights"])
    client.get("/en/people/")
    with statements() as seen:
        client.get("/en/people/?language=")
    assert len(seen) <= 3


def test_saved_searches_are_kept_opened_and_deleted(client):
    lina = make_person("Lina")
    signed_in(client, lina)
    make_profile("Amina Diallo", themes=["rights"])
    assert "Save this search" in words(client.get("/en/people/?theme=rights"))
    page = client.get("/en/people/me/searches/new/?kind=person&query=theme%3Drights")
    assert "Rights of migrants" in words(page)
    client.post("/en/people/me/searches/new/", {"kind": "person", "query": "theme=rights", "name": "Rights"})
    search = SavedSearch.objects.get()
    assert (search.name, search.filters) == ("Rights", {"theme": ["rights"]})
    assert "Rights" in words(client.get("/en/people/me/searches/"))
    assert client.post(f"/en/people/me/searches/{search.pk}/look/").url == "/en/people/?theme=rights"
    signed_in(client, make_person("Jonas"))
    assert client.post(f"/en/people/me/searches/{search.pk}/deletion/").status_code == 404
    signed_in(client, lina)
    client.post(f"/en/people/me/searches/{search.pk}/deletion/")
    assert not SavedSearch.objects.exists()


def test_saved_search_list_is_flat(client):
    lina = make_person("Lina")
    signed_in(client, lina)

    def make(number):
        for _each in range(number):
            actions.save_search(by=lina, name="Rights", kind="person", filters={"theme": ["rights"]})

    assert_flat(lambda: client.get("/en/people/me/searches/"), make)
