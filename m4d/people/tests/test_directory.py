"""The directory: who is found by whom, narrowed how, and which searches somebody keeps."""

import pytest

from m4d.accounts.factories import make_person
from m4d.core.testing import assert_flat, signed_in, statements
from m4d.people import actions
from m4d.people.factories import make_organization, make_profile
from m4d.people.models import SavedSearch

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
