"""What somebody wrote to be verified, or others wrote about their mandate: theirs to read, gone when they leave."""

from datetime import UTC, datetime

import pytest

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in
from m4d.people import actions, privacy
from m4d.people.factories import join, make_organization
from m4d.people.models import VerificationRequest

from .conftest import words

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def amina():
    return make_person("Amina Diallo")


@pytest.fixture
def vera():
    return make_person("Vera Costa", roles=["verifier"])


@pytest.fixture
def town(amina):
    town = make_organization("Small club", admin=amina)
    actions.ask_verification(town, by=amina, evidence="Ask cousin Awa.", evidence_url="https://awa.example/", at=NOW)
    return town


def answer(town, vera):
    actions.answer_verification(town, by=vera, version=town.version, granted=False, reason="No such page.", at=NOW)


def held(person):
    return {part["what"]: int(part["rows"]) for part in privacy.held(person)}


def test_requests_are_in_the_data_of_who_sent_and_of_who_answered_them(town, amina, vera):
    answer(town, vera)
    sent, answered = (
        "Requests for verification that you sent, with what you wrote as evidence",
        "Requests for verification that you answered",
    )
    assert (held(amina)[sent], held(amina)[answered]) == (1, 0)
    assert (held(vera)[sent], held(vera)[answered]) == (0, 1)
    (row,) = privacy.export(amina)["requests_for_verification"]
    assert row == {
        "organization": "Small club", "evidence": "Ask cousin Awa.", "evidence_url": "https://awa.example/",
        "language": "en", "created_at": NOW, "decided_at": NOW, "is_granted": False, "reason": "No such page.",
    }  # fmt: skip
    (row,) = privacy.export(vera)["answers_about_verification"]
    assert (row["organization"], row["reason"], "evidence" in row) == ("Small club", "No such page.", False)


def test_an_answered_request_keeps_the_answer_without_who_wrote_what(town, amina, vera):
    answer(town, vera)
    privacy.erase(amina)
    request = VerificationRequest.objects.get()
    assert (request.by, request.evidence, request.evidence_url) == (None, "", "")
    assert (request.decided_at, request.is_granted, request.decided_by) == (NOW, False, vera)
    privacy.erase(vera)
    request.refresh_from_db()
    assert (request.decided_by, request.reason) == (None, "No such page.")


def test_a_request_that_waits_is_closed_when_its_author_leaves(client, town, amina, vera):
    jonas = make_person("Jonas Weber")
    join(jonas, town)
    town.affiliations.filter(person=jonas).update(is_admin=True)
    privacy.erase(amina)
    request = VerificationRequest.objects.get()
    assert (request.by, request.evidence, request.is_granted, request.decided_by) == (None, "", None, None)
    assert not VerificationRequest.objects.waiting().exists()
    assert "No organization is waiting." in words(signed_in(client, vera).get("/en/people/verification/"))
    page = words(signed_in(client, jonas).get(f"/en/organizations/{town.slug}/verification/"))
    assert ("Closed without an answer" in page, "Not verified" in page) == (True, False)
    actions.ask_verification(town, by=jonas, evidence="Register number 12", at=NOW)
    assert VerificationRequest.objects.waiting().get().by == jonas


def test_what_somebody_did_for_others_stays_without_their_name(amina, vera):
    town = actions.open_organization(by=amina, values={"name": "Small club", "language": "fr"}, at=NOW)
    jonas = make_person("Jonas Weber")
    actions.confirm_member(actions.ask_to_join(town, by=jonas, at=NOW), by=amina, at=NOW)
    seat = actions.open_seat(by=amina, organization=town, duty="Desk", at=NOW)
    holding = actions.take_seat(seat, by=amina, holder=jonas, mandate_from=NOW.date(), at=NOW)
    actions.verify_holding(holding, by=vera, at=NOW)
    actions.answer_verification(town, by=vera, version=town.version, granted=True, at=NOW)
    actions.leave_seat(holding, by=amina, at=NOW)
    acts = privacy.export(amina)["acts"]
    assert (acts["organizations_opened"], len(acts["members_confirmed_at"])) == (["Small club"], 2)
    assert acts["seats_opened"] == [{"duty": "Desk", "created_at": NOW}]
    assert acts["mandates_given"] == [{"seat__duty": "Desk", "created_at": NOW}]
    assert acts["mandates_ended"] == [{"seat__duty": "Desk", "ended_at": NOW}]
    acts = privacy.export(vera)["acts"]
    assert acts["organizations_verified"] == ["Small club"]
    assert acts["mandates_verified"] == [{"seat__duty": "Desk", "verified_at": NOW}]
    for person in (amina, vera):
        assert "Jonas" not in str(privacy.export(person))
        privacy.erase(person)
    for row in (town, seat, holding):
        row.refresh_from_db()
    assert (town.created_by, town.verified_by, seat.created_by) == (None, None, None)
    assert (holding.appointed_by, holding.verified_by, holding.ended_by) == (None, None, None)
    assert (holding.person, holding.is_verified, town.is_verified) == (jonas, True, True)


def test_what_was_written_about_a_mandate_is_in_the_data_of_its_holder(town, amina):
    jonas = make_person("Jonas Weber")
    join(jonas, town)
    seat = actions.open_seat(by=amina, organization=town, duty="Desk", at=NOW)
    actions.take_seat(seat, by=amina, holder=jonas, mandate_from=NOW.date(), evidence="Decree 12", at=NOW)
    assert [row["evidence"] for row in privacy.export(jonas)["seats"]] == ["Decree 12"]
    assert privacy.export(amina)["seats"] == []
    privacy.erase(jonas)
    assert seat.holdings.get().evidence == ""
