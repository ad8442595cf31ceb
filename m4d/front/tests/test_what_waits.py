"""The home of a member and their desk say the same about what waits for them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in, statements
from m4d.moderation import actions as moderation
from m4d.moderation.models import Case
from m4d.people import actions as people
from m4d.people.factories import join, make_organization, make_profile

pytestmark = pytest.mark.django_db
NOTHING = "nothing waits for you"


@pytest.fixture
def waiting(db):
    """Two reports, one of them overdue; an organization and a member who ask; whose organization it is."""
    amina, jonas = make_person("Amina"), make_person("Jonas")
    town, club = make_organization("Municipality", admin=amina), make_organization("Club")
    for thing in (town, club):
        moderation.flag(thing, by=jonas, reason="false")
    past = timezone.now() - timedelta(hours=3)
    Case.objects.filter(about_id=club.pk).update(opened_at=past - timedelta(days=2), due_at=past)
    people.ask_verification(town, by=amina, evidence="Register, page 2.")
    people.ask_to_join(town, by=jonas)
    return amina


def settled(name, **more):
    """Somebody who has nothing left to do for themself."""
    person = make_person(name, **more)
    make_profile(person=person)
    return person


@pytest.mark.parametrize(
    ("roles", "sentences"),
    [
        ([Role.MODERATOR], ["2 reports wait for a decision", "1 of them is overdue."]),
        ([Role.VERIFIER], ["1 organization asks to be verified"]),
        (
            [Role.MODERATOR, Role.VERIFIER, Role.PROGRAMME, Role.ADMIN],
            ["2 reports wait for a decision", "1 organization asks to be verified", "1 new account waits for you"],
        ),
    ],
)
def test_home_names_what_waits_on_the_desk(client, waiting, roles, sentences):
    make_person("New", awaits_approval=True)
    signed_in(client, settled("Omar", roles=roles)).get("/en/")
    with statements() as seen:
        home = client.get("/en/").content.decode()
    desk = client.get("/en/desk/").content.decode()
    for sentence in sentences:
        assert sentence in home
        assert sentence in desk
    assert NOTHING not in home
    assert "There is no news for you yet." in home
    assert len(seen) <= 16


def test_who_asks_to_be_listed_where_nobody_is_admin_waits_for_the_verifiers(client):
    vera, jonas = settled("Vera", roles=[Role.VERIFIER]), make_person("Jonas")
    people.ask_to_join(make_organization("Club"), by=jonas)
    people.ask_to_join(make_organization("Municipality", admin=make_person("Amina")), by=jonas)
    signed_in(client, vera)
    for address in ("/en/", "/en/desk/"):
        page = client.get(address).content.decode()
        assert "1 member waits to be confirmed in an organization without an admin" in page
        assert 'href="/en/people/verification/#people-claims"' in page


def test_home_tells_an_admin_of_an_organization_who_asks_to_be_listed(client, waiting):
    make_profile(person=waiting)
    home = signed_in(client, waiting).get("/en/").content.decode()
    assert "Somebody says they belong to Municipality" in home
    assert NOTHING not in home


def test_home_says_that_nothing_waits_only_where_it_is_so(client, waiting):
    other = settled("Lina")
    join(other, make_organization("Another"))
    home = signed_in(client, other).get("/en/").content.decode()
    assert "There is no news for you yet, and nothing waits for you." in home
    assert "What waits for you" not in home.split("<main")[1]


def test_appeals_wait_for_every_moderator_but_the_one_who_decided(client):
    omar, ngozi, lina = (
        settled("Omar", roles=[Role.MODERATOR]),
        settled("Ngozi", roles=[Role.MODERATOR]),
        settled("Lina"),
    )
    made = moderation.sanction(lina, by=omar, measure="reminder", rule="spam", text="Please.")
    moderation.appeal(made, by=lina, text="No.")
    assert "1 appeal waits for an answer" in signed_in(client, ngozi).get("/en/desk/").content.decode()
    assert "1 appeal waits for an answer" not in signed_in(client, omar).get("/en/desk/").content.decode()
