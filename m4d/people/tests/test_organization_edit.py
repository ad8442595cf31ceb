"""How a page of an organization is begun, and what admins see before they change a part of it."""

import pytest
from bs4 import BeautifulSoup

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in
from m4d.people.factories import make_organization
from m4d.people.models import Organization
from m4d.people.queries import place_name
from m4d.vocabulary import queries as vocabulary

pytestmark = pytest.mark.django_db
ABOUT = "نعمل في <كيدوغو>."


def test_organization_edit_shows_what_stands_in_each_part_and_what_is_missing(client, kedougou):
    amina = make_person("Amina")
    town = make_organization(
        admin=amina, acronym="CK", about=ABOUT, language="ar", country="SN", territory=kedougou,
        kinds=["local-authority"], themes=["remittances", "rights"], website="https://kedougou.example/",
    )  # fmt: skip
    page = BeautifulSoup(signed_in(client, amina).get(f"/en/organizations/{town.slug}/edit/").content, "lxml")
    stated = {part.h2.text: {row.dt.text: row.dd for row in part.select("dl > div")} for part in page.select(".part")}
    said = {name: " ".join(value.text.split()) for part in stated.values() for name, value in part.items()}
    assert list(stated) == ["Name and kind", "Place and languages", "What it does", "Picture"]
    assert (said["Name"], said["Kind of organization"]) == ("Municipality of Kédougou", "Local authority")
    assert said["Place"] == place_name(kedougou, "SN", "en")
    assert said["Works on"] == ", ".join(vocabulary.names("theme", town.themes, "en"))
    assert said["Languages"] == said["Level"] == said["What the picture shows"] == "Nothing yet"
    about = stated["What it does"]["About the organization"]
    assert (about.span["lang"], about.span["dir"], about.span.text) == ("ar", "rtl", ABOUT)
    assert "Arabic" in about.text
    links = [link["href"] for link in page.select(".part header a")]
    assert links == [f"/en/organizations/{town.slug}/edit/{part}/" for part in ("name", "place", "about", "picture")]
    assert [client.get(link).status_code for link in links] == [200] * 4


@pytest.mark.parametrize("language", ["en", "ar"])
def test_organization_is_added_with_what_its_page_asks_for_and_nothing_else(client, kedougou, language):
    signed_in(client, make_person("Amina"))
    address = f"/{language}/organizations/new/"
    page = BeautifulSoup(client.get(address).content, "lxml").main
    asked = {field["name"] for field in page.select("input, select, textarea")} - {"csrfmiddlewaretoken"}
    known = {
        "name": "جمعية <كيدوغو>", "name_language": "ar", "kinds": ["hometown-association"], "country": "SN",
        "territory": "Kédougou", "about": "", "language": language,
    }  # fmt: skip
    assert set(known) <= asked
    refused = client.post(address, known | {"kinds": [], "name": "<b>x</b>"})
    assert (refused.status_code, Organization.objects.count()) == (422, 0)
    # Every answer that needs another look is named, so nothing is asked for that the page does not show.
    errors = BeautifulSoup(refused.content, "lxml").select(".error-summary li")
    assert [bool(error.a) for error in errors] == [True, True]
    response = client.post(address, known)
    organization = Organization.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/{language}/organizations/{organization.slug}/")
    assert (organization.name, organization.territory) == (known["name"], kedougou)


def test_kinds_of_people_are_no_kinds_of_organizations(client):
    signed_in(client, make_person("Amina"))
    page = BeautifulSoup(client.get("/en/organizations/new/").content, "lxml")
    offered = {box["value"] for box in page.select("input[name=kinds]")}
    assert "hometown-association" in offered
    assert not offered & {"expert", "migrant", "volunteer"}
    known = {"name": "We", "name_language": "en", "country": "SN", "language": "en"}
    assert client.post("/en/organizations/new/", known | {"kinds": ["migrant"]}).status_code == 422


def test_a_reason_that_one_answer_needs_is_not_called_optional(client):
    town = make_organization(admin=make_person("Amina"))
    signed_in(client, make_person("Vera Costa", roles=["verifier"]))
    page = BeautifulSoup(client.get(f"/en/organizations/{town.slug}/verification/").content, "lxml")
    assert page.select_one("label[for=id_reason]").get_text(strip=True) == "Reason"
    assert "Needed where you do not verify." in page.select_one("#id_reason_helptext").get_text()


@pytest.mark.parametrize(("language", "said"), [("en", "Picture: Ada Ba"), ("fr", "Image\u00a0: Ada Ba")])
def test_the_credit_of_a_picture_is_told_from_its_caption(client, language, said):
    town = make_organization()
    Organization.objects.filter(pk=town.pk).update(
        picture="organizations/town.webp", picture_alt="The market", picture_credit="Ada Ba"
    )
    page = BeautifulSoup(client.get(f"/{language}/organizations/{town.slug}/").content, "lxml")
    caption = page.select_one("figcaption")
    assert caption.get_text(" ", strip=True) == f"The market {said}"
    assert caption.span["lang"] == language
