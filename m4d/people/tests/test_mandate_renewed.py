"""A mandate that ran out is renewed: by whom, for whom, until when, and what the new one waits for."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry, Notice
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.people import actions, policies, queries
from m4d.people.choices import EndReason, Verb
from m4d.people.factories import join, make_organization, make_seat

pytestmark = pytest.mark.django_db


@pytest.fixture
def rosa():
    return make_person("Rosa Quispe")


@pytest.fixture
def today():
    return timezone.now().date()


@pytest.fixture(params=["of an organization", "of a territory"])
def seat(request, rosa, today, kedougou):
    days = {"since": today - timedelta(days=700), "until": today - timedelta(days=3), "verified": True}
    if request.param == "of a territory":
        return make_seat(territory=kedougou, holder=rosa, **days)
    town = make_organization()
    join(rosa, town)
    return make_seat(town, holder=rosa, **days)


def posted(client, seat, today, **changes):
    typed = {
        "renewal-holding": seat.holdings.first().pk,
        "renewal-mandate_from": today.isoformat(),
        "renewal-mandate_until": (today + timedelta(days=365)).isoformat(),
        "renewal-evidence": "Assembly of 3 November",
    }
    changes = {f"renewal-{name}": value for name, value in changes.items()}
    return client.post(f"/en/seats/{seat.pk}/renewal/", typed | changes)


@pytest.mark.parametrize("clock_has_run", [False, True])
def test_whoever_held_the_seat_asks_for_a_new_mandate_that_waits_for_a_verifier(
    client, seat, rosa, today, clock_has_run
):
    if clock_has_run:
        assert actions.end_expired_mandates() == 1
    address = seat.get_absolute_url()
    page = BeautifulSoup(signed_in(client, rosa).get(address).content, "html.parser")
    form = page.select_one(f'form[action="/en/seats/{seat.pk}/renewal/"]')
    assert {"renewal-holding", "renewal-mandate_from", "renewal-mandate_until", "renewal-evidence"} <= {
        field.get("name") for field in form.select("input, textarea")
    }
    assert posted(client, seat, today).status_code == 302
    new, old = seat.holdings.all()
    assert (old.person, old.end_reason, old.is_verified) == (rosa, EndReason.EXPIRED, True)
    assert (new.person, new.is_open, new.is_verified, new.appointed_by) == (rosa, True, False, rosa)
    assert (new.mandate_until, new.evidence) == (today + timedelta(days=365), "Assembly of 3 November")
    assert list(queries.holdings_waiting_for_verification()) == [new]
    entry = Entry.objects.get(verb=Verb.MANDATE_RENEWED)
    assert (entry.by, entry.about, entry.concerns) == (rosa, seat, rosa)
    place = seat.organization or seat.territory
    waits = policies.may_speak_for(rosa, place, at=timezone.now())
    assert [str(reason) for reason in waits.reasons] == [
        "A verifier has not yet confirmed that you hold the seat Migration desk."
    ]
    assert f'action="/en/seats/{seat.pk}/renewal/"' not in client.get(address).content.decode()
    actions.verify_holding(new, by=make_person("Vera Costa", roles=["verifier"]))
    assert policies.may_speak_for(rosa, place, at=timezone.now())


def test_a_new_mandate_runs_for_some_days_to_come(client, seat, rosa, today):
    signed_in(client, rosa)
    response = posted(client, seat, today, mandate_from="2020-01-01", mandate_until="2020-12-31")
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    [line] = page.select(".error-summary a")
    assert (line["href"], "still to come" in line.get_text()) == ("#id_renewal-mandate_until", True)
    assert seat.holdings.count() == 1


def test_an_admin_renews_the_mandate_of_a_member_who_hears_of_it(client, rosa, today):
    admin = make_person("Admin Ba")
    town = make_organization(admin=admin)
    join(rosa, town)
    seat = make_seat(town, holder=rosa, since=today - timedelta(days=9), until=today - timedelta(days=1))
    signed_in(client, admin)
    assert posted(client, seat, today).status_code == 302
    assert seat.holdings.get(ended_at=None).person == rosa
    assert [notice.person for notice in Notice.objects.filter(entry__verb=Verb.MANDATE_RENEWED)] == [rosa]


def test_nobody_renews_what_runs_what_was_ended_otherwise_or_what_is_not_theirs(client, seat, rosa, today):
    stranger, verifier = make_person("Lina Reyes"), make_person("Vera Costa", roles=["verifier"])
    for other in (stranger, verifier):
        assert not policies.may_renew_mandate(other, seat, queries.ended_mandate(seat, today), at=timezone.now())
        assert posted(signed_in(client, other), seat, today).status_code == 403
    holding = seat.holdings.get()
    with pytest.raises(Refusal):
        actions.renew_mandate(seat, by=rosa, seen=holding.pk + 1, mandate_from=today)
    seat.holdings.update(mandate_until=today)
    assert queries.ended_mandate(seat, today) is None
    seat.holdings.update(mandate_until=today - timedelta(days=3))
    actions.leave_seat(holding, by=rosa)
    with pytest.raises(Refusal):
        actions.renew_mandate(seat, by=rosa, seen=holding.pk, mandate_from=today)


def test_who_left_the_organization_does_not_go_on_in_its_name(rosa, today):
    town = make_organization(admin=make_person("Admin Ba"))
    membership = join(rosa, town)
    seat = make_seat(town, holder=rosa, since=today - timedelta(days=9), until=today - timedelta(days=1))
    actions.end_expired_mandates()
    actions.end_affiliation(membership, by=rosa)
    assert not policies.may_renew_mandate(rosa, seat, queries.ended_mandate(seat, today), at=timezone.now())


def test_the_only_one_who_can_hold_a_seat_is_chosen_already(client, rosa):
    admin = make_person("Admin Ba")
    town = make_organization(admin=admin)
    seat = make_seat(town)
    page = BeautifulSoup(signed_in(client, admin).get(seat.get_absolute_url()).content, "html.parser")
    assert [one["value"] for one in page.select('input[name="successor"][checked]')] == [str(admin.pk)]
    join(rosa, town)
    page = BeautifulSoup(client.get(seat.get_absolute_url()).content, "html.parser")
    assert (len(page.select('input[name="successor"]')), page.select("[name=successor][checked]")) == (2, [])


def test_a_refused_mandate_is_entered_again_as_the_mail_says_and_a_third_refusal_ends_it(client, seat, rosa, today):
    vera = make_person("Vera Costa", roles=["verifier"])
    seat.holdings.update(mandate_until=None, verified_at=None)
    for tries in range(3):
        actions.refuse_holding(seat.holdings.open().get(), by=vera, reason="Send the decree.")
        response = posted(signed_in(client, rosa), seat, today)
        assert (response.status_code, seat.holdings.open().count()) == ((302, 1) if tries < 2 else (403, 0))
    assert "refused this mandate three times in 30 days" in response.content.decode()
    page = BeautifulSoup(client.get(seat.get_absolute_url()).content, "html.parser")
    assert not page.select(f'form[action="/en/seats/{seat.pk}/renewal/"]')
    later = timezone.now() + timedelta(days=31)
    new = actions.renew_mandate(seat, by=rosa, seen=seat.holdings.first().pk, mandate_from=today, at=later)
    assert new.is_open


def test_the_page_says_that_a_refused_mandate_waits_for_more_evidence(client, seat, rosa):
    seat.holdings.update(mandate_until=None, verified_at=None)
    actions.refuse_holding(
        seat.holdings.get(), by=make_person("Vera Costa", roles=["verifier"]), reason="Send the decree."
    )
    page = BeautifulSoup(signed_in(client, rosa).get(seat.get_absolute_url()).content, "html.parser")
    form = page.select_one(f'form[action="/en/seats/{seat.pk}/renewal/"]')
    assert "A verifier could not confirm your mandate." in form.find_parent("section").get_text()


def test_a_refused_holder_who_asks_again_does_not_look_after_the_seat_meanwhile(seat, rosa, today):
    seat.holdings.update(mandate_until=None, verified_at=None)
    assert policies.may_manage_seat(rosa, seat)
    refused = actions.refuse_holding(
        seat.holdings.get(), by=make_person("Vera Costa", roles=["verifier"]), reason="Send the decree."
    )
    again = actions.renew_mandate(seat, by=rosa, seen=refused.pk, mandate_from=today)
    assert (again.person, again.is_open, again.is_verified) == (rosa, True, False)
    assert not policies.may_manage_seat(rosa, seat)
    assert not policies.may_read_seat_notes(rosa, seat)
    actions.verify_holding(again, by=make_person("Omar Said", roles=["verifier"]))
    assert policies.may_manage_seat(rosa, seat)
