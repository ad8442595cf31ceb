"""Verifiers do their work on the site itself; who may not verify reads no evidence, on neither side."""

import pytest
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessLog
from m4d.core.testing import signed_in
from m4d.moderation import actions as moderation
from m4d.moderation.models import Case
from m4d.people import actions
from m4d.people.factories import make_organization, make_seat
from m4d.people.models import Organization, SeatHolding

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina():
    return make_person("Amina Diallo", language="fr")


@pytest.fixture
def town(amina):
    """An organization that waits for a verifier."""
    town = make_organization(admin=amina)
    actions.ask_verification(town, by=amina, evidence="Register number 12")
    return town


def evidence_of(town):
    return f"/en/organizations/{town.slug}/verification/"


def test_a_verifier_without_any_other_role_verifies_organizations_and_mandates(client, amina, town):
    seat = make_seat(town, holder=amina)
    signed_in(client, make_person("Vera Costa", roles=["verifier"]))
    page = client.get("/en/people/verification/").content.decode()
    assert (evidence_of(town) in page, "Migration desk" in page) == (True, True)
    assert "Register number 12" in client.get(evidence_of(town)).content.decode()
    client.post(evidence_of(town), {"granted": "no", "reason": "No such number.", "version": town.version})
    assert not Organization.objects.get().is_verified
    client.post(evidence_of(town), {"granted": "yes", "version": town.version})
    client.post(f"/en/seats/{seat.pk}/verification/", {"holding": seat.holdings.get().pk})
    assert (Organization.objects.get().is_verified, SeatHolding.objects.get().is_verified) == (True, True)


@pytest.mark.parametrize("role", ["editor", "moderator", "data_protection", "tutor", ""])
def test_whoever_may_not_verify_reads_no_evidence(client, town, role):
    signed_in(client, make_person("Lina Reyes", roles=[role] if role else []))
    for address in (
        "/en/people/verification/",
        evidence_of(town),
        "/manage/verification/",
        f"/manage/verification/organizations/{town.pk}/",
    ):
        assert b"Register number 12" not in client.get(address, follow=True).content, address
    assert client.get("/en/people/verification/").status_code == 403
    client.post(evidence_of(town), {"granted": "yes", "version": town.version})
    assert not Organization.objects.get().is_verified


def test_whose_evidence_was_read_can_see_by_whom(client, amina, town):
    vera = make_person("Vera Costa", roles=["verifier"])
    signed_in(client, vera).get(evidence_of(town))
    row = AccessLog.objects.get()
    assert (row.by, [*row.concerned.all()], row.kind, row.purpose) == (vera, [amina], "looked", "verification")
    signed_in(client, amina).get(evidence_of(town))
    assert AccessLog.objects.count() == 1
    assert "Vera Costa" in client.get("/en/settings/data/").content.decode()


def test_whose_report_was_read_can_see_by_whom(client, town):
    omar, lina = make_person("Omar", roles=["moderator"]), make_person("Lina Reyes")
    moderation.flag(town, by=lina, reason="false")
    signed_in(client, omar).get(f"/en/moderation/{Case.objects.get().pk}/")
    row = AccessLog.objects.get()
    assert (row.by, [*row.concerned.all()], row.kind, row.purpose) == (omar, [lina], "looked", "report")


def test_whose_evidence_for_a_mandate_was_read_can_see_that_a_verifier_did(client, amina, town):
    vera = make_person("Vera Costa", roles=["verifier"])
    seat = actions.open_seat(by=amina, organization=town, duty="Desk")
    actions.take_seat(seat, by=amina, holder=amina, mandate_from=timezone.localdate(), evidence="Decree 12")
    assert "Decree 12" in signed_in(client, vera).get(seat.get_absolute_url()).content.decode()
    row = AccessLog.objects.get()
    assert (row.by, row.role, [*row.concerned.all()], row.purpose) == (vera, "verifier", [amina], "standing")
    signed_in(client, amina).get(seat.get_absolute_url())
    assert AccessLog.objects.count() == 1
