"""Who may, and with which sentence."""

import pytest

from m4d.accounts import policies
from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person

pytestmark = pytest.mark.django_db

ONLY_ADMIN = "Only an administrator can give or take back roles."
LAST_ADMIN = "Make somebody else an administrator first. One has to stay."


@pytest.fixture
def people():
    """An administrator, a moderator, the data protection officer, and two members."""
    return {
        "admin": make_person("Noor Rahman", roles=[Role.ADMIN]),
        "moderator": make_person("Ngozi Eze", roles=[Role.MODERATOR]),
        "guard": make_person("Anke Visser", roles=[Role.DATA_PROTECTION]),
        "amina": make_person("Amina Diallo"),
        "lina": make_person("Lina Torres"),
        "gone": make_person("Gone", is_active=False),
    }


@pytest.mark.parametrize(
    ("by", "about", "role", "reasons"),
    [
        ("admin", "amina", Role.EDITOR, ()),
        ("amina", "amina", Role.EDITOR, (ONLY_ADMIN,)),
        ("moderator", "amina", Role.EDITOR, (ONLY_ADMIN,)),
        ("guard", "amina", Role.EDITOR, (ONLY_ADMIN,)),
        ("admin", "moderator", Role.MODERATOR, ("This member already holds the role.",)),
        ("admin", "gone", Role.EDITOR, ("This account is closed, so it cannot hold a role.",)),
    ],
)
def test_who_may_give_a_role(people, by, about, role, reasons):
    assert policies.may_grant(people[by], people[about], role).reasons == reasons


@pytest.mark.parametrize(
    ("by", "about", "role", "admins", "reasons"),
    [
        ("admin", "moderator", Role.MODERATOR, 1, ()),
        ("moderator", "moderator", Role.MODERATOR, 1, (ONLY_ADMIN,)),
        ("admin", "amina", Role.EDITOR, 1, ("This member does not hold the role.",)),
        ("admin", "admin", Role.ADMIN, 1, (LAST_ADMIN,)),
        ("admin", "admin", Role.ADMIN, 2, ()),
    ],
)
def test_who_may_take_back_a_role(people, by, about, role, admins, reasons):
    assert policies.may_withdraw(people[by], people[about], role, admins=admins).reasons == reasons


@pytest.mark.parametrize(
    ("by", "about", "admins", "reasons"),
    [
        ("amina", "amina", 1, ()),
        ("lina", "amina", 1, ("Only the member can close this account.",)),
        ("moderator", "amina", 1, ("Only the member can close this account.",)),
        ("guard", "amina", 1, ()),
        ("admin", "amina", 1, ()),
        ("admin", "admin", 1, (LAST_ADMIN,)),
        ("admin", "admin", 2, ()),
    ],
)
def test_who_may_erase(people, by, about, admins, reasons):
    assert policies.may_erase(people[by], people[about], admins=admins).reasons == reasons


@pytest.mark.parametrize(("by", "allowed"), [("amina", True), ("lina", False), ("admin", False), ("guard", False)])
def test_a_copy_is_for_the_person_alone(people, by, allowed):
    assert bool(policies.may_export(people[by], people["amina"], waiting=False, kept=4)) is allowed
    assert not policies.may_export(people[by], people["amina"], waiting=False, kept=5)


@pytest.mark.parametrize(("by", "allowed"), [("amina", True), ("lina", False), ("admin", False)])
def test_settings_are_the_persons_own(people, by, allowed):
    assert bool(policies.may_change_settings(people[by], people["amina"])) is allowed


@pytest.mark.parametrize(("by", "allowed"), [("moderator", True), ("admin", True), ("amina", False), ("guard", False)])
def test_who_may_let_new_accounts_in(people, by, allowed):
    new = make_person("New One", awaits_approval=True)
    assert bool(policies.may_approve(people[by], new)) is allowed
