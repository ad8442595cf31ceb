"""Acceptance statements 4 and 5: the summary shows its sources, and endorsement is a procedure."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from m4d.accounts.factories import make_person
from m4d.activity.actions import Incoming
from m4d.activity.models import Entry, Notice
from m4d.core.verdicts import Refusal
from m4d.discussions import actions, policies, queries
from m4d.discussions.choices import Settled, State, Verb
from m4d.discussions.factories import (
    AFTER,
    CLOSES_AT,
    WINDOW_ENDS_AT,
    WINDOW_ENDS_ON,
    make_open,
    make_put,
    make_verified,
    say,
)
from m4d.discussions.models import Endorsement, Objection, Paragraph
from m4d.trails import queries as trails

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def write(discussion, text="Dates decide.", **values):
    return actions.save_paragraph(discussion, by=discussion.team[0], text=text, language="en", at=AFTER, **values)


class TestSources:
    def test_a_paragraph_without_sources_can_only_be_saved_as_the_moderators_own_synthesis(self):
        discussion = make_open()
        with pytest.raises(Refusal) as refused:
            write(discussion)
        assert refused.value.reasons == (
            "Tick the contributions that this paragraph rests on, or mark it as the moderators' own synthesis.",
        )
        assert write(discussion, is_synthesis=True).is_synthesis
        assert write(discussion, sources=[say(discussion)]).citation_count == 1

    def test_the_database_holds_it_too(self):
        paragraph = write(make_open(), is_synthesis=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            Paragraph.objects.filter(pk=paragraph.pk).update(is_synthesis=False)

    def test_only_what_stands_in_this_discussion_is_cited(self):
        discussion, other = make_open(), make_open("Another table")
        withdrawn = say(discussion)
        actions.withdraw_contribution(withdrawn, by=withdrawn.author)
        for wrong in (say(other), withdrawn):
            with pytest.raises(Refusal, match="Only contributions that stand in this e-discussion"):
                write(discussion, sources=[say(discussion, f"Beside {wrong.pk}"), wrong])

    def test_an_author_sees_the_paragraphs_that_cite_them(self):
        put = make_put()
        author, contribution = put.speakers[0], put.said[0]
        assert [str(one) for one in queries.cited_by([contribution], author)[contribution.pk]] == [
            "Dates decide who can come."
        ]
        (reached,) = trails.onward(contribution, author)
        assert (reached.title, reached.label) == ("Dates decide who can come.", "Paragraph of a summary")

    def test_a_draft_that_is_not_put_shows_only_to_those_who_write_it(self):
        discussion = make_open()
        contribution = say(discussion)
        write(discussion, sources=[contribution])
        assert queries.cited_by([contribution], contribution.author) == {contribution.pk: []}
        assert len(queries.cited_by([contribution], discussion.team[1])[contribution.pk]) == 1

    def test_a_withdrawn_source_flags_its_paragraphs_to_the_moderators(self):
        discussion = make_open()
        gone, stays = say(discussion, "One"), say(discussion, "Two")
        shaken, firm = write(discussion, sources=[gone]), write(discussion, "Firm", sources=[stays])
        actions.withdraw_contribution(gone, by=gone.author, at=AFTER)
        assert queries.shaken_paragraphs([shaken, firm]) == [shaken]
        notices = Notice.objects.filter(entry__verb=Verb.CONTRIBUTION_WITHDRAWN)
        assert {notice.person for notice in notices} == set(discussion.team)
        assert notices.first().entry.data["cited"] == 1
        actions.close_due(at=CLOSES_AT)
        with pytest.raises(Refusal, match="was withdrawn or hidden. Mend it first"):
            actions.put_draft(discussion, by=discussion.team[0], ends_on=WINDOW_ENDS_ON, at=AFTER)

    def test_two_moderators_who_edit_one_paragraph_do_not_overwrite_each_other(self):
        discussion = make_open()
        paragraph = write(discussion, sources=[say(discussion)])
        write(discussion, "Fatou's words", is_synthesis=True, paragraph=paragraph, version=1)
        with pytest.raises(actions.Changed) as changed:
            write(discussion, "Luis's words", is_synthesis=True, paragraph=paragraph, version=1)
        assert changed.value.thing.text == "Fatou's words"

    def test_changing_the_sources_lifts_and_lays_steps(self):
        discussion = make_open()
        one, two = say(discussion, "One"), say(discussion, "Two")
        paragraph = write(discussion, sources=[one])
        write(discussion, sources=[two], paragraph=paragraph)
        moderator = discussion.team[0]
        assert trails.onward(one, moderator) == []
        assert [reached.thing for reached in trails.back(paragraph, moderator)] == [two]

    def test_a_recommendation_follows_from_paragraphs_and_is_walked_both_ways(self):
        put = make_put()
        paragraph = put.paragraphs.get()
        wish = {"by": put.team[0], "text": "Hold the hearing in August.", "language": "en"}
        with pytest.raises(Refusal) as refused:
            actions.save_recommendation(put, addressed_to=" ", sources=[], **wish)
        assert refused.value.reasons == (
            "Say to whom the recommendation is addressed.",
            "Tick the paragraphs from which the recommendation follows.",
        )
        made = actions.save_recommendation(put, addressed_to="Councils", sources=[paragraph], **wish)
        (first,) = trails.onward(put.said[0], AnonymousUser())
        assert [beyond.thing for beyond in first.beyond] == [made]
        (back,) = trails.back(made, AnonymousUser())
        assert {beyond.thing for beyond in back.beyond} == set(put.said)

    def test_paragraphs_change_places(self):
        discussion = make_open()
        one, two = (write(discussion, text, is_synthesis=True) for text in ("One", "Two"))
        actions.move_paragraph(two, by=discussion.team[0], up=True)
        assert [str(paragraph) for paragraph in queries.paragraphs_of(discussion)] == ["Two", "One"]
        actions.move_paragraph(one, by=discussion.team[0], up=False)
        assert [paragraph.number for paragraph in queries.paragraphs_of(discussion)] == [1, 2]


class TestEndorsement:
    def test_the_draft_goes_to_the_participants_for_a_set_window(self):
        put = make_put(contributions=4)
        assert (put.state(AFTER), put.quorum, put.endorsement_ends_at) == (State.ENDORSEMENT, 2, WINDOW_ENDS_AT)
        told = {notice.person for notice in Notice.objects.filter(entry__verb=Verb.DRAFT_PUT)}
        assert set(put.speakers) <= told

    def test_a_draft_waits_for_the_close_and_for_words(self):
        discussion = make_open()
        verdict = policies.may_put_draft(discussion.team[0], discussion, ends_at=None, at=CLOSES_AT - SECOND)
        assert list(verdict.reasons) == [
            "Contributions are still being taken.",
            "The summary has no paragraph yet.",
            "Nobody took part, so nobody could endorse.",
            "Choose the last day for endorsing.",
        ]

    def test_at_the_quorum_it_is_endorsed(self):
        put = make_put(contributions=4)
        for person in put.speakers[:2]:
            actions.endorse(put, by=person, at=AFTER)
        assert actions.end_windows(at=WINDOW_ENDS_AT) == 1
        put.refresh_from_db()
        assert (put.state(WINDOW_ENDS_AT), put.is_endorsed, put.endorsement_count) == (State.ENDORSED, True, 2)

    def test_below_the_quorum_it_is_published_not_endorsed_and_never_endorsed(self):
        put = make_put(contributions=4)
        actions.endorse(put, by=put.speakers[0], at=AFTER)
        actions.end_windows(at=WINDOW_ENDS_AT)
        put.refresh_from_db()
        assert (put.state(WINDOW_ENDS_AT), put.is_endorsed) == (State.PUBLISHED, False)
        assert State.PUBLISHED.label == "Published, not endorsed"
        with pytest.raises(Refusal, match="not open for endorsement now"):
            actions.endorse(put, by=put.speakers[1], at=WINDOW_ENDS_AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            type(put).objects.filter(pk=put.pk).update(is_endorsed=True)

    def test_the_window_does_not_end_early_and_ends_once(self):
        put = make_put()
        assert actions.end_windows(at=WINDOW_ENDS_AT - SECOND) == 0
        assert actions.end_endorsement(put, at=WINDOW_ENDS_AT - SECOND).published_at is None
        assert actions.end_windows(at=WINDOW_ENDS_AT) == 1
        assert actions.end_windows(at=WINDOW_ENDS_AT) == 0
        assert Entry.objects.filter(verb=Verb.PUBLISHED).count() == 1

    def test_moderators_cannot_endorse_at_all_nor_on_others_behalf(self):
        put = make_put()
        moderator = put.team[0]
        reasons = list(policies.may_endorse(moderator, put, at=AFTER).reasons)
        assert reasons == ["Moderators wrote the summary, so they do not endorse it."]
        with pytest.raises(TypeError):
            actions.endorse(put, by=moderator, person=put.speakers[0], at=AFTER)

    def test_only_participants_endorse_each_once(self):
        put = make_put()
        assert list(policies.may_endorse(make_person("Lina Moreno"), put, at=AFTER).reasons) == [
            "Only people who contributed to this e-discussion can do this."
        ]
        actions.endorse(put, by=put.speakers[0], at=AFTER)
        with pytest.raises(Refusal, match="You have endorsed this summary"):
            actions.endorse(put, by=put.speakers[0], at=AFTER)

    def test_a_participant_objects_to_a_named_paragraph_with_a_text(self):
        put = make_put()
        paragraph, person = put.paragraphs.get(), put.speakers[0]
        with pytest.raises(Refusal, match="Write what you object to"):
            actions.object_to(paragraph, by=person, text=" ", language="en", at=AFTER)
        objection = actions.object_to(paragraph, by=person, text="Money decides.", language="en", at=AFTER)
        assert {notice.person for notice in Notice.objects.filter(entry__verb=Verb.OBJECTED)} == set(put.team)
        with pytest.raises(Refusal, match="Take the objection back first"):
            actions.endorse(put, by=person, at=AFTER)
        actions.settle_objection(objection, by=person, at=AFTER)
        assert actions.endorse(put, by=person, at=AFTER).person == person

    def test_unsettled_objections_are_printed_with_the_final_text(self):
        put = make_put()
        paragraph = put.paragraphs.get()
        stays = actions.object_to(paragraph, by=put.speakers[0], text="Money decides.", language="en", at=AFTER)
        settled = actions.object_to(paragraph, by=put.speakers[1], text="A comma.", language="en", at=AFTER)
        actions.settle_objection(settled, by=put.team[0], note="Comma set.", at=AFTER)
        settled.refresh_from_db()
        assert (settled.settled_how, settled.settled_note) == (Settled.CHANGED, "Comma set.")
        actions.end_windows(at=WINDOW_ENDS_AT)
        put.refresh_from_db()
        (shown,) = queries.summary_of(put, AnonymousUser())["paragraphs"]
        assert shown.dissent == [stays]
        with pytest.raises(Refusal, match="published with its objections"):
            actions.settle_objection(stays, by=put.team[0], at=WINDOW_ENDS_AT)

    def test_an_organization_signs_through_its_admin(self):
        put = make_put()
        organization = make_verified(admin=put.speakers[0])
        with pytest.raises(Refusal, match="own admins can endorse in its name"):
            actions.endorse(put, by=put.speakers[1], organization=organization, at=AFTER)
        assert (
            actions.endorse(put, by=put.speakers[0], organization=organization, at=AFTER).organization == organization
        )

    def test_a_member_removed_in_the_middle_no_longer_counts(self):
        put = make_put(contributions=4)
        for person in put.speakers[:2]:
            actions.endorse(put, by=person, at=AFTER)
        actions.forget_person(put.speakers[0])
        actions.end_windows(at=WINDOW_ENDS_AT)
        put.refresh_from_db()
        assert (put.endorsement_count, put.is_endorsed) == (1, False)
        assert not Endorsement.objects.filter(person=put.speakers[0]).exists()

    @pytest.mark.parametrize("words", ["Yes", "oui, merci", "Sí.", "نعم", "  > yes please"])
    def test_yes_by_mail_endorses(self, words):
        put = make_put()
        mail = Incoming(text=words, was_received_at=AFTER)
        assert (
            actions.take_endorsement(put.speakers[0], put.pk, mail).words == "Your endorsement is counted. Thank you."
        )
        assert Endorsement.objects.get().via_mail

    @pytest.mark.parametrize(
        "words", ["Object 1: money decides", "Je m'oppose au paragraphe 1 : money decides", "أعترض ١ money decides"]
    )
    def test_an_objection_by_mail_names_its_paragraph(self, words):
        put = make_put()
        actions.take_endorsement(put.speakers[0], put.pk, Incoming(text=words, was_received_at=AFTER))
        assert Objection.objects.get().text == "money decides"

    @pytest.mark.parametrize(
        ("words", "said"),
        [("Hello?", "Begin your reply with"), ("object 7 no", "There is no paragraph 7"), ("object 1", "Write what")],
    )
    def test_other_mails_are_answered_with_what_to_do(self, words, said):
        put = make_put()
        with pytest.raises(Refusal, match=said):
            actions.take_endorsement(put.speakers[0], put.pk, Incoming(text=words, was_received_at=AFTER))

    def test_a_window_in_the_past_is_refused(self):
        discussion = make_open()
        write(discussion, sources=[say(discussion)])
        actions.close_due(at=CLOSES_AT)
        with pytest.raises(Refusal, match="must lie ahead"):
            actions.put_draft(discussion, by=discussion.team[0], ends_on=date(2026, 3, 31), at=AFTER)
