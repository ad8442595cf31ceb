"""Acceptance statement 2: late is handled, not lost; and who speaks under which name."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from m4d.accounts.factories import make_person
from m4d.activity.actions import Incoming
from m4d.activity.models import Entry, Follow, Notice
from m4d.core.verdicts import Refusal
from m4d.discussions import actions, policies, queries
from m4d.discussions.choices import Verb
from m4d.discussions.factories import AFTER, CLOSES_AT, DURING, make_open, make_verified, say
from m4d.discussions.models import Contribution, Draft

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_contribution_stands_under_its_question_with_its_html():
    discussion = make_open()
    rosa = make_person("Rosa Quispe")
    contribution = say(discussion, "The **date** changed <script>everything</script>.", by=rosa)
    assert contribution.html == ("<p>The <strong>date</strong> changed &lt;script&gt;everything&lt;/script&gt;.</p>\n")
    question = discussion.questions.get(number=1)
    discussion.refresh_from_db()
    assert (question.contribution_count, discussion.contribution_count, discussion.participant_count) == (1, 1, 1)
    assert Entry.objects.get(verb=Verb.CONTRIBUTION_MADE).by == rosa
    assert Follow.objects.filter(person=rosa).exists()


def test_a_web_reply_one_minute_after_closing_is_refused_and_offered_as_a_draft():
    discussion = make_open()
    question, rosa = discussion.questions.get(number=1), make_person("Rosa Quispe")
    with pytest.raises(Refusal) as refused:
        say(discussion, "Too late, but true.", by=rosa, at=CLOSES_AT + MINUTE)
    assert refused.value.reasons == (
        "This e-discussion closed at the end of 29 March 2026. Your text is kept as a draft.",
    )
    assert not Contribution.objects.exists()
    draft = queries.draft_of(rosa, question)
    assert (draft.text, draft.saved_at) == ("Too late, but true.", CLOSES_AT + MINUTE)


def test_the_last_second_of_the_last_day_counts():
    discussion = make_open()
    assert say(discussion, at=CLOSES_AT - timedelta(seconds=1)).is_published


def test_a_late_mail_lands_on_the_late_list_and_is_answered():
    discussion = make_open()
    question, rosa = discussion.questions.get(number=1), make_person("Rosa Quispe", language="es")
    mail = Incoming(text="Llego tarde, pero llego.", language="es", was_received_at=CLOSES_AT + MINUTE)
    taken = actions.take_answer(rosa, question.pk, mail)
    assert "list of late contributions" in taken.words
    contribution = Contribution.objects.get()
    assert (contribution.late_at, contribution.via_mail, contribution.is_published) == (
        CLOSES_AT + MINUTE,
        True,
        False,
    )
    assert queries.late_contributions(discussion) == [contribution]
    assert not Contribution.objects.visible_to(AnonymousUser()).exists()
    assert Contribution.objects.visible_to(rosa).get() == contribution
    assert {notice.person for notice in Notice.objects.filter(entry__verb=Verb.CONTRIBUTION_LATE)} == set(
        discussion.team
    )


def test_a_moderator_admits_a_late_contribution_with_a_reason_that_everyone_can_read():
    discussion = make_open()
    question, rosa = discussion.questions.get(number=1), make_person("Rosa Quispe")
    late = actions.contribute_late(question, by=rosa, text="Late.", language="en", at=CLOSES_AT + MINUTE)
    with pytest.raises(Refusal, match="Write the reason"):
        actions.admit_contribution(late, by=discussion.team[0], reason=" ")
    for person in (rosa, discussion.facilitator):
        with pytest.raises(Refusal, match="Only the moderators of this e-discussion can admit"):
            actions.admit_contribution(late, by=person, reason="Please")
    actions.admit_contribution(late, by=discussion.team[0], reason="The power was out in Loja.", at=AFTER)
    row = queries.contributions_of(question).get()
    assert (row["admitted_reason"], row["late_at"]) == ("The power was out in Loja.", CLOSES_AT + MINUTE)
    question.refresh_from_db()
    assert question.contribution_count == 1
    assert Notice.objects.get(entry__verb=Verb.CONTRIBUTION_ADMITTED).person == rosa


def test_a_mail_in_time_stands_at_once_with_what_was_cut():
    discussion = make_open()
    question = discussion.questions.get(number=1)
    mail = Incoming(text="From my phone.", cut="> On Monday you wrote", language="en", was_received_at=DURING)
    taken = actions.take_answer(make_person("Rosa Quispe"), question.pk, mail)
    contribution = Contribution.objects.get()
    assert taken.path == f"e-discussions/contributions/{contribution.pk}/"
    assert (contribution.is_published, contribution.cut) == (True, "> On Monday you wrote")


def test_a_mail_without_words_is_refused_with_a_sentence():
    discussion = make_open()
    question = discussion.questions.get(number=1)
    with pytest.raises(Refusal, match="Write something first"):
        actions.take_answer(make_person("Rosa Quispe"), question.pk, Incoming(text=" ", was_received_at=DURING))


REFUSED = {
    "a visitor": (AnonymousUser(), 1, "words", DURING, ["Sign in to contribute."]),
    "no words": (None, 1, " ", DURING, ["Write something first."]),
    "a question to come": (None, 2, "words", DURING - timedelta(days=5), ["This question opens on 9 March 2026."]),
    "before it opens": (None, 1, "words", DURING - timedelta(days=30), ["This e-discussion is not open yet."]),
}


@pytest.mark.parametrize("situation", REFUSED)
def test_who_may_contribute(situation):
    person, number, text, at, reasons = REFUSED[situation]
    discussion = make_open()
    question = discussion.questions.get(number=number)
    verdict = policies.may_contribute(person or make_person("Rosa Quispe"), question, text=text, at=at)
    assert list(verdict.reasons) == reasons


def test_a_draft_is_kept_changed_and_gone_once_sent():
    discussion = make_open()
    question, rosa = discussion.questions.get(number=1), make_person("Rosa Quispe")
    actions.keep_draft(question, by=rosa, text="First", language="es", at=DURING)
    actions.keep_draft(question, by=rosa, text="First and second", language="es", at=DURING)
    assert [draft.text for draft in Draft.objects.all()] == ["First and second"]
    say(discussion, "First and second", by=rosa)
    assert not Draft.objects.exists()


def test_useful_counts_once_and_is_taken_back():
    discussion = make_open()
    contribution, lina = say(discussion), make_person("Lina Moreno")
    assert actions.mark_useful(contribution, by=lina) is True
    assert Contribution.objects.get().useful_count == 1
    assert actions.mark_useful(contribution, by=lina) is False
    assert Contribution.objects.get().useful_count == 0
    assert list(policies.may_mark_useful(contribution.author, contribution).reasons) == ["These are your own words."]


def test_withdrawn_words_go_and_their_place_stays():
    discussion = make_open()
    contribution = say(discussion, "I should not have said this.")
    with pytest.raises(Refusal, match="Only whoever wrote it"):
        actions.withdraw_contribution(contribution, by=discussion.team[0])
    actions.withdraw_contribution(contribution, by=contribution.author, at=DURING)
    row = queries.contributions_of(contribution.question).get()
    assert (row["html"], row["withdrawn_at"]) == ("", DURING)
    discussion.refresh_from_db()
    assert (discussion.contribution_count, discussion.participant_count) == (0, 0)


def test_a_verified_organization_speaks_for_somebody_without_an_account():
    discussion, admin = make_open(), make_person("Mamadou Sylla")
    organization = make_verified(admin=admin)
    contribution = say(discussion, "She says: ask us first.", by=admin, organization=organization)
    row = queries.contributions_of(contribution.question).get()
    speaker = queries.speakers_for([row], AnonymousUser())[contribution.pk]
    assert (speaker.name, speaker.where) == ("Migrants' federation", "for a person without an account")
    assert not queries.is_participant(admin, discussion)


def test_only_admins_of_verified_organizations_speak_for_others():
    discussion, admin = make_open(), make_person("Mamadou Sylla")
    organization = make_verified(admin=admin)
    with pytest.raises(Refusal, match="own admins can speak for others"):
        say(discussion, by=make_person("Lina Moreno"), organization=organization)
    type(organization).objects.update(verified_at=None)
    organization.refresh_from_db()
    with pytest.raises(Refusal, match="Only a verified organization"):
        say(discussion, by=admin, organization=organization)


def test_a_hundred_thousand_characters_are_refused_and_emoji_and_mixed_directions_are_kept():
    discussion = make_open()
    with pytest.raises(Refusal, match="longer than 20000 characters"):
        say(discussion, "a" * 100_000)
    assert say(discussion, "👍🏽👍🏽").text == "👍🏽👍🏽"
    assert say(discussion, "قال «budget participatif» نعم").html == "<p>قال «budget participatif» نعم</p>\n"


def test_a_contribution_without_words_cannot_be_stored():
    discussion = make_open()
    contribution = say(discussion)
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=contribution.pk).update(text="")
