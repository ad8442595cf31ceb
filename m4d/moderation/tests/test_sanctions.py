"""Measures from mild to hard, told with rule, words and the way to appeal; somebody else answers the appeal."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.activity.models import Entry, Mail, Notice
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.moderation import actions, policies, queries
from m4d.moderation.choices import Measure, Outcome, Reason
from m4d.moderation.models import APPEAL_DAYS, APPEAL_DELAY, Appeal, Case, Decision, Sanction
from m4d.moderation.queries import registry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def moderator(name="Omar"):
    return make_person(name, roles=["moderator"])


def administrator(name="Ada"):
    return make_person(name, roles=["admin"])


def suspend(person, *, by, **fields):
    """Three days without writing."""
    known = {"measure": Measure.SUSPENDED, "rule": Reason.HARM, "text": "Insults in two topics.", "days": 3, "at": NOW}
    return actions.sanction(person, by=by, **(known | fields))


def said(verdict):
    return [str(reason) for reason in verdict.reasons]


def test_who_may_take_which_measure():
    amina, omar, ada = make_person("Amina"), moderator(), administrator()
    facilitator = make_person("Fatou", roles=["facilitator"])
    cases = [
        (amina, make_person("Jonas"), Measure.REMINDER, ["Only moderators decide about members."]),
        (omar, amina, Measure.SUSPENDED, []),
        (omar, omar, Measure.REMINDER, [
            "This is about you. Another moderator must decide.", "Only an administrator decides about a colleague.",
        ]),
        (omar, facilitator, Measure.REMINDER, ["Only an administrator decides about a colleague."]),
        (ada, facilitator, Measure.SUSPENDED, []),
        (omar, amina, Measure.CLOSED, ["Only an administrator closes an account."]),
        (ada, amina, Measure.CLOSED, []),
        (ada, administrator("Bea"), Measure.CLOSED, [
            "The account of an administrator is not closed. Take back the role first."
        ]),
    ]  # fmt: skip
    for by, person, measure, expected in cases:
        assert said(policies.may_sanction(by, person, measure)) == expected


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_member_gets_rule_words_and_the_way_to_appeal_by_mail(settings, language):
    settings.SITE_URL = "https://m4d.example"
    amina, omar = make_person("Amina", language=language), moderator("Omar Moderator")
    made = suspend(amina, by=omar)
    assert (made.ends_at, made.is_in_force(NOW), made.is_in_force(made.ends_at)) == (
        NOW + timedelta(days=3), True, False,
    )  # fmt: skip
    mail = Mail.objects.get()
    assert mail.person == amina
    assert "Insults in two topics." in mail.text
    assert f"https://m4d.example/{language}/moderation/about-me/sanction/{made.pk}/appeal/" in mail.text
    assert "Omar" not in mail.text + mail.subject
    assert Notice.objects.get().person == amina


def test_steps_go_from_mild_to_hard():
    amina, omar = make_person("Amina"), moderator()
    assert queries.next_measure(amina) == Measure.REMINDER
    actions.sanction(amina, by=omar, measure=Measure.REMINDER, rule=Reason.SPAM, text="Please.", at=NOW)
    assert queries.next_measure(amina) == Measure.SLOW
    assert policies.may_write(amina, text="Good morning.", at=NOW)
    actions.sanction(
        amina, by=omar, measure=Measure.SLOW, rule=Reason.SPAM, text="Slower.", days=7, posts_a_day=1, at=NOW
    )
    assert queries.next_measure(amina) == Measure.SUSPENDED


def test_a_closed_account_signs_in_no_more_and_its_owner_appeals_by_the_key_in_the_mail(client):
    amina, ada = make_person("Amina"), administrator()
    signed_in(client, amina)
    made = actions.sanction(amina, by=ada, measure=Measure.CLOSED, rule=Reason.SPAM, text="Only advertising.")
    assert client.get("/en/moderation/about-me/").status_code == 302
    assert not Person.objects.get(pk=amina.pk).is_active
    path = re.search(r"/en/moderation/appeals/by-mail/[^\s]+/", Mail.objects.get().text)[0]
    assert actions.sanction_by_key(path.split("/")[-2]) == made
    client.logout()
    assert "Only advertising." in client.get(path).content.decode()
    assert client.get(path + "x/").status_code == 404
    assert client.get(path.replace("by-mail/", "by-mail/x")).status_code == 404
    assert client.post(path, {"text": ""}).status_code == 422
    assert client.post(path, {"text": "It was my cousin."}).status_code == 303
    assert "You have already appealed." in client.get(path).content.decode()
    appeal = Appeal.objects.get()
    assert said(policies.may_answer(ada, appeal)) == ["You decided this. Somebody else must answer the appeal."]
    actions.answer_appeal(appeal, by=moderator(), granted=True, answer="We believe you.")
    assert Person.objects.get(pk=amina.pk).is_active
    assert Sanction.objects.get().lifted_at is not None


def test_lifting_ends_a_measure_and_tells_the_member():
    amina, omar = make_person("Amina"), moderator()
    made = suspend(amina, by=omar)
    assert not policies.may_write(amina, text="Hello.", at=NOW)
    actions.lift_sanction(made, by=omar, at=NOW + timedelta(hours=1))
    assert policies.may_write(amina, text="Hello.", at=NOW + timedelta(hours=1))
    assert Mail.objects.count() == 2
    with pytest.raises(Refusal):
        actions.lift_sanction(made, by=omar, at=NOW + timedelta(hours=2))


def hidden(things, author, *, by):
    """Something of the author was reported and hidden."""
    actions.flag(author, by=make_person("Reporter"), reason=Reason.SPAM, at=NOW)
    return actions.decide(Case.objects.get(), by=by, outcome=Outcome.HIDE, rule=Reason.SPAM, text="Spam.", at=NOW)


def test_a_decision_keeps_the_words_it_was_about_and_the_mail_quotes_them(things):
    amina, omar = make_person("Amina"), moderator()
    decision = hidden(things, amina, by=omar)
    assert (decision.concerns, decision.title, decision.thing_text) == (amina, "Amina", "The words of Amina")
    text = Mail.objects.get().text
    assert "The words of Amina" in text
    assert f"/en/moderation/about-me/decision/{decision.pk}/appeal/" in text


def test_an_appeal_is_answered_by_somebody_else_and_shows_the_thing_again(things, monkeypatch):
    amina, omar, ngozi = make_person("Amina"), moderator(), moderator("Ngozi")
    decision = hidden(things, amina, by=omar)
    appeal = actions.appeal(decision, by=amina, text="It was information.", at=NOW)
    assert appeal.due_at == NOW + APPEAL_DELAY
    assert {notice.person for notice in Notice.objects.filter(entry__verb="moderation.appeal_made")} == {ngozi}
    assert said(policies.may_answer(omar, appeal)) == ["You decided this. Somebody else must answer the appeal."]
    assert said(policies.may_answer(amina, appeal)) == ["Only moderators answer appeals."]
    monkeypatch.setattr(Person, "hidden_at", NOW)
    actions.answer_appeal(appeal, by=ngozi, granted=True, answer="You are right.", at=NOW)
    assert things.hidden[amina.pk] is None
    assert list(Decision.objects.values_list("outcome", flat=True)) == [Outcome.HIDE, Outcome.RESTORE]
    assert queries.upheld_against(amina, since=NOW - timedelta(days=1)) == 0
    assert "You are right." in Mail.objects.order_by("pk").last().text
    with pytest.raises(Refusal):
        actions.answer_appeal(appeal, by=ngozi, granted=False, answer="Or not.", at=NOW)


def test_who_may_appeal_and_until_when(things):
    amina, omar = make_person("Amina"), moderator()
    decision = hidden(things, amina, by=omar)
    late = NOW + timedelta(days=APPEAL_DAYS, seconds=1)
    assert said(policies.may_appeal(omar, decision, at=NOW)) == ["Only whom it is about can appeal."]
    assert said(policies.may_appeal(amina, decision, at=late)) == [
        "You could appeal until Tuesday 22 December 2026, 12:00 UTC."
    ]
    actions.appeal(decision, by=amina, text="Please.", at=NOW)
    again = Decision.objects.get(pk=decision.pk)
    assert said(policies.may_appeal(amina, again, at=NOW)) == ["You have already appealed. You get an answer by mail."]


def test_late_appeals_are_told_to_the_moderators_once_a_day(things):
    amina, omar = make_person("Amina"), moderator()
    appeal = actions.appeal(hidden(things, amina, by=omar), by=amina, text="Please.", at=NOW)
    assert actions.remind_of_late_cases(at=appeal.due_at) == 0
    Mail.objects.all().delete()
    for hours, mails in ((1, 1), (2, 1), (26, 2)):
        assert actions.remind_of_late_cases(at=appeal.due_at + timedelta(hours=hours)) == 1
        assert Mail.objects.count() == mails


def test_what_was_decided_about_me_is_one_page_with_the_way_to_appeal(client, things):
    amina, omar = make_person("Amina"), moderator("Omar Moderator")
    decision, made = hidden(things, amina, by=omar), suspend(amina, by=omar)
    signed_in(client, amina)
    page = client.get("/en/moderation/about-me/").content.decode()
    for words in ("Insults in two topics.", "The words of Amina", "Advertising or spam", "No writing until a date"):
        assert words in page
    assert "Omar" not in page
    Sanction.objects.update(starts_at=datetime.now(UTC))
    for word, pk in (("decision", decision.pk), ("sanction", made.pk)):
        path = f"/en/moderation/about-me/{word}/{pk}/appeal/"
        assert client.get(path).status_code == 200
        signed_in(client, make_person("Stranger"))
        assert client.get(path).status_code == 404
        signed_in(client, amina)
    assert client.get("/en/moderation/about-me/other/1/appeal/").status_code == 404
    assert client.post(f"/en/moderation/about-me/sanction/{made.pk}/appeal/", {"text": "No."}).status_code == 303
    assert "You have appealed." in client.get("/en/moderation/about-me/").content.decode()


def test_a_moderator_takes_a_measure_on_the_page_of_a_member(client):
    amina, omar = make_person("Amina Diallo"), moderator()
    path = f"/en/moderation/members/{amina.pk}/"
    signed_in(client, omar)
    assert client.get(path).status_code == 200
    values = {"measure": "slow", "rule": "spam", "text": "Slower, please."}
    wrong = client.post(path, values)
    assert wrong.status_code == 422
    assert "Say for how many days." in wrong.content.decode()
    assert client.post(path, values | {"days": 7, "posts_a_day": 2}).status_code == 303
    made = Sanction.objects.get()
    assert (made.posts_a_day, (made.ends_at - made.starts_at).days) == (2, 7)
    assert "Slower, please." in client.get(path).content.decode()
    assert client.post(f"/en/moderation/sanctions/{made.pk}/lifting/").status_code == 303
    signed_in(client, amina)
    assert client.get(path).status_code == 403
    assert client.post(f"/en/moderation/sanctions/{made.pk}/lifting/").status_code == 403


def test_appeals_stand_in_the_queue_and_late_ones_are_marked(client, things):
    amina, omar, ngozi = make_person("Amina"), moderator(), moderator("Ngozi")
    appeal = actions.appeal(hidden(things, amina, by=omar), by=amina, text="Please look again.", at=NOW)
    Appeal.objects.update(created_at=NOW - timedelta(days=20), due_at=NOW - timedelta(days=10))
    signed_in(client, omar)
    page = client.get("/en/moderation/?show=appeals").content.decode()
    assert "Late" in page
    assert "Somebody else must answer the appeal." in page
    assert client.post(f"/en/moderation/appeals/{appeal.pk}/", {"granted": "no", "answer": "x"}).status_code == 403
    signed_in(client, ngozi)
    page = client.get(f"/en/moderation/appeals/{appeal.pk}/").content.decode()
    assert "Please look again." in page
    assert "The words of Amina" in page
    assert client.post(f"/en/moderation/appeals/{appeal.pk}/", {"granted": "no"}).status_code == 422
    done = client.post(f"/en/moderation/appeals/{appeal.pk}/", {"granted": "no", "answer": "It stays."})
    assert done.status_code == 302
    assert Appeal.objects.get().granted is False


def test_under_a_veil_the_author_is_told_and_appeals_and_nobody_learns_who_it_is(client, things, monkeypatch):
    amina, omar, ngozi = make_person("Amina Veiled"), moderator(), moderator("Ngozi")
    kind = queries.kind_of("thing")
    monkeypatch.setitem(
        registry._kinds,
        "thing",
        replace(kind, veiled=lambda one: True, title=lambda one: "Words", text=lambda one: "More."),
    )
    signed_in(client, omar)
    decision = hidden(things, amina, by=omar)
    page = client.get(f"/en/moderation/{decision.case_id}/").content.decode()
    assert f"/moderation/members/{amina.pk}/" not in page
    assert (decision.is_veiled, Mail.objects.get().person) == (True, amina)
    assert Entry.objects.get(verb="moderation.thing_hidden").concerns is None
    appeal = actions.appeal(decision, by=amina, text="Mine are words, not insults.")
    signed_in(client, ngozi)
    for path in ("/en/moderation/?show=appeals", f"/en/moderation/appeals/{appeal.pk}/"):
        said = client.get(path).content.decode()
        assert "Verified member" in said
        assert "Amina" not in said
    assert "Words" not in client.get(f"/en/moderation/members/{amina.pk}/").content.decode()
    actions.answer_appeal(appeal, by=ngozi, granted=False, answer="It stays.")
    assert Entry.objects.get(verb="moderation.appeal_answered").concerns is None
    assert queries.upheld_against(amina, since=NOW - timedelta(days=1)) == 0
    signed_in(client, amina)
    assert "It stays." in client.get("/en/moderation/about-me/").content.decode()
