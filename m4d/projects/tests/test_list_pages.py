"""The list of projects: how it is narrowed and ordered, and what of it is kept."""

import re
from datetime import date

import pytest
from bs4 import BeautifulSoup

from m4d.catalogue.models import registry
from m4d.core.pages.versions import counters, slots_of
from m4d.core.testing import assert_flat, signed_in, statements
from m4d.people.factories import make_organization
from m4d.places import queries as places
from m4d.projects.factories import make_project
from m4d.projects.models import (
    Participation,
)

from .conftest import address, words

pytestmark = pytest.mark.django_db


def test_lists_of_one_country_or_theme_are_kept_until_a_project_changes(
    client, senegal, keeping, django_capture_on_commit_callbacks
):
    make_project(title="Wells")
    page = address("project_list")
    for question in ("", "?country=SN", "?theme=remittances"):
        assert "Wells" in words(client.get(page + question))
        counters().raise_(slots_of(["every-page"]))
        with statements() as seen:
            assert "Wells" in words(client.get(page + question))
        assert not seen.captured_queries, question
    with django_capture_on_commit_callbacks(execute=True):
        make_project(title="Later wells")
    for question in ("", "?country=SN", "?theme=remittances"):
        assert "Later wells" in words(client.get(page + question))


@pytest.mark.parametrize(
    "question",
    ["country=ZZ", "theme=none", "country=SN&country=FR", "country=SN&q=wells", "q=SN", "country=SN&after=x"],
)
def test_other_questions_are_not_kept(client, senegal, keeping, question):
    client.get(address("project_list") + "?" + question)
    assert not [key for key in places.parts.held if key[-1] == "listing"]


def test_project_list_is_flat(client, officer):
    signed_in(client, officer)

    def add(number):
        for _one in range(number):
            make_project(partners=[(make_organization(f"Partner {Participation.objects.count()}"), "here")])

    assert_flat(lambda: client.get(address("project_list")), add, ceiling=12)


def test_project_list_narrows_by_theme_country_phase_goal_and_year(client, starter):
    def count(query):
        return re.search(r"(\d+) results?", words(client.get(address("project_list") + query)))[1]

    starter()
    assert count("") == "49"
    assert count("?phase=jmdi-2") == "13"
    assert count("?country=MA") == "10"
    assert count("?theme=remittances&country=SN") == "1"
    assert count("?year=2015") == "4"
    assert count("?gcm=20&phase=jmdi-1") == "6"
    assert count("?q=kedougou+louga") in ("1", "2", "3")


def test_project_list_says_in_which_order_it_stands_and_keeps_it_from_page_to_page(client, monkeypatch):
    monkeypatch.setattr("m4d.catalogue.queries.pages.listing.__kwdefaults__", {"kind": "", "size": 2, "order": None})
    for title, start in (("Apples", None), ("Boats", "2009-01-01"), ("Choirs", "2015-06-01")):
        make_project(title=title, start_on=date.fromisoformat(start) if start else None)

    def seen(query):
        page = BeautifulSoup(client.get(address("project_list") + query).content, "html.parser")
        onward = page.select_one('a[rel="next"]')
        shown = [link.get_text() for link in page.select(".entries h3 a")]
        return page.select_one("#results strong").get_text(), shown, onward and onward["href"].partition("?")[2]

    assert seen("")[:2] == ("By title", ["Apples", "Boats"])
    order, shown, onward = seen("?order=newest")
    assert (order, shown) == ("Latest start first", ["Choirs", "Boats"])
    # Where no source gives a start, the project comes last.
    assert seen(f"?{onward}") == ("Latest start first", ["Apples"], None)
    assert seen("?q=savings")[0] == "Best match"
    assert seen("?q=save&order=newest&theme=remittances")[0] == "Latest start first"
    page = client.get(address("project_list") + "?q=save&order=newest&theme=remittances").content.decode()
    assert '<input type="hidden" name="order" value="newest">' in page
    assert seen("?order=sideways")[0] == "By title"


@pytest.mark.parametrize(
    "query", ["?q=%22", "?q=*", "?q=NEAR(", "?q=" + "x" * 10000, "?theme=%00", "?after=%00&country=zz"]
)
def test_project_list_survives_any_question(client, query):
    make_project()
    assert client.get(address("project_list") + query).status_code == 200


def test_project_list_in_arabic(client, starter):
    starter("JMDI1-022")
    html = client.get(address("project_list", language="ar")).content.decode()
    assert 'dir="rtl"' in html and "المغرب" in html


def test_projects_and_corridors_have_drawings_of_their_own():
    assert (registry.kinds["project"].icon, registry.kinds["corridor"].icon) == ("flag", "corridor")
