"""Who speaks for a place: one table, asked of every door that answers the question."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.core import time as times
from m4d.core.testing import signed_in, statements
from m4d.core.verdicts import verdict
from m4d.people import actions, policies
from m4d.people.factories import make_organization, make_seat
from m4d.people.models import Organization, Seat, SeatHolding
from m4d.people.tests.conftest import words
from m4d.places import policies as places

pytestmark = pytest.mark.django_db

TOWN = "Municipality of Kédougou"
DAY = timedelta(days=1)


def table(today):
    """What is different from a good seat; why it does not speak for the territory; why not for the organization."""
    yesterday, tomorrow = today - DAY, today + DAY
    over = (
        f"Your mandate as Migration desk ended on {times.on(yesterday)}. Ask for a new mandate, or hand the seat over."
    )
    unknown = f"A verifier has not yet confirmed {TOWN}, so its seats do not speak for a territory."
    hidden = f"A moderator has hidden {TOWN}, so its seats speak for nobody."
    doubted = "A verifier has not yet confirmed that you hold the seat Migration desk."
    early = f"Your mandate as Migration desk begins on {times.on(tomorrow)}."
    moved = f"The page of {TOWN} names another place than Kédougou, so its seats do not speak for it."
    none = "You hold no seat for %s, so you cannot speak for it."
    return {
        "a good seat": ({}, "", ""),
        "the last day": ({"mandate_until": today}, "", ""),
        "ran out, and the clock has not seen it": ({"mandate_until": yesterday}, over, over),
        "ran out": ({"mandate_until": yesterday, "ended_at": timezone.now(), "end_reason": "expired"}, over, over),
        "not begun": ({"mandate_from": tomorrow}, early, early),
        "not verified": ({"verified_at": None}, doubted, doubted),
        "left": ({"ended_at": timezone.now(), "end_reason": "left"}, none % "Kédougou", none % TOWN),
        "closed seat": ({"closed": True}, none % "Kédougou", none % TOWN),
        "organization not verified": ({"organization": {"verified_at": None}}, unknown, ""),
        "organization of the whole country": ({"organization": {"territory": None}}, "", ""),
        "organization moved to another country": ({"organization": {"territory": None, "country": "FR"}}, moved, ""),
        "organization without a place": ({"organization": {"territory": None, "country": ""}}, moved, ""),
        "organization hidden": ({"organization": {"hidden_at": timezone.now()}}, hidden, hidden),
    }  # fmt: skip


@pytest.fixture
def amina():
    return make_person("Amina Diallo")


@pytest.fixture
def town(kedougou):
    return make_organization(TOWN, verified=True, country="SN", territory=kedougou)


def said(verdict):
    return " ".join(str(reason) for reason in verdict.reasons)


@pytest.mark.parametrize("case", table(timezone.now().date()))
def test_who_speaks_for_a_territory_and_for_an_organization(amina, town, kedougou, senegal, case):
    now = timezone.now()
    changes, not_for_territory, not_for_organization = table(now.date())[case]
    seat = make_seat(town, territory=kedougou, holder=amina, since=now.date() - 30 * DAY, verified=True)
    if changes.pop("closed", False):
        Seat.objects.update(closed_at=now)
    Organization.objects.update(**changes.pop("organization", {"slug": town.slug}))
    SeatHolding.objects.filter(seat=seat).update(**{"person": amina} | changes)
    assert said(policies.may_speak_for(amina, kedougou, now)) == not_for_territory
    assert said(policies.may_speak_for(amina, town, now)) == not_for_organization
    # The socket of the room places answers from the same rule.
    assert policies.territories_spoken_for(amina) == (set() if not_for_territory else {kedougou.pk})
    assert places.speaks_for(amina, kedougou) is not bool(not_for_territory)
    assert not places.speaks_for(amina, senegal)
    assert not policies.may_speak_for(amina, senegal, now)


def test_whoever_speaks_for_a_country_speaks_for_what_lies_in_it(amina, kedougou, senegal):
    make_seat(territory=senegal, holder=amina, verified=True)
    assert policies.territories_spoken_for(amina) == {senegal.pk}
    assert places.speaks_for(amina, kedougou)
    assert policies.may_speak_for(amina, kedougou, timezone.now())


def test_one_good_seat_of_several_is_enough_and_all_are_asked_in_one_statement(amina, town, kedougou):
    today = timezone.now().date()
    for until, verified in ((today - DAY, True), (None, False), (None, True)):
        make_seat(town, territory=kedougou, holder=amina, since=today - 9 * DAY, until=until, verified=verified)
    with statements() as seen:
        assert policies.territories_spoken_for(amina) == {kedougou.pk}
    assert len(seen) == 1
    assert policies.may_speak_for(amina, kedougou, timezone.now())


def test_a_seat_does_not_speak_on_for_the_place_that_its_organization_left(
    client, amina, town, kedougou, senegal, isere
):
    seat = make_seat(town, territory=kedougou, holder=amina, verified=True)
    officer, verifier = make_person("Tesfaye", roles=["programme"]), make_person("Vera Costa", roles=["verifier"])

    def moved(**values):
        town.refresh_from_db()
        actions.change_organization(town, by=officer, version=town.version, values=values)
        assert Organization.objects.get().is_verified
        return places.speaks_for(amina, kedougou), policies.may_speak_for(amina, kedougou, timezone.now())

    assert moved(territory=senegal) == (True, verdict())
    assert "Speaks for Kédougou." in client.get(seat.get_absolute_url()).content.decode()
    speaks, said_now = moved(territory=isere, country="FR")
    sentence = f"The page of {TOWN} names another place than Kédougou, so its seats do not speak for it."
    assert (speaks, said(said_now)) == (False, sentence)
    assert policies.may_speak_for(amina, town, timezone.now())
    SeatHolding.objects.update(verified_at=None)
    for reader, address in ((None, seat.get_absolute_url()), (verifier, "/en/people/verification/")):
        page = (signed_in(client, reader) if reader else client).get(address)
        assert (sentence in words(page), "Speaks for Kédougou." in words(page)) == (True, False)


def test_others_speak_for_no_place(amina, town, kedougou):
    make_seat(town, territory=kedougou, holder=amina, verified=True)
    now, lina = timezone.now(), make_person("Lina Reyes")
    assert said(policies.may_speak_for(lina, town, now)) == f"You hold no seat for {TOWN}, so you cannot speak for it."
    assert policies.territories_spoken_for(lina) == set()
    for place, name in ((town, TOWN), (kedougou, "Kédougou")):
        assert said(policies.may_speak_for(AnonymousUser(), place, now)) == f"Sign in to speak for {name}."
