"""What the pages of organizations and seats mean, to whom, and what they cost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.core import time as times
from m4d.core.testing import assert_flat, signed_in
from m4d.people import actions
from m4d.people.factories import join, make_organization, make_profile, make_seat
from m4d.people.models import Affiliation, Organization

from .conftest import words

pytestmark = pytest.mark.django_db


def test_organization_list_and_detail(client, kedougou):
    vera = make_person("Vera Costa", roles=["verifier"])
    town = make_organization(country="SN", territory=kedougou, kinds=["local-authority"], about="Nous planifions.")
    actions.answer_verification(town, by=vera, version=town.version, granted=True)
    assert "Municipality of Kédougou" in words(client.get("/en/organizations/"))
    page = client.get(f"/en/organizations/{town.slug}/")
    assert "Verified" in words(page)
    assert "Local authority" in words(page)
    assert '<h1 lang="fr" dir="ltr">Municipality of Kédougou</h1>' in page.content.decode()
    assert "Vera" not in page.content.decode()


def test_organization_detail_lists_those_who_chose_it(client):
    town = make_organization()
    for name, audience in [
        ("Amina Diallo", "public"),
        ("Jonas Weber", "members"),
        ("Omar Said", "groups"),
        ("Pia Blom", "nobody"),
    ]:
        person = make_person(name)
        make_profile(name, person=person, headline=f"Role of {name[:4]}", visibility={"organizations": audience})
        join(person, town)
    visitor = client.get(f"/en/organizations/{town.slug}/").content.decode()
    assert "Role of Amin" in visitor
    member = signed_in(client, make_person("Lina")).get(f"/en/organizations/{town.slug}/").content.decode()
    assert ("Amina Diallo" in member, "Jonas Weber" in member) == (True, True)
    for secret in ("Omar", "Pia", "Role of Jona"):
        assert secret not in visitor
    for secret in ("Omar", "Pia"):
        assert secret not in member


def test_organization_members_are_for_members(client):
    amina, jonas, lina = make_person("Amina"), make_person("Jonas"), make_person("Lina")
    town = make_organization(admin=amina)
    join(jonas, town, confirmed=False)
    signed_in(client, lina)
    assert client.get(f"/en/organizations/{town.slug}/members/").status_code == 302
    signed_in(client, jonas)
    assert client.get(f"/en/organizations/{town.slug}/members/").status_code == 302
    signed_in(client, amina)
    claim = Affiliation.objects.get(person=jonas)
    assert "Jonas" in words(client.get(f"/en/organizations/{town.slug}/members/"))
    client.post(f"/en/organizations/{town.slug}/members/{claim.pk}/confirmation/", {"is_admin": "1"})
    claim.refresh_from_db()
    assert (claim.is_confirmed, claim.is_admin) == (True, True)


def test_organization_edit_is_refused_to_others_with_the_reason(client):
    town = make_organization()
    signed_in(client, make_person("Lina"))
    answer = client.get(f"/en/organizations/{town.slug}/edit/")
    assert answer.status_code == 403
    assert "Only the organization" in words(answer)


def test_organization_edit_shows_both_texts_when_another_admin_saved(client):
    amina = make_person("Amina")
    town = make_organization(admin=amina, about="One.", country="SN", kinds=["ngo-domestic"])
    signed_in(client, amina)
    typed = {"version": town.version, "language": "fr", "about": "Mine."}
    actions.change_organization(town, by=amina, version=town.version, values={"about": "Theirs."})
    answer = client.post(f"/en/organizations/{town.slug}/edit/about/", typed)
    assert ("Mine." in words(answer), "Theirs." in words(answer)) == (True, True)
    assert Organization.objects.get().about == "Theirs."


def test_organization_detail_says_which_seats_are_free(client):
    town = make_organization()
    make_seat(town, duty="Migration desk", holder=make_person("Amina"))
    make_seat(town, duty="Deputy mayor")
    page = words(client.get(f"/en/organizations/{town.slug}/"))
    assert "Held by a member" in page
    assert "Deputy mayor Nobody holds this seat now." in page


def test_seat_detail_shows_an_expired_mandate_as_such(client):
    amina = make_person("Amina Diallo")
    town = make_organization()
    yesterday = timezone.now().date() - timedelta(days=1)
    seat = make_seat(town, holder=amina, since=yesterday - timedelta(days=400), until=yesterday, verified=True)
    page = client.get(f"/en/organizations/{town.slug}/seats/{seat.pk}/")
    assert f"Mandate ended {times.on(yesterday)}" in words(page)
    assert "Amina" not in page.content.decode()
    assert "Hand over" not in words(page)


def test_seat_is_handed_over_from_its_page(client):
    amina, jonas = make_person("Amina"), make_person("Jonas")
    town = make_organization(admin=amina)
    join(jonas, town)
    seat = make_seat(town, holder=amina, verified=True)
    signed_in(client, amina)
    assert "Hand the seat over" in words(client.get(f"/en/organizations/{town.slug}/seats/{seat.pk}/"))
    typed = {"holding": seat.holdings.get().pk, "successor": jonas.pk, "mandate_from": "2026-05-02"}
    wrong = client.post(
        f"/en/seats/{seat.pk}/handover/",
        typed | {"mandate_until": "2026-05-01"},
    )
    assert wrong.status_code == 422
    assert "Give a last day that is not before the first day." in words(wrong)
    client.post(f"/en/seats/{seat.pk}/handover/", typed)
    assert seat.holdings.get(ended_at=None).person == jonas
    assert client.get(f"/en/organizations/{town.slug}/seats/{seat.pk}/").status_code == 200


def test_a_seat_that_nobody_can_take_leads_to_the_members(client):
    amina, jonas, lina = make_person("Amina"), make_person("Jonas"), make_person("Lina")
    town = make_organization(admin=amina)
    seat = make_seat(town, holder=amina, verified=True)
    address, members = f"/en/organizations/{town.slug}/seats/{seat.pk}/", f"/en/organizations/{town.slug}/members/"
    signed_in(client, amina)
    alone = client.get(address)
    assert "There is nobody yet to hand the seat to." in words(alone)
    assert f'<a href="{members}">All members</a>' in alone.content.decode()
    assert "Waiting for confirmation" not in words(alone)
    join(jonas, town, confirmed=False)
    waiting = client.get(address).content.decode()
    assert f'<a href="{members}#people-waiting">Waiting for confirmation (1)</a>' in waiting
    assert "Jonas" not in waiting
    assert 'id="people-waiting"' in client.get(members).content.decode()

    # Whoever holds the seat without leading the page cannot confirm, so the number is not theirs to know.
    Affiliation.objects.filter(person=amina).update(is_admin=False)
    assert "Waiting for confirmation" not in words(client.get(address))
    signed_in(client, lina)
    assert members not in client.get(address).content.decode()


def test_verification_list_is_for_verifiers(client):
    amina = make_person("Amina")
    town = make_organization(admin=amina)
    seat = make_seat(town, holder=amina)
    actions.ask_verification(town, by=amina, evidence="Register 12")
    assert signed_in(client, make_person("Lina")).get("/en/people/verification/").status_code == 403
    vera = signed_in(client, make_person("Vera", roles=["verifier"]))
    page = words(vera.get("/en/people/verification/"))
    assert ("Migration desk" in page, "Municipality of Kédougou" in page) == (True, True)
    vera.post(f"/en/seats/{seat.pk}/verification/", {"next": "list", "holding": seat.holdings.get().pk})
    assert seat.holdings.get().is_verified
    vera.post(f"/en/organizations/{town.slug}/verification/", {"granted": "no", "reason": "", "version": town.version})
    assert town.verification_requests.waiting().exists()
    vera.post(f"/en/organizations/{town.slug}/verification/", {"granted": "yes", "version": town.version})
    assert Organization.objects.get().is_verified


def test_organization_detail_is_flat(client):
    town = make_organization()
    signed_in(client, make_person("Lina"))

    def make(number):
        for _each in range(number):
            person = make_person("Amina")
            make_profile("Amina", person=person)
            join(person, town)
            make_seat(town, holder=person)

    assert_flat(lambda: client.get(f"/en/organizations/{town.slug}/"), make, ceiling=14)


def test_organization_members_are_a_flat_list(client):
    amina = make_person("Amina")
    town = make_organization(admin=amina)
    signed_in(client, amina)

    def make(number):
        for _each in range(number):
            for confirmed in (True, False):
                person = make_person("Jonas Weber")
                make_profile("Jonas Weber", person=person)
                join(person, town, confirmed=confirmed)

    assert_flat(lambda: client.get(f"/en/organizations/{town.slug}/members/"), make)


def test_verification_list_is_flat(client):
    signed_in(client, make_person("Vera", roles=["verifier"]))

    def make(number):
        for _each in range(number):
            person = make_person("Amina")
            town = make_organization(admin=person)
            make_seat(town, holder=person)
            actions.ask_verification(town, by=person, evidence="Register 12")
            join(make_person("Jonas"), make_organization(), confirmed=False)

    assert_flat(lambda: client.get("/en/people/verification/"), make, is_kept=True)


def test_organization_list_is_flat(client):
    def make(number):
        for _each in range(number):
            make_organization(country="SN", kinds=["local-authority"], themes=["rights"])

    assert_flat(lambda: client.get("/en/organizations/?language="), make, ceiling=4)


def test_the_history_of_a_seat_is_flat(client):
    town = make_organization()
    seat = make_seat(town)
    signed_in(client, make_person("Lina"))

    def make(number):
        for _each in range(number):
            person = make_person("Amina")
            make_profile("Amina", person=person, visibility={"name": "groups"})
            seat.holdings.create(
                person=person, mandate_from=timezone.now().date(), ended_at=timezone.now(), end_reason="left"
            )

    assert_flat(lambda: client.get(f"/en/organizations/{town.slug}/seats/{seat.pk}/"), make)
