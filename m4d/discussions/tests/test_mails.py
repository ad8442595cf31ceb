"""What is told by mail: in the reader's language, with a way to answer, and never of a pseudonym's owner."""

import pytest
from django.utils import translation

from m4d.accounts.factories import make_person
from m4d.activity import queries as activity
from m4d.activity.models import Entry, Mail, Notice
from m4d.discussions import actions
from m4d.discussions.actions.telling import _MAILS
from m4d.discussions.choices import Verb
from m4d.discussions.factories import (
    AFTER,
    CLOSES_AT,
    DURING,
    WINDOW_ENDS_AT,
    make_facilitator,
    make_open,
    make_proposal,
    make_put,
    make_verified,
    say,
)
from m4d.jobs import actions as jobs

pytestmark = pytest.mark.django_db


def told(verb, language="en"):
    """The mail of the newest entry of a verb."""
    entry = Entry.objects.filter(verb=verb).latest("pk")
    with translation.override(language):
        return activity.declared(verb).message(entry, language)


def everything():
    """A world in which every verb with a mail has happened."""
    facilitator = make_facilitator("Awa Diop")
    refused = make_proposal("No table")
    actions.answer_proposal(refused, by=facilitator, is_taken_up=False, reason="Not now.", language="en")
    put = make_put()
    actions.publish_recap(put, by=put.team[0], text="Dates **matter**.", language="en", at=AFTER)
    paragraph = put.paragraphs.get()
    objection = actions.object_to(paragraph, by=put.speakers[0], text="No.", language="en", at=AFTER)
    actions.settle_objection(objection, by=put.team[0], note="Mended.", at=AFTER)
    actions.withdraw_contribution(put.said[0], by=put.said[0].author, at=AFTER)
    actions.end_windows(at=WINDOW_ENDS_AT)
    actions.follow_up(put, by=put.team[0], text="Three councils changed.", language="en", at=WINDOW_ENDS_AT)
    live = make_open("A second table")
    actions.invite(live, by=live.facilitator, addresses=[make_person("Amina Diallo").email], at=DURING)
    say(live, by=make_person("Rosa Quispe"))
    actions.open_questions(at=DURING)
    actions.remind_of_recaps(at=DURING)
    question = live.questions.get(number=1)
    admin = make_person("Mamadou Sylla")
    organization = make_verified(admin=admin)
    waits = actions.speak(
        question, by=admin, text="Later.", language="en", appears="day", organization=organization, at=DURING
    )
    type(organization).objects.update(verified_at=None)
    actions.release_due(at=waits.due_at)
    late = actions.contribute_late(question, by=make_person("Late"), text="Late.", language="en", at=CLOSES_AT)
    actions.admit_contribution(late, by=live.team[0], reason="Power.", at=AFTER)
    from m4d.discussions.factories import BEFORE, OPEN_AT, make_prepared

    lost = make_prepared("A third table", facilitator=facilitator)
    actions.schedule_discussion(lost, by=facilitator, at=BEFORE)
    lost.moderators.first().delete()
    actions.open_due(at=OPEN_AT)


def test_every_mail_of_the_room_can_be_written_in_every_language():
    everything()
    for verb in _MAILS:
        for language in ("en", "fr", "es", "ar"):
            message = told(verb, language)
            assert message is not None, verb
            assert message.subject, verb
            assert message.text, verb


def test_the_launch_carries_the_questions_and_a_way_to_answer_the_first():
    discussion = make_open()
    message = told(Verb.OPENED)
    assert "1. Question 1?" in message.text
    assert message.target == ("q", discussion.questions.get(number=1).pk)
    assert message.hint == "Reply to answer question 1."


def test_the_draft_says_how_to_endorse_by_mail():
    put = make_put()
    message = told(Verb.DRAFT_PUT)
    assert message.target == ("e", put.pk)
    assert "Reply “yes” to endorse it" in message.hint
    assert message.text == "1. Dates decide who can come."


def test_a_mail_of_a_contribution_names_whoever_speaks_as_visitors_may_know_them():
    discussion = make_open()
    say(discussion, by=make_person("Rosa Quispe"))
    assert told(Verb.CONTRIBUTION_MADE).byline == "A member answers question 1:"


def test_nobody_is_told_of_their_own_words(django_capture_on_commit_callbacks):
    discussion = make_open()
    lina, rosa = make_person("Lina Moreno"), make_person("Rosa Quispe")
    actions.choose_pseudonym(discussion, by=rosa, name="Golondrina", at=DURING)
    for person in (lina, rosa):
        say(discussion, f"First words of {person.pk}.", by=person)
    jobs.work_off()
    Notice.objects.all().delete()
    say(discussion, "Under another name.", by=rosa)
    jobs.work_off()
    told_people = set(Notice.objects.filter(entry__verb=Verb.CONTRIBUTION_MADE).values_list("person__name", flat=True))
    assert "Lina Moreno" in told_people
    assert "Rosa Quispe" not in told_people


def test_the_mails_of_a_discussion_are_sent():
    put = make_put()
    jobs.work_off()
    subjects = set(Mail.objects.filter(person__in=put.speakers).values_list("subject", flat=True))
    assert any("Do you endorse this? Who sits at the table?" in subject for subject in subjects)
