"""The demo story: what its file of activities names and what its members opened are the same organizations."""

from collections import Counter

import pytest
from bs4 import BeautifulSoup

from m4d.accounts.factories import make_person
from m4d.people import actions as people
from m4d.people.demo import ORGANIZATIONS
from m4d.people.models import Organization
from m4d.projects import actions
from m4d.projects.demo import FILE
from m4d.projects.models import Participation

pytestmark = pytest.mark.django_db


def test_no_organization_of_the_demo_has_two_pages(client):
    opened = {
        code: people.open_organization(by=make_person(code), values=values | {"country": country})
        for code, (_admin, _place, country, values) in ORGANIZATIONS.items()
    }
    actions.import_iati(FILE, by=make_person("Programme", roles=["programme"]))
    twice = [
        name for name, number in Counter(Organization.objects.values_list("name", flat=True)).items() if number > 1
    ]
    assert twice == []
    association = opened["isere"]
    project = Participation.objects.filter(organization=association).get().project
    page = client.get(f"/en/organizations/{association.slug}/").content.decode()
    assert f'href="{project.get_absolute_url()}"' in page
    assert association.identifier in page
    partners = set(Participation.objects.values_list("organization", flat=True))
    assert {opened[code].pk for code in ("kedougou", "isere", "naga", "torino")} <= partners


@pytest.mark.parametrize(
    ("language", "shown", "labels"), [("fr", "fr", []), ("ar", "ar", []), ("es", "fr", ["Idioma del texto: Francés"])]
)
def test_titles_of_projects_on_the_page_of_a_partner_say_their_language(client, language, shown, labels):
    actions.import_iati(FILE, by=make_person("Programme", roles=["programme"]))
    partner = Organization.objects.get(identifier="FR-RNA-DEMO38")
    page = BeautifulSoup(client.get(f"/{language}/organizations/{partner.slug}/").content, "html.parser")
    listed = page.select_one("#people-projects").find_parent("section").select("li")
    assert [entry.h3.a["lang"] for entry in listed] == [shown]
    said = [entry.select_one("p.meta").get_text() for entry in listed]
    assert [text[text.index("Idioma") :] for text in said if "Idioma" in text] == labels
