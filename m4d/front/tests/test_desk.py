"""The desk: what waits for a member, and what for somebody with a role."""

import json

import pytest
from django.utils import timezone

from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in, statements
from m4d.front.actions.staff import settle_staff_rights
from m4d.people.factories import make_profile

pytestmark = pytest.mark.django_db


def test_desk_is_for_members(client, db):
    assert client.get("/en/desk/").status_code == 302


def test_desk_of_a_member_and_of_a_moderator(client, lina):
    html = signed_in(client, lina).get("/en/desk/").content.decode()
    assert "Tell people what you work on" in html
    assert "Because of your role" not in html
    amina = make_person("Amina", roles=[Role.MODERATOR, Role.FACILITATOR])
    make_person("New", awaits_approval=True)
    html = signed_in(client, amina).get("/en/desk/").content.decode()
    assert "1 new account waits for you" in html
    # Whoever cannot let accounts in is not sent to a page that is shut to them.
    claire = make_person("Claire", roles=[Role.FACILITATOR])
    assert "1 new account" not in signed_in(client, claire).get("/en/desk/").text


def test_desk_of_somebody_whom_nothing_awaits(client, lina):
    make_profile("Lina", person=lina, completed_at=timezone.now())
    signed_in(client, lina).get("/en/desk/")
    with statements() as seen:
        html = client.get("/en/desk/").content.decode()
    assert "Nothing waits for you." in html
    assert len(seen) <= 12


@pytest.mark.parametrize(("role", "leads"), [(Role.EDITOR, True), (Role.MODERATOR, True), (Role.TUTOR, False)])
def test_desk_leads_those_who_work_on_the_staff_side_there(client, role, leads):
    settle_staff_rights()
    signed_in(client, make_person("Grace", roles=[role]))
    assert ('href="/manage/"' in client.get("/ar/desk/").text) is leads
    assert (client.get("/manage/").status_code == 200) is leads


def test_the_menu_of_the_staff_side_speaks_each_readers_language(client):
    settle_staff_rights()
    for language, words in (("fr", ("Rapports", "Vérification")), ("ar", ("التقارير", "التحقق"))):
        person = make_person(f"Tesfaye {language}", roles=[Role.PROGRAMME], language=language)
        page = signed_in(client, person).get("/manage/").text
        assert [json.dumps(word)[1:-1] in page or word in page for word in words] == [True, True]
