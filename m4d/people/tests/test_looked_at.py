"""Who verifies, ends or hands over does it to what stood on their page, and to nothing that came in the meantime."""

from datetime import UTC, date, datetime
from html import unescape

import pytest
from bs4 import BeautifulSoup

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.people import actions, policies
from m4d.people.actions import seat as seat_actions
from m4d.people.choices import EndReason, Verb
from m4d.people.factories import join, make_organization, make_seat
from m4d.people.models import Organization, SeatNote

from .conftest import words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SENTENCE = "Meanwhile somebody changed who holds this seat. Look at the seat again before you go on."


@pytest.fixture
def amina():
    return make_person("Amina Diallo")


@pytest.fixture
def jonas():
    return make_person("Jonas Weber")


@pytest.fixture
def vera():
    return make_person("Vera Costa", roles=["verifier"])


@pytest.fixture(params=["of an organization", "of a territory"])
def seat(request, amina, jonas, kedougou):
    """A seat that Amina holds and Jonas can take."""
    if request.param == "of a territory":
        return make_seat(territory=kedougou, holder=amina)
    town = make_organization(admin=amina)
    join(jonas, town)
    return make_seat(town, holder=amina)


def sent_by(page, address) -> dict:
    """What the form with this address on a page would send when nothing else is typed."""
    form = BeautifulSoup(page.content, "html.parser").find("form", action=address)
    fields = {field["name"]: field.get("value", "") for field in form.select("input[type=hidden]")}
    return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}


def hand_over(seat, *, by, to):
    seen = seat.holdings.get(ended_at=None).pk
    return actions.hand_over_seat(seat, by=by, successor=to, seen=seen, mandate_from=date(2026, 11, 22), at=NOW)


@pytest.mark.parametrize("where", ["seat", "list"])
def test_a_verifier_confirms_the_mandate_that_stood_on_the_page(client, seat, amina, jonas, vera, where):
    address = f"/en/seats/{seat.pk}/verification/"
    page = "/en/people/verification/" if where == "list" else seat.get_absolute_url()
    sent = sent_by(signed_in(client, vera).get(page), address)
    new = hand_over(seat, by=amina, to=jonas)
    refused = client.post(address, sent)
    assert (refused.status_code, SENTENCE in words(refused)) == (403, True)
    new.refresh_from_db()
    assert not new.is_verified
    client.post(address, sent_by(client.get(page), address))
    new.refresh_from_db()
    assert new.is_verified


def test_only_the_mandate_that_stood_on_the_page_is_ended(client, seat, amina, jonas, vera):
    address = f"/en/seats/{seat.pk}/ending/"
    actions.verify_holding(seat.holdings.get(), by=vera, at=NOW)
    sent = sent_by(signed_in(client, vera).get(address), address)
    new = hand_over(seat, by=amina, to=jonas)
    refused = client.post(address, sent)
    assert (refused.status_code, SENTENCE in words(refused)) == (403, True)
    new.refresh_from_db()
    assert new.is_open


@pytest.mark.parametrize("sent", [{}, {"holding": ""}, {"holding": "x"}, {"holding": "9" * 30}])
@pytest.mark.parametrize("verb", ["verification", "ending"])
def test_a_button_that_names_no_mandate_does_nothing(client, seat, vera, verb, sent):
    assert signed_in(client, vera).post(f"/en/seats/{seat.pk}/{verb}/", sent).status_code == 404
    holding = seat.holdings.get()
    assert (holding.is_open, holding.is_verified) == (True, False)


def test_the_mandate_of_another_seat_is_not_taken_for_this_one(client, seat, amina, vera):
    other = make_seat(make_organization("Isère"), duty="Other desk", holder=amina).holdings.get()
    signed_in(client, vera).post(f"/en/seats/{seat.pk}/verification/", {"holding": other.pk})
    other.refresh_from_db()
    assert not other.is_verified


def test_a_second_hand_over_from_an_old_page_is_refused_and_keeps_what_was_typed(client, amina, jonas):
    town, lina = make_organization(admin=amina), make_person("Lina Reyes")
    join(jonas, town), join(lina, town)
    seat = make_seat(town, holder=amina)
    address = f"/en/seats/{seat.pk}/handover/"
    typed = {"successor": lina.pk, "mandate_from": "2026-11-22", "note": "Call the consulate.", "language": "en"}
    old = sent_by(signed_in(client, amina).get(seat.get_absolute_url()), address)
    hand_over(seat, by=amina, to=jonas)
    refused = client.post(address, old | typed)
    assert (refused.status_code, SENTENCE in words(refused)) == (422, True)
    assert "Call the consulate." in refused.content.decode()
    assert (seat.holdings.get(ended_at=None).person, SeatNote.objects.count()) == (jonas, 0)
    client.post(address, sent_by(refused, address) | typed)
    assert seat.holdings.get(ended_at=None).person == lina


def test_the_action_itself_refuses_a_hand_over_that_another_one_overtook(amina, jonas):
    town, lina = make_organization(admin=amina), make_person("Lina Reyes")
    join(jonas, town), join(lina, town)
    seat = make_seat(town, holder=amina)
    seen = seat.holdings.get().pk
    hand_over(seat, by=amina, to=jonas)
    for stale in (seen, None):
        with pytest.raises(Refusal, match=SENTENCE):
            actions.hand_over_seat(seat, by=amina, successor=lina, seen=stale, mandate_from=NOW.date(), at=NOW)
    assert seat.holdings.get(ended_at=None).person == jonas


def test_the_clock_leaves_alone_who_left_while_it_went_through_the_list(monkeypatch, amina, jonas):
    town = make_organization(admin=amina)
    over = {"since": date(2025, 1, 1), "until": date(2025, 12, 31)}
    first, second = (make_seat(town, holder=person, **over).holdings.get() for person in (amina, jonas))
    touch = seat_actions.touch_seat

    def leaving_meanwhile(seat):
        touch(seat)
        if seat == first.seat:
            actions.leave_seat(second, by=jonas, at=NOW)

    monkeypatch.setattr(seat_actions, "touch_seat", leaving_meanwhile)
    assert actions.end_expired_mandates(at=NOW) == 1
    second.refresh_from_db()
    assert (second.end_reason, second.ended_by) == (EndReason.LEFT, jonas)
    told = Entry.objects.filter(concerns=jonas).values_list("verb", flat=True)
    assert list(told) == [Verb.HOLDING_ENDED]


def test_an_organization_is_verified_under_the_name_that_the_verifier_looked_at(client, amina, vera, kedougou):
    town = make_organization("Small club", admin=amina, territory=kedougou, website="https://club.example/")
    actions.ask_verification(town, by=amina, evidence="Register number 12")
    address = f"/en/organizations/{town.slug}/verification/"
    page = signed_in(client, vera).get(address)
    assert all(word in words(page) for word in ("Small club", "Kédougou", "https://club.example/"))
    form = BeautifulSoup(page.content, "html.parser").select_one("main form")
    typed = {"version": form.select_one("[name=version]")["value"], "granted": "yes", "reason": "Seen on paper."}
    actions.change_organization(town, by=amina, version=town.version, values={"name": "Ministry of the Interior"})
    refused = client.post(address, typed)
    assert refused.status_code == 422
    assert "The page of the organization changed meanwhile. Look at it again, then answer." in words(refused)
    assert ("Ministry of the Interior" in words(refused), "Register number 12" in words(refused)) == (True, True)
    assert "Seen on paper." in refused.content.decode()
    town.refresh_from_db()
    assert (town.is_verified, town.verification_requests.waiting().count()) == (False, 1)
    now = BeautifulSoup(refused.content, "html.parser").select_one("main form [name=version]")["value"]
    client.post(address, typed | {"version": now})
    assert Organization.objects.get().is_verified


def reasons(verdict):
    return [str(reason) for reason in verdict.reasons]


OWN = "You belong or belonged to this organization. Another verifier must answer."
HAND = "You opened this seat or chose who holds it. Another verifier must answer."

#: What ties the verifier to the mandate, and the sentence that they are refused with.
TIES = [
    ("none", []),
    ("holds it", ["Somebody else must confirm your mandate."]),
    ("is a member", [OWN]),
    ("asks to be a member", [OWN]),
    ("was a member", [OWN]),
    ("opened the organization", [OWN]),
    ("opened the seat", [HAND]),
    ("appointed the holder", [HAND]),
    ("handed the seat over", [HAND]),
]


@pytest.mark.parametrize(("tie", "expected"), TIES)
def test_nobody_verifies_a_mandate_that_they_had_a_hand_in(client, amina, jonas, vera, tie, expected):
    town = make_organization(admin=amina)
    join(jonas, town)
    seat = actions.open_seat(by=vera if tie == "opened the seat" else amina, organization=town, duty="Desk", at=NOW)
    if tie == "opened the organization":
        Organization.objects.update(created_by=vera)
    appoints = vera if tie == "appointed the holder" else amina
    holding = actions.take_seat(seat, by=appoints, holder=jonas, mandate_from=NOW.date(), at=NOW)
    if tie == "handed the seat over":
        actions.verify_holding(holding, by=vera, at=NOW)
        holding = hand_over(seat, by=vera, to=amina)
    if tie in ("is a member", "asks to be a member", "was a member", "holds it"):
        membership = join(vera, town, confirmed=tie in ("is a member", "holds it"))
    if tie == "was a member":
        actions.end_affiliation(membership, by=vera, at=NOW)
    if tie == "holds it":
        holding = hand_over(seat, by=amina, to=vera)
    assert reasons(policies.may_verify_holding(vera, holding)) == expected
    page = signed_in(client, vera).get("/en/people/verification/").content.decode()
    assert "Desk" in page
    assert (f"/en/seats/{seat.pk}/verification/" in page) is not bool(expected)


def test_who_opened_the_seat_of_a_territory_or_filled_it_does_not_verify_it(kedougou, amina, vera):
    paul, ann = make_person("Paul", roles=["verifier"]), make_person("Ann", roles=["programme"])
    seat = actions.open_seat(by=vera, territory=kedougou, duty="Governor", at=NOW)
    holding = actions.take_seat(seat, by=paul, holder=amina, mandate_from=NOW.date(), at=NOW)
    for person in (vera, paul):
        assert reasons(policies.may_verify_holding(person, holding)) == [HAND]
    assert actions.verify_holding(holding, by=ann, at=NOW).verified_by == ann


def test_the_form_says_who_reads_the_evidence_and_the_page_shows_it_to_them(client, amina, jonas, vera):
    town, lina = make_organization(admin=amina), make_person("Lina Reyes")
    for person in (jonas, lina):
        join(person, town)
    seat = actions.open_seat(by=amina, organization=town, duty="Desk", at=NOW)
    actions.take_seat(seat, by=amina, holder=jonas, mandate_from=NOW.date(), evidence="Decree 12", at=NOW)
    for reader in (jonas, amina, vera):
        page = unescape(words(signed_in(client, reader).get(seat.get_absolute_url())))
        assert "Decree 12" in page
        assert "Only the holder, the organization's admins and verifiers read it." in page
    assert "Decree 12" not in words(signed_in(client, lina).get(seat.get_absolute_url()))
