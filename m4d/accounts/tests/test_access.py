"""Who of the staff looked at whose data: one row for one look, readable by everybody whom it concerns."""

import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from m4d.accounts import actions, privacy, queries
from m4d.accounts.choices import MOST_CONCERNED, AccessPurpose, Role
from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessConcern, AccessLog, DataExport, Person
from m4d.core.testing import signed_in

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 22, 12, 10, tzinfo=UTC)
ROLES = "/en/settings/roles/"


@pytest.fixture
def noor():
    """The administrator."""
    return make_person("Noor Rahman", roles=[Role.ADMIN])


@pytest.fixture
def omar():
    """A moderator."""
    return make_person("Omar Moderator", roles=[Role.MODERATOR])


@pytest.fixture
def amina():
    """A member."""
    return make_person("Amina Diallo", email="amina@example.org")


def test_looking_again_within_the_hour_adds_only_who_is_new(noor, amina):
    jonas = make_person("Jonas Berg")
    for minutes, people in ((0, [amina]), (20, [amina, jonas, noor, None]), (49, [amina, jonas])):
        actions.log_access(by=noor, purpose=AccessPurpose.ROLES, about=people, at=NOON + timedelta(minutes=minutes))
    row = AccessLog.objects.get()
    assert (row.role, row.at, set(row.concerned.all())) == ("admin", NOON, {amina, jonas})
    actions.log_access(by=noor, purpose=AccessPurpose.ROLES, about=[amina], at=NOON + timedelta(minutes=50))
    actions.log_access(by=noor, purpose=AccessPurpose.ROLES, about=[amina], thing="another list", at=NOON)
    assert AccessLog.objects.count() == 3


def test_changes_are_kept_one_by_one_each_with_its_reason(noor, amina):
    for role in (Role.EDITOR, Role.TUTOR):
        actions.grant_role(amina, role, by=noor, reason=f"For {role}.", at=NOON)
    assert {row.reason for row in AccessLog.objects.all()} == {"For editor.", "For tutor."}


def test_looking_at_ones_own_data_is_not_kept(noor):
    actions.log_access(by=noor, purpose=AccessPurpose.ROLES, about=[noor, None])
    assert not AccessLog.objects.exists()


def test_members_read_role_and_purpose_and_the_name_only_where_it_may_be_known(client, noor, omar, amina):
    actions.log_access(by=noor, purpose=AccessPurpose.ROLES, about=[amina])
    actions.log_access(by=omar, purpose=AccessPurpose.REPORTED, about=[amina])
    page = signed_in(client, amina).get("/en/settings/data/").content.decode()
    for words in (
        "Administrator",
        "Noor Rahman",
        str(AccessPurpose.ROLES.label),
        "Moderator",
        str(AccessPurpose.REPORTED.label),
    ):
        assert words in page, words
    assert "Omar Moderator" not in page
    arabic = signed_in(Client(), amina).get("/ar/settings/data/").content.decode()
    for words in ("Administrator", str(AccessPurpose.ROLES.label), str(AccessPurpose.REPORTED.label)):
        assert words not in arabic, words


def test_the_copy_holds_who_looked_and_what_a_member_of_the_staff_looked_at(noor, omar, amina):
    actions.log_access(by=noor, purpose=AccessPurpose.ROLES, about=[amina], at=NOON)
    actions.log_access(by=omar, purpose=AccessPurpose.REPORTED, about=[amina], at=NOON)
    export = DataExport.objects.create(person=amina, requested_at=timezone.now())
    actions.make_export(export_id=export.pk)
    export.refresh_from_db()
    held = json.loads(zipfile.ZipFile(io.BytesIO(bytes(export.content))).read("data.json"))["rooms"]["accounts"]
    assert [(row["role"], row["by"]) for row in held["accesses"]] == [
        ("Moderator", ""),
        ("Administrator", "Noor Rahman"),
    ]
    assert [row["what"] for row in privacy.export(noor)["accesses_made"]] == ["roles"]
    assert "Amina" not in str(privacy.export(noor))


def test_what_is_taken_out_on_the_command_line_concerns_everybody_who_was_here(amina):
    actions.log_access_to_everything(purpose=AccessPurpose.EXPORT)
    actions.log_access_to_everything(purpose=AccessPurpose.BACKUP)
    later = make_person("Jonas Berg", created_at=timezone.now() + timedelta(seconds=1))
    assert {(row.role_name, row.by_name, row.purpose) for row in queries.accesses_about(amina)} == {
        ("Whoever runs the machine", "", "export"),
        ("Whoever runs the machine", "", "backup"),
    }
    assert queries.accesses_about(later) == []
    assert not AccessConcern.objects.exists()


def test_a_look_at_very_many_is_one_row_for_everybody(noor, amina):
    actions.log_access(by=noor, purpose=AccessPurpose.JOURNAL, about=range(10**6, 10**6 + MOST_CONCERNED + 1))
    row = AccessLog.objects.get()
    assert (row.everybody, row.by, row.role, row.concerned.count()) == (True, noor, "admin", 0)
    assert queries.accesses_about(amina) == [row]


def test_no_network_address_is_kept(client, noor, amina):
    amina.groups.create(name="choir")
    signed_in(client, noor).get(ROLES, REMOTE_ADDR="203.0.113.9")
    with connection.cursor() as cursor:
        for table in ("accounts_accesslog", "accounts_accessconcern"):
            cursor.execute(f"SELECT * FROM {table}")
            rows = cursor.fetchall()
            assert rows
            assert "203.0.113.9" not in str(rows)


def test_looks_go_after_one_year_by_the_clock_and_the_officer_sees_the_rule(client, noor, amina):
    now = timezone.now()
    for days in (366, 364):
        actions.log_access(by=noor, purpose=AccessPurpose.ROLES, about=[amina], at=now - timedelta(days=days))
    page = signed_in(client, noor).get("/en/settings/retention/").content.decode()
    assert "What is kept of who looked at whose data goes after one year." in page
    assert actions.remove_old_accesses() == 1
    assert [(now - row.at).days for row in AccessLog.objects.all()] == [364]
    assert AccessConcern.objects.count() == 1
    from m4d.accounts.clock import SCHEDULE

    assert "m4d.accounts.actions.remove_old_accesses" in {line.action for line in SCHEDULE}


def test_leaving_takes_the_looks_at_ones_data_and_leaves_those_at_others(noor, amina):
    jonas = make_person("Jonas Berg")
    actions.log_access(by=noor, purpose=AccessPurpose.ROLES, about=[amina, jonas])
    actions.log_access(by=noor, purpose=AccessPurpose.ROLE, about=[amina], kind="changed", reason="Amina asked.")
    actions.erase_person(amina, by=amina, at=timezone.now())
    assert [set(row.concerned.all()) for row in AccessLog.objects.all()] == [{jonas}]


def test_the_page_of_roles_keeps_whom_it_showed(client, noor, amina):
    editor = make_person("Grace Otieno", roles=[Role.EDITOR])
    signed_in(client, noor).get(ROLES)
    row = AccessLog.objects.get()
    assert (row.by, row.purpose, set(row.concerned.all())) == (noor, "roles", {editor})


def test_whose_address_was_looked_up_is_kept_too(client, noor, amina):
    signed_in(client, noor).post(f"{ROLES}change/", {"email": amina.email, "role": "editor", "reason": ""})
    assert [*AccessLog.objects.get(purpose="roles").concerned.all()] == [amina]


def test_a_moderator_lets_new_accounts_in_and_sees_no_list_of_roles(client, omar, noor):
    new = make_person("New One", awaits_approval=True)
    page = signed_in(client, omar).get(ROLES).content.decode()
    assert ("New One" in page, "Noor Rahman" in page) == (True, False)
    client.post(f"/en/settings/approvals/{new.pk}/")
    assert not Person.objects.get(pk=new.pk).awaits_approval
    kinds = {(row.kind, row.purpose, row.role) for row in queries.accesses_about(new)}
    assert kinds == {("looked", "roles", "moderator"), ("changed", "approval", "moderator")}
