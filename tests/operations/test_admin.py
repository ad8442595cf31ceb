"""`m4d admin`: the way to the first administrator, and what it refuses."""

from argparse import Namespace

import pytest

from m4d.accounts import queries as accounts
from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.config import command_line
from m4d.config.operations import Trouble, admin


def test_the_word_stands_in_the_help_with_its_address(capsys):
    options = command_line.parser().parse_args(["admin", "noor@example.org"])
    assert (options.email, options.name) == ("noor@example.org", "Administrator")
    with pytest.raises(SystemExit):
        command_line.main(["--help"])
    assert "    admin " in capsys.readouterr().out


@pytest.mark.django_db
def test_admin_makes_a_person_administrator_in_roles_and_groups(capsys):
    noor = make_person("Noor Rahman", email="noor@example.org")
    for _again in range(2):
        assert admin.run(Namespace(email=" Noor@Example.org", name="Administrator")) == 0
    noor.refresh_from_db()
    assert (noor.name, noor.roles, noor.is_staff, noor.is_superuser) == ("Noor Rahman", ["admin"], True, True)
    assert list(Person.objects.with_role("admin")) == list(accounts.holders_of_roles()) == [noor]
    assert accounts.number_of_admins() == 1
    assert [(row.role, row.purpose, row.kind) for row in accounts.accesses_about(noor)] == [
        ("operator", "role", "changed")
    ]
    assert capsys.readouterr().out == "noor@example.org is an administrator now.\n" * 2


@pytest.mark.django_db
def test_admin_makes_a_new_account_without_a_password_and_says_where_to_set_it(capsys):
    assert admin.run(Namespace(email="noor@example.org", name="Noor Rahman")) == 0
    noor = Person.objects.get(email="noor@example.org")
    assert (noor.name, noor.roles, noor.has_usable_password()) == ("Noor Rahman", ["admin"], False)
    assert noor.emailaddress_set.get().verified
    assert accounts.number_of_admins() == 1
    assert "/accounts/password/reset/" in capsys.readouterr().out


@pytest.mark.django_db
def test_admin_refuses_a_closed_account_and_what_is_no_address():
    make_person("Noor Rahman", email="noor@example.org", is_active=False)
    with pytest.raises(Trouble, match="This account is closed"):
        admin.run(Namespace(email="noor@example.org", name="Administrator"))
    with pytest.raises(Trouble, match="is not an e-mail address"):
        admin.run(Namespace(email="noor", name="Administrator"))
    assert accounts.number_of_admins() == 0
