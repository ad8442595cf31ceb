"""Before somebody leaves a seat or an organization, a page says what goes with it; the last admin names another."""

import pytest
from bs4 import BeautifulSoup

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry, Notice
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.people import actions, policies
from m4d.people.choices import Verb
from m4d.people.factories import join, make_organization, make_seat
from m4d.people.models import Affiliation

from .conftest import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina():
    return make_person("Amina Diallo")


@pytest.fixture
def jonas():
    return make_person("Jonas Weber")


@pytest.fixture
def town(amina):
    return make_organization(admin=amina)


def way_on(client, address, label):
    """Where a link of a page leads."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return next(link["href"] for link in page.select("main a") if label in link.get_text())


def sent(client, address):
    """Sends the form of a page as it stands."""
    form = BeautifulSoup(client.get(address).content, "html.parser").select_one("main form[method=post]")
    return client.post(address, {field["name"]: field["value"] for field in form.select("input")})


def test_a_seat_is_left_after_a_page_that_says_what_ends(client, amina, town):
    seat = make_seat(town, holder=amina, verified=True)
    signed_in(client, amina)
    address = way_on(client, seat.get_absolute_url(), "Leave this seat")
    assert "A verifier has confirmed this mandate." in words(client.get(address))
    assert seat.holdings.get().is_open
    assert sent(client, address).status_code == 303
    assert not seat.holdings.get().is_open
    assert client.get(address).status_code == 302
    make_seat(town, holder=amina)
    assert signed_in(client, make_person("Lina")).get(f"/en/seats/{seat.pk + 1}/ending/").status_code == 403


def test_an_organization_is_left_after_a_page_that_names_the_seats_that_end(client, amina, jonas, town):
    join(jonas, town)
    seat = make_seat(town, holder=jonas, verified=True)
    address = way_on(signed_in(client, jonas), town.get_absolute_url(), "Leave this organization")
    page = words(client.get(address))
    assert ("Seats that end with it" in page, "Migration desk Verified" in page) == (True, True)
    assert Affiliation.objects.confirmed().filter(person=jonas).exists()
    assert sent(client, address).status_code == 303
    assert not Affiliation.objects.confirmed().filter(person=jonas).exists()
    assert not seat.holdings.get().is_open


def test_the_last_admin_names_another_before_they_leave(client, amina, jonas, town):
    own, other = Affiliation.objects.get(), join(jonas, town)
    sentence = "You are the only admin here. Make another member an admin first"
    with pytest.raises(Refusal, match=sentence):
        actions.end_affiliation(own, by=amina)
    signed_in(client, amina)
    address = f"/en/organizations/{town.slug}/members/{own.pk}/ending/"
    page = client.get(address)
    assert (sentence in words(page), b'<button class="button">' in page.content.split(b"<main")[1]) == (True, False)
    assert client.post(f"/en/organizations/{town.slug}/members/{other.pk}/admin/").status_code == 302
    other.refresh_from_db()
    assert other.is_admin
    entry = Entry.objects.get(verb=Verb.AFFILIATION_ADMIN)
    assert (entry.by, entry.about, entry.concerns) == (amina, town, jonas)
    assert [notice.person for notice in Notice.objects.filter(entry=entry)] == [jonas]
    assert sent(client, address).status_code == 303
    assert Affiliation.objects.confirmed().get().person == jonas


def test_whoever_is_alone_in_an_organization_may_leave_it(amina, town):
    actions.end_affiliation(Affiliation.objects.get(), by=amina)
    assert not Affiliation.objects.current().exists()


def test_only_who_may_change_the_page_names_an_admin_and_only_a_confirmed_member(amina, jonas, town):
    lina, asks = make_person("Lina"), join(make_person("Omar"), town, confirmed=False)
    member = join(jonas, town)
    assert policies.may_name_admin(amina, member)
    assert not policies.may_name_admin(lina, member)
    assert not policies.may_name_admin(jonas, member)
    assert not policies.may_name_admin(amina, asks)
    assert not policies.may_name_admin(amina, Affiliation.objects.get(person=amina))


def test_who_asks_where_nobody_is_admin_is_told_to_the_verifiers_who_answer(jonas, amina):
    vera, tesfaye = make_person("Vera", roles=["verifier"]), make_person("Tesfaye", roles=["programme"])
    club, town = make_organization("Club"), make_organization("Town", admin=amina)
    asked, _other = actions.ask_to_join(club, by=jonas), actions.ask_to_join(town, by=jonas)

    def told(thing):
        return {notice.person for notice in Notice.objects.select_related("entry", "person")
                if notice.entry.about == thing}  # fmt: skip

    assert (told(club), told(town)) == ({vera, tesfaye}, {amina})
    actions.end_affiliation(asked, by=vera)
    assert not club.affiliations.current().exists()
    with pytest.raises(Refusal):
        actions.end_affiliation(Affiliation.objects.get(person=amina), by=vera)
