"""Everything of a spammer is hidden in one go, over all kinds, and comes back in one go."""

from datetime import UTC, datetime, timedelta

import pytest

from m4d.accounts.factories import make_person
from m4d.activity.models import Mail
from m4d.catalogue.models import Card
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.moderation import actions, queries
from m4d.moderation.actions import sweeps
from m4d.moderation.choices import Outcome, Reason
from m4d.moderation.models import Case, Decision, Sweep
from m4d.people.factories import make_organization, make_profile
from m4d.people.models import Organization, Profile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def spammer():
    """Somebody with a profile and three organizations, one of them reported."""
    person = make_person("Spam Mer")
    make_profile("Spam Mer", person=person)
    shops = [make_organization(f"Shop {number}", admin=person) for number in range(3)]
    Organization.objects.update(created_by=person)
    shops[0].refresh_from_db()
    actions.flag(shops[0], by=make_person("Reporter"), reason=Reason.SPAM, at=NOW - timedelta(hours=1))
    return person


def sweep(person, by=None):
    by = by or make_person("Omar", roles=["moderator"])
    return actions.sweep_person(person, by=by, rule=Reason.SPAM, text="All advertising.", at=NOW)


def test_everything_is_hidden_in_the_background_piece_by_piece(spammer, monkeypatch):
    monkeypatch.setattr(sweeps, "CHUNK", 2)
    other = make_profile("Amina Diallo")
    made = sweep(spammer)
    assert (made.total, made.is_running) == (4, True)
    assert [actions.sweep_on(sweep_id=made.pk) for _ in range(4)] == [2, 2, 0, 0]
    made.refresh_from_db()
    assert (made.is_running, made.items.count()) == (False, 4)
    assert not Organization.objects.shown().filter(created_by=spammer).exists()
    assert list(Profile.objects.shown()) == [other]
    assert not Card.objects.filter(kind="organization").exists()


def test_cases_that_waited_are_answered_and_the_spammer_gets_one_mail(spammer):
    made = sweep(spammer)
    actions.sweep_on(sweep_id=made.pk)
    assert not Case.objects.waiting().exists()
    assert Decision.objects.get().sweep == made
    mail = Mail.objects.get()
    assert (mail.person, "All advertising." in mail.text) == (spammer, True)
    assert f"/moderation/about-me/sweep/{made.pk}/appeal/" in mail.text
    assert queries.upheld_against(spammer, since=NOW - timedelta(days=1)) == 1


def test_taking_it_back_shows_exactly_what_was_hidden(spammer):
    omar = make_person("Omar", roles=["moderator"])
    before = Organization.objects.filter(created_by=spammer).order_by("pk").last()
    actions.flag(before, by=make_person("Lina"), reason=Reason.HARM, at=NOW)
    case = Case.objects.get(about_id=before.pk, about_kind="organization")
    actions.decide(case, by=omar, outcome=Outcome.HIDE, rule=Reason.HARM, text="Threats.", at=NOW)
    made = sweep(spammer, omar)
    with pytest.raises(Refusal):
        actions.undo_sweep(made, by=omar, at=NOW)
    actions.sweep_on(sweep_id=made.pk)
    actions.undo_sweep(made, by=omar, at=NOW + timedelta(hours=1))
    assert actions.undo_on(sweep_id=made.pk) == 3
    assert actions.undo_on(sweep_id=made.pk) == 0
    assert set(Organization.objects.filter(hidden_at__isnull=False)) == {before}
    assert Profile.objects.shown().filter(person=spammer).exists()
    assert Card.objects.filter(kind="organization").count() == 2
    assert Sweep.objects.get().is_running is False
    assert queries.upheld_against(spammer, since=NOW - timedelta(days=1)) == 1


def test_an_appeal_against_a_sweep_takes_it_back(spammer):
    made = sweep(spammer)
    actions.sweep_on(sweep_id=made.pk)
    appeal = actions.appeal(made, by=spammer, text="These are real shops.", at=NOW)
    actions.answer_appeal(
        appeal, by=make_person("Ngozi", roles=["moderator"]), granted=True, answer="They are.", at=NOW
    )
    assert actions.undo_on(sweep_id=made.pk) == 4
    assert not Organization.objects.filter(hidden_at__isnull=False).exists()


def test_a_moderator_sees_what_would_go_does_it_and_takes_it_back(client, spammer):
    signed_in(client, make_person("Omar", roles=["moderator"]))
    path = f"/en/moderation/members/{spammer.pk}/everything/"
    page = client.get(path).content.decode()
    assert "<dt>Organization</dt><dd>3</dd>" in page
    assert "Hide 4 texts" in page
    assert client.post(path, {"rule": "spam"}).status_code == 422
    made = client.post(path, {"rule": "spam", "text": "All advertising."})
    assert made.status_code == 303
    assert "in the background" in client.get(made.url).content.decode()
    actions.sweep_on(sweep_id=Sweep.objects.get().pk)
    assert "4 of 4" in client.get(made.url).content.decode()
    assert client.post(f"{made.url}undoing/").status_code == 303
    actions.undo_on(sweep_id=Sweep.objects.get().pk)
    assert "is shown again" in client.get(made.url).content.decode()
    signed_in(client, make_person("Amina"))
    assert client.get(path).status_code == 403
    assert client.get(made.url).status_code == 403


def test_where_nothing_stands_the_page_says_so_and_offers_no_form(client, spammer):
    empty = make_person("Quiet Member")
    omar = make_person("Omar", roles=["moderator"])
    client = signed_in(client, omar)
    page = client.get(f"/en/moderation/members/{empty.pk}/everything/").content.decode()
    assert '<div class="empty"><p><strong>Nothing that others can see</strong></p>' in page
    assert f'href="/en/moderation/members/{empty.pk}/">Back to the member' in page
    assert '<form class="form"' not in page
    assert "is hidden from others" not in page
    # Of a colleague: what stands in their name, and why it cannot be hidden.
    ngozi = make_person("Ngozi", roles=["moderator"])
    make_organization("Shop of Ngozi", admin=ngozi)
    Organization.objects.filter(name="Shop of Ngozi").update(created_by=ngozi)
    page = client.get(f"/en/moderation/members/{ngozi.pk}/everything/").content.decode()
    assert '<div class="notice"><p>' in page
    assert "<button" not in page.split('class="lead"')[1].split("</main>")[0]
