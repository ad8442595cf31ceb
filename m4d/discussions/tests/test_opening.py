"""Acceptance statement 1: opening is guarded, and once open only the moderators change questions."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry, Notice
from m4d.core.verdicts import Refusal
from m4d.discussions import actions, policies, queries
from m4d.discussions.choices import State, Verb
from m4d.discussions.factories import (
    BEFORE,
    CLOSES_AT,
    DURING,
    FIRST,
    OPEN_AT,
    ZONE,
    make_facilitator,
    make_open,
    make_prepared,
    make_proposal,
)
from m4d.discussions.models import Discussion

pytestmark = pytest.mark.django_db

EVERYTHING = [
    "The first and the last day are missing.",
    "The time zone of the dates is missing.",
    "There is no question yet. One to ten are needed.",
    "The background paper is missing.",
    "At least two moderators are needed.",
    "The languages in which it is facilitated are missing.",
]
LACKING = {
    "nothing": ({}, []),
    "dates": ({"starts_on": None}, EVERYTHING[:1]),
    "zone": ({"time_zone": ""}, EVERYTHING[1:2]),
    "questions": ({"questions": 0}, EVERYTHING[2:3]),
    "paper": ({"paper": " "}, EVERYTHING[3:4]),
    "moderators": ({"moderators": []}, EVERYTHING[4:5]),
    "languages": ({"languages": []}, EVERYTHING[5:]),
    "all of it": (
        {"starts_on": None, "ends_on": None, "time_zone": "", "questions": 0, "paper": "", "moderators": [],
         "languages": []},
        EVERYTHING,
    ),
}  # fmt: skip


@pytest.mark.parametrize("lacking", LACKING)
def test_opening_is_refused_while_anything_is_missing_and_each_thing_is_named(lacking):
    values, reasons = LACKING[lacking]
    facilitator = make_facilitator()
    discussion = make_prepared(facilitator=facilitator, **values)
    assert queries.missing_of(discussion) == reasons
    assert list(policies.may_schedule(facilitator, discussion).reasons) == reasons
    if reasons:
        with pytest.raises(Refusal) as refused:
            actions.schedule_discussion(discussion, by=facilitator, at=BEFORE)
        assert list(refused.value.reasons) == reasons
    else:
        assert actions.schedule_discussion(discussion, by=facilitator, at=BEFORE).state(BEFORE) == State.SCHEDULED


def test_one_moderator_is_not_enough():
    discussion = make_prepared(moderators=[make_person("Fatou Ba")])
    assert queries.missing_of(discussion) == ["At least two moderators are needed."]


def test_ten_questions_are_enough():
    facilitator = make_facilitator()
    discussion = make_prepared(facilitator=facilitator, questions=10)
    with pytest.raises(Refusal, match="ten questions at the most"):
        actions.add_question(discussion, by=facilitator, title="One more?")
    assert discussion.questions.count() == 10


def test_the_clock_opens_on_the_first_day_of_the_zone_and_not_before():
    facilitator = make_facilitator()
    discussion = make_prepared(facilitator=facilitator, time_zone="America/Guayaquil")
    actions.schedule_discussion(discussion, by=facilitator, at=BEFORE)
    midnight_there = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
    assert discussion.opens_at == midnight_there
    assert actions.open_due(at=OPEN_AT) == 0
    assert actions.open_due(at=midnight_there) == 1
    discussion.refresh_from_db()
    assert discussion.state(midnight_there) == State.OPEN
    assert [question.opened_at for question in discussion.questions.all()] == [midnight_there, None]


def test_the_clock_does_not_open_what_lost_a_moderator_and_says_so():
    facilitator = make_facilitator()
    discussion = make_prepared(facilitator=facilitator)
    actions.schedule_discussion(discussion, by=facilitator, at=BEFORE)
    discussion.moderators.first().delete()
    assert actions.open_due(at=OPEN_AT) == 0
    assert Discussion.objects.get().state(OPEN_AT) == State.PREPARED
    notice = Notice.objects.get(entry__verb=Verb.NOT_OPENED)
    assert notice.person == facilitator


def test_nobody_else_opens_and_nobody_opens_early():
    facilitator, member = make_facilitator(), make_person("Lina Moreno")
    discussion = make_prepared(facilitator=facilitator)
    assert list(policies.may_open(member, discussion, at=OPEN_AT).reasons) == [
        "Only facilitators open e-discussions.", "Schedule it first.",
    ]  # fmt: skip
    actions.schedule_discussion(discussion, by=facilitator, at=BEFORE)
    discussion.refresh_from_db()
    assert list(policies.may_open(facilitator, discussion, at=BEFORE).reasons) == ["Its first day is 2 March 2026."]
    assert list(policies.may_open(facilitator, discussion, at=CLOSES_AT).reasons) == ["Its last day is over."]


def test_only_moderators_of_the_discussion_change_questions_once_it_is_open():
    discussion = make_open()
    question = discussion.questions.get(number=1)
    for person in (discussion.facilitator, make_person("Noor Rahman", roles=["admin"]), make_person("Lina Moreno")):
        with pytest.raises(Refusal, match="Only the moderators of this e-discussion can change questions"):
            actions.change_question(question, by=person, title="New?", text="", language="en", at=DURING)
    assert not policies.may_change_question(AnonymousUser(), discussion)


def test_a_changed_question_shows_when_and_what_it_said_before():
    discussion = make_open()
    question = discussion.questions.get(number=1)
    actions.change_question(
        question, by=discussion.team[0], title="Who is missing?", text="Look *around*.", language="en", at=DURING
    )
    question.refresh_from_db()
    wording = question.wordings.get()
    assert (question.title, question.html) == ("Who is missing?", "<p>Look <em>around</em>.</p>\n")
    assert (wording.title, wording.html, wording.changed_at, wording.changed_by) == (
        "Question 1?", "<p>Tell us.</p>\n", DURING, discussion.team[0],
    )  # fmt: skip
    assert Entry.objects.filter(verb=Verb.QUESTION_CHANGED).count() == 1


def test_two_who_change_one_question_do_not_overwrite_each_other():
    discussion = make_open()
    question = discussion.questions.get(number=1)
    change = {"by": discussion.team[0], "text": "", "language": "en", "version": question.version}
    actions.change_question(question, title="First", **change)
    with pytest.raises(actions.Changed) as changed:
        actions.change_question(question, title="Second", **change)
    assert changed.value.thing.title == "First"


def test_what_was_announced_goes_back_when_it_loses_what_it_needs():
    facilitator = make_facilitator()
    discussion = make_prepared(facilitator=facilitator)
    actions.schedule_discussion(discussion, by=facilitator, at=BEFORE)
    again = actions.set_up_discussion(discussion, by=facilitator, values={"paper": ""})
    assert again.state(BEFORE) == State.PREPARED


def test_moments_follow_the_zone():
    discussion = make_prepared(time_zone=ZONE)
    assert (discussion.opens_at, discussion.closes_at) == (datetime(2026, 3, 2, tzinfo=UTC), CLOSES_AT)
    assert discussion.starts_on == FIRST


class TestProposals:
    def test_members_propose_second_and_read_the_answer(self):
        amina, rosa, facilitator = make_person("Amina Diallo"), make_person("Rosa Quispe"), make_facilitator()
        discussion = make_proposal(by=amina)
        assert discussion.state(BEFORE) == State.PROPOSED
        assert discussion.purpose_html == "<p>Councils invite us and do not <strong>listen</strong>.</p>\n"
        assert list(policies.may_second(amina, discussion).reasons) == ["This is your own proposal."]
        actions.second_proposal(discussion, by=rosa, at=BEFORE)
        with pytest.raises(Refusal, match="You have seconded this proposal"):
            actions.second_proposal(discussion, by=rosa, at=BEFORE)
        with pytest.raises(Refusal, match="Write the reason"):
            actions.answer_proposal(discussion, by=facilitator, is_taken_up=False, reason=" ", language="en")
        answered = actions.answer_proposal(
            discussion, by=facilitator, is_taken_up=False, reason="We held one in May.", language="en", at=BEFORE
        )
        assert (answered.state(BEFORE), answered.second_count) == (State.DECLINED, 1)
        told = Notice.objects.filter(entry__verb=Verb.ANSWERED)
        assert {notice.person for notice in told} == {amina, rosa}

    def test_visitors_do_not_see_proposals(self):
        discussion = make_proposal()
        assert not Discussion.objects.visible_to(AnonymousUser()).exists()
        assert Discussion.objects.visible_to(make_person("Lina Moreno")).get() == discussion

    def test_nobody_floods_the_list(self):
        amina = make_person("Amina Diallo")
        for number in range(3):
            make_proposal(f"Question of the day {number}", by=amina, purpose=f"About {number}.")
        with pytest.raises(Refusal, match="several e-discussions today"):
            make_proposal("One more", by=amina, purpose="Another.")
