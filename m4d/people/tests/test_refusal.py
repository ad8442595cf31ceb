"""A verifier who cannot confirm a mandate says why: it ends, and its holder is told."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup

from m4d.accounts import actions as accounts
from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessLog
from m4d.activity.models import Entry, Mail, Notice
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.people import actions, policies
from m4d.people.choices import EndReason, Verb
from m4d.people.factories import join, make_organization, make_seat
from m4d.people.models import SeatHolding

from .conftest import words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REASON = "The decree names somebody else. Send us the new one."


@pytest.fixture
def amina():
    return make_person("Amina Diallo", language="fr")


@pytest.fixture
def vera():
    return make_person("Vera Costa", roles=["verifier"])


@pytest.fixture(params=["of an organization", "of a territory"])
def seat(request, amina, kedougou):
    if request.param == "of a territory":
        return make_seat(territory=kedougou, holder=amina)
    return make_seat(make_organization(admin=amina), holder=amina)


def test_a_refused_mandate_ends_and_its_holder_reads_why_in_their_language(seat, amina, vera):
    holding = actions.refuse_holding(seat.holdings.get(), by=vera, reason=REASON, at=NOW)
    holding.refresh_from_db()
    assert (holding.ended_at, holding.ended_by, holding.end_reason) == (NOW, vera, EndReason.REFUSED)
    assert not holding.is_verified
    entry = Entry.objects.get(verb=Verb.HOLDING_REFUSED)
    assert (entry.by, entry.about, entry.concerns, entry.data) == (vera, seat, amina, {})
    assert holding.end_note == REASON
    assert Notice.objects.get().person == amina
    mail = Mail.objects.get()
    assert (mail.person, REASON in mail.text) == (amina, True)
    assert "Votre mandat" in mail.subject
    assert f"/fr{seat.get_absolute_url().removeprefix('/en')}" in mail.text


def test_a_refusal_that_cannot_be_told_does_not_happen(seat, vera, monkeypatch):
    def fails(*_given, **_more):
        raise RuntimeError("no mail")

    monkeypatch.setattr("m4d.people.actions.seat.activity.post_mail", fails)
    with pytest.raises(RuntimeError):
        actions.refuse_holding(seat.holdings.get(), by=vera, reason=REASON, at=NOW)
    assert seat.holdings.get().is_open
    assert not Entry.objects.filter(verb=Verb.HOLDING_REFUSED).exists()


def test_what_one_verifier_decided_the_next_one_does_not_decide_again(amina, vera):
    paul = make_person("Paul", roles=["verifier"])
    refused, confirmed = (
        make_seat(make_organization(name, admin=amina), holder=amina).holdings.get() for name in "AB"
    )
    actions.refuse_holding(refused, by=vera, reason=REASON, at=NOW)
    actions.verify_holding(confirmed, by=vera, at=NOW)
    told = Mail.objects.count()
    for holding, act in (
        (refused, lambda: actions.verify_holding(refused, by=paul, at=NOW)),
        (refused, lambda: actions.refuse_holding(refused, by=paul, reason="No.", at=NOW)),
        (confirmed, lambda: actions.refuse_holding(confirmed, by=paul, reason="No.", at=NOW)),
    ):
        with pytest.raises(Refusal):
            act()
        holding.refresh_from_db()
    assert (refused.ended_by, refused.verified_at) == (vera, None)
    assert (confirmed.is_open, confirmed.verified_by) == (True, vera)
    assert Mail.objects.count() == told


@pytest.mark.parametrize(
    ("who", "reason", "expected"),
    [
        ("vera", REASON, ()),
        ("vera", "  ", ("Say why, and what would help.",)),
        ("amina", REASON, ("Only verifiers of the programme confirm who holds a seat.",)),
        ("holder", REASON, ("Somebody else must confirm your mandate.",)),
    ],
)
def test_who_may_refuse(amina, vera, who, reason, expected):
    people = {"vera": vera, "amina": amina, "holder": make_person("Paul", roles=["verifier"])}
    holding = make_seat(make_organization(), holder=people["holder"]).holdings.get()
    assert policies.may_refuse_holding(people[who], holding, reason).reasons == expected


@pytest.mark.parametrize("where", ["seat", "list"])
def test_the_page_asks_for_the_reason_and_keeps_it_when_something_is_missing(client, seat, amina, vera, where):
    address = f"/en/seats/{seat.pk}/refusal/"
    page = "/en/people/verification/" if where == "list" else seat.get_absolute_url()
    assert BeautifulSoup(signed_in(client, vera).get(page).content, "html.parser").find("a", href=address)
    asked = client.get(address)
    assert "Migration desk" in words(asked)
    assert amina in AccessLog.objects.filter(by=vera).latest("pk").concerned.all()
    sent = {"holding": BeautifulSoup(asked.content, "html.parser").select_one("main [name=holding]")["value"]}
    assert client.post(address, sent | {"reason": " "}).status_code == 422
    assert seat.holdings.get().is_open
    done = client.post(address, sent | {"reason": REASON}, follow=True)
    assert (done.status_code, "The holder is told." in done.content.decode()) == (200, True)
    assert seat.holdings.get().end_reason == EndReason.REFUSED
    assert "A verifier did not confirm the mandate" in words(client.get(seat.get_absolute_url()))
    assert client.post(address, sent | {"reason": REASON}).status_code == 403


def test_a_refused_mandate_is_no_public_mark_on_a_name(client, seat, amina, vera):
    actions.refuse_holding(seat.holdings.get(), by=vera, reason=REASON, at=NOW)
    for reader, sees in ((vera, True), (amina, True), (make_person("Lina Moreno"), False), (None, False)):
        client.logout()
        page = words((signed_in(client, reader) if reader else client).get(seat.get_absolute_url()))
        assert ("A verifier did not confirm the mandate" in page) == sees
        assert ("Nobody has held this seat yet." in page) == (not sees)


def test_the_reason_goes_when_its_holder_leaves(seat, amina, vera):
    actions.refuse_holding(seat.holdings.get(), by=vera, reason=REASON, at=NOW)
    accounts.erase_person(amina, by=amina, at=NOW)
    assert seat.holdings.get().end_note == ""
    for model in (Entry, Mail, AccessLog, type(seat), SeatHolding):
        assert REASON not in str(list(model.objects.values()))


def test_who_is_no_verifier_finds_no_way_to_refuse(client, seat, amina):
    address = f"/en/seats/{seat.pk}/refusal/"
    page = signed_in(client, amina).get(seat.get_absolute_url())
    assert address not in page.content.decode()
    for answer in (client.get(address), client.post(address, {"holding": seat.holdings.get().pk, "reason": REASON})):
        assert answer.status_code == 403
    assert seat.holdings.get().is_open


def test_a_verifier_confirms_or_refuses_what_waits_and_ends_what_is_confirmed(client, seat, amina, vera):
    def offered(person):
        page = BeautifulSoup(signed_in(client, person).get(seat.get_absolute_url()).content, "html.parser")
        ways = {way.get("action") or way.get("href") for way in page.select("main form, main a")}
        return {name for name in ("verification", "refusal", "ending") if f"/en/seats/{seat.pk}/{name}/" in ways}

    assert offered(vera) == {"verification", "refusal"}
    # Who can answer nothing about it can still take it back, and its holder can leave.
    paul = make_person("Paul", roles=["verifier"])
    seat.holdings.update(appointed_by=paul)
    assert offered(paul) == offered(amina) == {"ending"}
    actions.verify_holding(seat.holdings.get(), by=vera, at=NOW)
    assert offered(vera) == offered(amina) == {"ending"}


def test_a_verifier_does_not_end_a_mandate_that_waits_by_giving_the_seat_to_somebody_else():
    amina, boss, vera = make_person("Amina"), make_person("Boss"), make_person("Vera", roles=["verifier"])
    town = make_organization(admin=boss)
    join(amina, town)
    holding = make_seat(town, holder=amina).holdings.get()
    given = {"successor": boss, "seen": holding.pk, "mandate_from": NOW.date()}
    with pytest.raises(Refusal, match="waits for an answer"):
        actions.hand_over_seat(holding.seat, by=vera, **given)
    assert actions.hand_over_seat(holding.seat, by=boss, **given).person == boss


def test_only_a_member_of_the_organization_is_confirmed_on_its_seat():
    amina, vera = make_person("Amina"), make_person("Vera", roles=["verifier"])
    town = make_organization()
    holding = make_seat(town, holder=amina).holdings.get()
    with pytest.raises(Refusal, match="must be a confirmed member"):
        actions.verify_holding(holding, by=vera)
    join(amina, town)
    assert actions.verify_holding(holding, by=vera).is_verified
