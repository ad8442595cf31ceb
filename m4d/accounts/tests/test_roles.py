"""Roles are given and taken back by administrators, with a reason that the member can read."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.utils import timezone

from m4d.accounts import actions, queries
from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessLog, Person
from m4d.core.testing import assert_flat, signed_in
from m4d.core.verdicts import Refusal

pytestmark = pytest.mark.django_db

ROLES = "/en/settings/roles/"


@pytest.fixture
def noor():
    """The administrator."""
    return make_person("Noor Rahman", roles=[Role.ADMIN])


@pytest.fixture
def amina():
    """A member."""
    return make_person("Amina Diallo", email="amina@example.org")


def test_a_role_brings_its_group_is_told_and_is_kept_in_the_log(noor, amina, journal):
    actions.grant_role(amina, Role.EDITOR, by=noor, reason="She writes the news.", at=timezone.now())
    amina.refresh_from_db()
    assert amina.roles == ["editor"]
    assert [group.name for group in amina.groups.all()] == ["editor"]
    assert list(Person.objects.with_role(Role.EDITOR)) == [amina]
    ((verb, said),) = journal
    assert (verb, said["by"], said["concerns"], said["tell"]) == ("accounts.role_granted", noor, amina, [amina])
    assert said["data"] == {"role": "editor", "reason": "She writes the news."}
    row = AccessLog.objects.get()
    assert (row.by, row.role, [*row.concerned.all()], row.kind) == (noor, "admin", [amina], "changed")


def test_a_role_is_taken_back_with_its_group(noor):
    ngozi = make_person("Ngozi Eze", roles=[Role.MODERATOR, Role.EDITOR])
    actions.withdraw_role(ngozi, Role.MODERATOR, by=noor, reason="Her term is over.", at=timezone.now())
    ngozi.refresh_from_db()
    assert ngozi.roles == ["editor"]
    assert [group.name for group in ngozi.groups.all()] == ["editor"]


def test_roles_follow_groups_that_somebody_edits_on_the_staff_side(noor, amina):
    editors, tutors = (Group.objects.get_or_create(name=name)[0] for name in ("editor", "tutor"))
    amina.groups.set([editors, Group.objects.create(name="choir")])
    tutors.user_set.add(amina)
    amina.refresh_from_db()
    assert amina.roles == ["editor", "tutor"]
    amina.groups.remove(editors)
    tutors.user_set.clear()
    noor.groups.clear()
    for person in (amina, noor):
        person.refresh_from_db()
        assert (person.roles, person.has_role(Role.ADMIN)) == ([], False)
    assert not queries.number_of_admins()


def test_a_member_cannot_make_herself_an_administrator(client, amina):
    with pytest.raises(Refusal):
        actions.grant_role(amina, Role.ADMIN, by=amina, reason="Because.", at=timezone.now())
    signed_in(client, amina)
    assert client.get(ROLES).status_code == 404
    answer = client.post(f"{ROLES}change/", {"email": amina.email, "role": "admin", "reason": "Because.", "grant": ""})
    assert answer.status_code == 404
    amina.refresh_from_db()
    assert amina.roles == []


def test_a_member_does_not_learn_here_which_address_has_an_account(client, noor, amina):
    signed_in(client, amina)
    asked = {"role": "editor", "reason": "Because.", "grant": ""}
    known = client.post(f"{ROLES}change/", {**asked, "email": noor.email})
    unknown = client.post(f"{ROLES}change/", {**asked, "email": "nobody@example.org"})
    assert (known.status_code, unknown.status_code) == (404, 404)


def test_the_page_gives_and_takes_back_a_role(client, noor, amina):
    signed_in(client, noor)
    given = {"email": "Amina@example.org", "role": "editor", "reason": "She writes the news."}
    assert client.post(f"{ROLES}change/", {**given, "grant": ""})["Location"] == ROLES
    assert "Amina Diallo" in client.get(ROLES).content.decode()
    assert client.post(f"{ROLES}change/", {**given, "withdraw": ""})["Location"] == ROLES
    amina.refresh_from_db()
    assert amina.roles == []


def test_an_unknown_address_is_answered_with_what_to_do(client, noor):
    page = signed_in(client, noor).post(
        f"{ROLES}change/", {"email": "nobody@example.org", "role": "editor", "reason": "x", "grant": ""}
    )
    assert "Nobody here uses this address." in page.content.decode()
    assert 'value="nobody@example.org"' in page.content.decode()


def test_new_accounts_that_wait_stand_on_the_page(client, noor):
    new = make_person("New One", awaits_approval=True)
    assert "New One" in signed_in(client, noor).get(ROLES).content.decode()
    client.post(f"/en/settings/approvals/{new.pk}/")
    new.refresh_from_db()
    assert not new.awaits_approval


def test_the_list_of_roles_is_flat(client, noor):
    signed_in(client, noor)

    def more(number):
        for _ in range(number):
            make_person(roles=[Role.EDITOR, Role.TUTOR])
        # Keeping for the first time that somebody was seen costs statements of its own, the same for any number.
        client.get(ROLES)

    assert_flat(lambda: client.get(ROLES), more)


def test_an_address_in_the_list_of_roles_folds_after_its_signs_and_is_copied_whole(client, noor, amina):
    actions.grant_role(amina, Role.EDITOR, by=noor, reason="She writes the news.", at=timezone.now())
    page = BeautifulSoup(signed_in(client, noor).get(ROLES).content, "html.parser")
    cell = next(found for found in page.select("td bdi") if found.get_text() == "amina@example.org")
    assert [part.get_text() for part in cell.find_all(string=True)] == ["amina@", "example.", "org"]
    assert len(cell.find_all("wbr")) == 2
