"""The desk: what waits for a member, and what for somebody with a role."""

import pytest
from django.utils import timezone

from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in, statements
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
