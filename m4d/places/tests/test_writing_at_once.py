"""Two people write for the same end or territory at once: nobody overwrites the other silently."""

import re

import pytest
from bs4 import BeautifulSoup

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in
from m4d.languages import queries as languages
from m4d.places import actions, queries
from m4d.places.choices import End
from m4d.places.models import CorridorEnd

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme():
    return make_person("Grace Otieno", roles=["programme"])


def opened(client, address) -> dict:
    """What stands in the form of a page when somebody begins to write."""
    form = BeautifulSoup(client.get(address).content.decode(), "html.parser").select_one("main form, #main form")
    typed = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    typed |= {field["name"]: field.get_text().strip("\n") for field in form.select("textarea")}
    typed.pop("csrfmiddlewaretoken")
    return typed | {"language": "en"}


def shown(answer) -> list[list[str]]:
    """The table of both texts: field, what was typed, what is stored."""
    page = BeautifulSoup(answer.content.decode(), "html.parser")
    return [[cell.get_text().strip() for cell in row.select("th, td")] for row in page.select(".holds tbody tr")]


def version_of(answer) -> str:
    return re.search(r'name="version" value="([^"]*)"', answer.content.decode())[1]


def words_of_end(corridor):
    part = CorridorEnd.objects.get(corridor=corridor, end=End.ORIGIN)
    return {field: text.text for field, text in queries.originals_of(part, queries.PART_FIELDS).items()}


def test_an_end_shows_both_texts_when_another_person_wrote_meanwhile(client, corridor, amina, programme):
    address = f"/en/corridors/{corridor.slug}/ends/origin/"
    signed_in(client, amina)
    for before in ({}, {"has": "A training centre.", "about": "A region."}):
        actions.amend_end(corridor, End.ORIGIN, by=programme, language="en", **before)
        typed = opened(client, address) | {"has": "Two centres."}
        actions.amend_end(corridor, End.ORIGIN, by=programme, language="fr", about="Une région.", has="Un centre.")
        answer = client.post(address, typed)
        assert answer.status_code == 422
        assert "This was saved meanwhile in another window." in answer.content.decode()
        assert ["Has", "Two centres.", "Un centre."] in shown(answer)
        assert ["Language of the text", "English", "Français"] in shown(answer)
        assert words_of_end(corridor) == {"about": "Une région.", "has": "Un centre."}
        # The next save is made knowingly, and what was typed was kept.
        assert client.post(address, typed | {"version": version_of(answer)}).status_code == 303
        assert words_of_end(corridor)["has"] == "Two centres."


def test_of_two_first_texts_of_an_end_the_second_is_told(client, corridor, amina, programme):
    address = f"/en/corridors/{corridor.slug}/ends/origin/"
    typed = opened(signed_in(client, amina), address) | {"looks_for": "Buyers."}
    actions.amend_end(corridor, End.ORIGIN, by=programme, language="en", looks_for="Teachers.")
    answer = client.post(address, typed)
    assert (answer.status_code, shown(answer)) == (422, [["Looks for", "Buyers.", "Teachers."]])
    assert words_of_end(corridor) == {"looks_for": "Teachers."}


def test_what_the_other_end_wrote_meanwhile_disturbs_nobody(client, corridor, amina, programme):
    address = f"/en/corridors/{corridor.slug}/ends/origin/"
    typed = opened(signed_in(client, amina), address) | {"has": "A centre."}
    actions.amend_end(corridor, End.DESTINATION, by=programme, language="en", has="Families.")
    assert client.post(address, typed).status_code == 303
    assert words_of_end(corridor) == {"has": "A centre."}


def test_the_lead_text_shows_both_texts_when_another_person_wrote_meanwhile(client, corridor, amina, programme):
    kedougou = corridor.origin
    address = f"/en/territories/{kedougou.slug}/edit/"
    actions.amend_lead(kedougou, by=programme, language="en", text="Many leave.")
    typed = opened(signed_in(client, amina), address)
    assert typed["text"] == "Many leave."
    # A fact is not the text: it may be stated meanwhile.
    today = kedougou.__class__.objects.get(pk=kedougou.pk).amended_at.date()
    actions.state_fact(
        kedougou, by=programme, kind="other", text="x", language="en", source_title="Census", stated_on=today
    )
    assert client.post(address, typed | {"text": "Many leave and come back."}).status_code == 303
    stale = client.post(address, typed | {"text": "Few leave."})
    assert stale.status_code == 422
    assert shown(stale) == [["What the territory says of itself", "Few leave.", "Many leave and come back."]]
    assert languages.original_of(kedougou, "lead").text == "Many leave and come back."
    assert client.post(address, typed | {"text": "Few leave.", "version": version_of(stale)}).status_code == 303
    assert languages.original_of(kedougou, "lead").text == "Few leave."
