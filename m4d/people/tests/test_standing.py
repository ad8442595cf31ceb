"""What "verified" is worth: who may say it, what undoes it, and for whom a seat speaks."""

from datetime import UTC, datetime

import pytest

from m4d.accounts.factories import make_person
from m4d.activity import queries as journal
from m4d.activity.models import Entry, Notice
from m4d.catalogue.models import Card
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal, verdict
from m4d.jobs import actions as jobs
from m4d.moderation import actions as moderation
from m4d.moderation import policies as moderating
from m4d.moderation.models import Case
from m4d.people import actions, policies
from m4d.people.choices import Verb
from m4d.people.factories import join, make_organization, make_profile, make_seat
from m4d.people.models import Organization, VerificationRequest

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def reasons(answer):
    return [str(reason) for reason in answer.reasons]


def change(organization, by, **values):
    return actions.change_organization(organization, by=by, version=organization.version, values=values, at=NOW)


@pytest.mark.parametrize(
    "values",
    [{"name": "Ministry of the Interior"}, {"country": "FR"}, {"website": "https://ministry.example/"}, {"territory"}],
)
def test_a_verified_organization_that_becomes_another_is_verified_anew(values, kedougou):
    amina, jonas = make_person("Amina Diallo"), make_person("Jonas Weber")
    club = make_organization("Small club", admin=amina, verified=True)
    join(jonas, club)
    club.affiliations.filter(person=jonas).update(is_admin=True)
    club = change(club, amina, **({"territory": kedougou} if values == {"territory"} else values))
    club.refresh_from_db()
    assert (club.is_verified, club.verified_by) == (False, None)
    request = VerificationRequest.objects.get()
    assert (request.organization, request.by, request.decided_at) == (club, amina, None)
    entry = Entry.objects.get(verb=Verb.VERIFICATION_LAPSED)
    assert (entry.by, [notice.person for notice in Notice.objects.filter(entry=entry)]) == (amina, [jonas])
    ((_entry, sentence),) = journal.sentences([entry], amina)
    assert "no longer verified" in sentence


def test_other_changes_and_changes_by_a_verifier_leave_the_verification():
    amina, vera = make_person("Amina Diallo"), make_person("Vera Costa", roles=["programme"])
    club = make_organization("Small club", admin=amina, verified=True)
    club = change(club, amina, name="Small club", about="We meet on Fridays.", themes=["rights"])
    club = change(club, vera, name="The small club")
    club.refresh_from_db()
    assert (club.is_verified, VerificationRequest.objects.exists()) == (True, False)


def test_nobody_verifies_what_they_opened_or_belonged_to():
    vera = make_person("Vera Costa", roles=["verifier"])
    own = actions.open_organization(by=vera, values={"name": "My own", "name_language": "en", "language": "en"})
    joined = make_organization("Small club")
    join(vera, joined)
    for organization in (own, joined):
        actions.end_affiliation(organization.affiliations.get(), by=make_person("Ann", roles=["admin"]))
        assert reasons(policies.may_verify_organization(vera, organization)) == [
            "You belong or belonged to this organization. Another verifier must answer."
        ]
    Organization.objects.filter(pk=own.pk).update(created_by=None)
    assert policies.may_verify_organization(vera, make_organization("Another"))


def test_an_admin_of_an_organization_does_not_decide_about_it():
    omar, lina = make_person("Omar", roles=["moderator"]), make_person("Lina")
    town = make_organization(admin=omar)
    moderation.flag(town, by=lina, reason="false")
    case = Case.objects.get()
    assert reasons(moderating.may_decide(omar, case, "dismiss", thing=town)) == [
        "This is about you. Another moderator must decide."
    ]
    assert moderating.may_decide(make_person("Mo", roles=["moderator"]), case, "dismiss", thing=town)


def test_the_list_of_verifiers_says_for_which_territory_a_seat_speaks(client, kedougou):
    amina = make_person("Amina Diallo")
    make_seat(make_organization("Small club", admin=amina, territory=kedougou), territory=kedougou, holder=amina)
    signed_in(client, make_person("Vera Costa", roles=["verifier"]))
    assert "Speaks for Kédougou." in client.get("/en/people/verification/").content.decode()


def test_cards_of_members_do_not_name_a_hidden_organization():
    omar, lina, amina = make_person("Omar", roles=["moderator"]), make_person("Lina"), make_person("Amina Diallo")
    make_profile(person=amina, visibility={"organizations": "public"})
    club = make_organization("Scandalous club")
    join(amina, club)

    def named():
        return [card for card in Card.objects.filter(kind="person") if "Scandalous" in str(card.data)]

    assert len(named()) == 2
    moderation.flag(club, by=lina, reason="false")
    moderation.decide(Case.objects.get(), by=omar, outcome="hide", rule="false", text="It does not exist.")
    jobs.work_off()
    assert named() == []
    moderation.decide(Case.objects.get(), by=omar, outcome="restore", rule="false", text="It does.")
    jobs.work_off()
    assert len(named()) == 2


@pytest.mark.parametrize(
    ("audience", "organizations", "leads"),
    [("public", "public", True), ("public", "members", False), ("nobody", "public", False)],
)
def test_the_page_of_a_seat_leads_to_the_holder_only_where_both_are_open(client, audience, organizations, leads):
    amina = make_person("Amina Diallo")
    profile = make_profile(
        person=amina, visibility={"name": audience, "organizations": organizations, "headline": "public"}
    )
    seat = make_seat(make_organization(admin=amina), holder=amina, verified=True)
    assert (profile.slug in client.get(seat.get_absolute_url()).content.decode()) is leads
    type(profile).objects.update(hidden_at=NOW)
    assert profile.slug not in client.get(seat.get_absolute_url()).content.decode()


def blind_once(monkeypatch, module, name):
    """The check lets the second post pass, as when two arrive at once; afterwards it sees again."""
    seeing, calls = getattr(module, name), []

    def check(*args, **options):
        calls.append(args)
        return verdict() if len(calls) == 1 else seeing(*args, **options)

    monkeypatch.setattr(module, name, check)


def test_two_posts_at_once_get_the_answer_of_the_check(monkeypatch):
    amina, lina = make_person("Amina Diallo"), make_person("Lina Reyes")
    town = make_organization(admin=amina)
    actions.ask_to_join(town, by=lina)
    actions.ask_verification(town, by=amina, evidence="Register, page 2.")
    moderation.flag(town, by=lina, reason="false", at=NOW)
    for module, name, act, answer in (
        (policies, "may_join", lambda: actions.ask_to_join(town, by=lina),
         "You are already listed here, or your request is waiting."),
        (policies, "may_ask_verification", lambda: actions.ask_verification(town, by=amina, evidence="Again."),
         "Your request is waiting. A verifier will answer it."),
        (moderating, "may_flag", lambda: moderation.flag(town, by=lina, reason="false", at=NOW),
         "You have already reported this. A moderator will look at it."),
    ):  # fmt: skip
        blind_once(monkeypatch, module, name)
        with pytest.raises(Refusal) as refused:
            act()
        assert str(refused.value) == answer
