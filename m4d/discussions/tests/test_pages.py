"""What the pages mean, to whom, and what they cost."""

import re

import pytest
from django.utils import translation

from m4d.accounts.factories import make_person
from m4d.community.tests.conftest import anew
from m4d.core.testing import assert_flat, signed_in
from m4d.discussions import actions
from m4d.discussions.choices import LEAST_MODERATORS
from m4d.discussions.factories import (
    AFTER,
    BEFORE,
    CLOSES_AT,
    DURING,
    make_facilitator,
    make_open,
    make_prepared,
    make_proposal,
    make_put,
    make_verified,
    say,
)
from m4d.discussions.models import Contribution, Discussion, Draft, Question
from m4d.languages import actions as languages
from m4d.languages import queries as language_queries
from m4d.languages.models import MachineRequest, digest_of
from m4d.people.factories import make_profile

from .conftest import address, words

pytestmark = pytest.mark.django_db


class TestProposal:
    def test_a_member_proposes_and_lands_on_the_proposal(self, client):
        amina = make_person("Amina Diallo")
        form = {"title": "Who sits at the table?", "purpose": "Councils do not listen.", "language": "en"}
        answer = signed_in(client, amina).post(address("proposal"), form)
        discussion = Discussion.objects.get()
        assert (answer.status_code, answer["Location"]) == (303, discussion.get_absolute_url())
        assert "This is your own proposal." in words(client.get(discussion.get_absolute_url()))

    def test_others_second_it_and_a_facilitator_answers(self, client):
        discussion = make_proposal()
        page = signed_in(client, make_person("Rosa Quispe")).get(discussion.get_absolute_url())
        assert "Second this proposal" in words(page)
        client.post(address("seconding", discussion.slug))
        assert "seconded by 1 member" in words(client.get(discussion.get_absolute_url()))
        signed_in(client, make_facilitator())
        form = {"is_taken_up": "yes", "reason": "Many asked.", "language": "en"}
        client.post(address("answer", discussion.slug), form)
        page = words(client.get(discussion.get_absolute_url()))
        assert "It is taken up Many asked." in page
        assert "Set up the e-discussion" in page

    def test_visitors_find_no_proposal(self, client):
        assert client.get(make_proposal().get_absolute_url()).status_code == 404


class TestSetUp:
    def test_the_page_names_each_missing_thing_and_then_offers_to_announce(self, client, at):
        at(BEFORE)
        facilitator = make_facilitator()
        discussion = make_prepared(facilitator=facilitator, moderators=[], paper="")
        page = words(signed_in(client, facilitator).get(address("set_up", discussion.slug)))
        assert "The background paper is missing." in page
        assert "At least two moderators are needed." in page
        assert "Announce it" not in page
        for person in (make_person("Fatou Ba"), make_person("Luis Mora")):
            client.post(address("moderator_list", discussion.slug), {"email": person.email})
        assert discussion.moderators.count() == LEAST_MODERATORS
        form = {
            "title": discussion.title, "purpose": "Why.", "language": "en", "starts_on": "2026-03-02",
            "ends_on": "2026-03-29", "time_zone": "Dakar, Senegal", "languages": ["en", "fr"], "paper": "Known.",
            "quorum_percent": 30, "version": Discussion.objects.get().version,
        }  # fmt: skip
        assert client.post(address("set_up", discussion.slug), form).status_code == 303
        assert "Announce it" in words(client.get(address("set_up", discussion.slug)))
        client.post(address("scheduling", discussion.slug))
        assert Discussion.objects.get().scheduled_at == BEFORE

    def test_scheduling_by_hand_is_refused_with_the_same_sentences(self, client, at):
        at(BEFORE)
        facilitator = make_facilitator()
        discussion = make_prepared(facilitator=facilitator, paper="")
        answer = signed_in(client, facilitator).post(address("scheduling", discussion.slug))
        assert answer.status_code == 403
        assert "The background paper is missing." in words(answer)

    def test_dates_that_end_before_they_start_and_unknown_zones_are_refused(self, client):
        facilitator = make_facilitator()
        discussion = make_prepared(facilitator=facilitator)
        form = {
            "title": "T", "purpose": "P", "language": "en", "starts_on": "2026-03-09", "ends_on": "2026-03-02",
            "time_zone": "Atlantis", "quorum_percent": 30, "version": discussion.version,
        }  # fmt: skip
        answer = signed_in(client, facilitator).post(address("set_up", discussion.slug), form)
        assert answer.status_code == 422
        assert "The last day is before the first." in words(answer)
        assert "We know no time zone of this name" in words(answer)

    def test_questions_are_added_changed_and_taken_out(self, client):
        facilitator = make_facilitator()
        discussion = make_prepared(facilitator=facilitator, questions=1)
        signed_in(client, facilitator)
        client.post(address("question_new", discussion.slug), {"title": "Two?", "text": "", "language": "en"})
        form = {"title": "Two and a half?", "text": "", "language": "en", "version": 1}
        client.post(address("question_edit", discussion.slug, 2), form)
        client.post(address("question_removal", discussion.slug, 1))
        assert [(one.number, one.title) for one in Question.objects.all()] == [(1, "Two and a half?")]


class TestDiscussion:
    def test_everybody_reads_the_question_of_now_and_what_was_said(self, client, at):
        at(DURING)
        discussion = make_open()
        rosa = make_profile("Rosa Quispe", headline="Mediator", country="").person
        say(discussion, "The date **changed** everything.", by=rosa)
        page = client.get(discussion.questions.get(number=1).get_absolute_url())
        text = words(page)
        assert "The date changed everything." in text
        assert "Mediator" in text
        assert "Rosa" not in text
        assert "<strong>changed</strong>" in page.content.decode()

    def test_the_page_opens_in_four_languages(self, client, at):
        at(DURING)
        discussion = make_open()
        say(discussion, "قال «budget participatif» نعم", language="ar")
        for language in ("en", "fr", "es", "ar"):
            with translation.override(language):
                page = client.get(discussion.questions.get(number=1).get_absolute_url())
            assert page.status_code == 200
            assert (
                '<div class="body" lang="ar" dir="rtl"><p>قال «budget participatif» نعم</p>' in page.content.decode()
            )

    def test_a_spanish_reader_sees_a_french_contribution_in_spanish_with_its_label(self, client, at):
        at(DURING)
        discussion = make_open()
        contribution = say(discussion, "La date a tout changé.", language="fr")
        moderator = make_person("Ngozi Eze", roles=["moderator"])
        languages.add_human_version(contribution, "text", "es", "La fecha lo cambió todo.", by=moderator)
        with translation.override("es"):
            page = client.get(discussion.questions.get(number=1).get_absolute_url())
        html = page.content.decode()
        assert "La fecha lo cambió todo." in html
        assert "La date a tout changé." not in html
        assert f"/es/languages/texts/discussions.contribution/{contribution.pk}/text/" in html

    def test_a_machine_text_is_labelled_a_correction_counts_as_human_and_nothing_blocks(self, client, at, settings):
        """Acceptance statement 6, for contributions."""
        at(DURING)
        settings.TRANSLATION_URL = "http://127.0.0.1:1"
        discussion = make_open()
        contribution = say(discussion, "La date a tout changé.", language="fr")
        waiting = MachineRequest.objects.filter(content_type__model="contribution", object_id=contribution.pk)
        assert set(waiting.values_list("language", flat=True)) == {"en", "es", "ar"}
        place = contribution.question.get_absolute_url()
        assert "La date a tout changé. Original in French." in words(client.get(place))
        made = languages.record_machine_version(
            contribution, "text", "en", "The date changed all.", engine="libretranslate",
            source_digest=digest_of(contribution.text),
        )  # fmt: skip
        assert "The date changed all. Machine translation. See the original" in words(client.get(place))
        moderator = make_person("Ngozi Eze", roles=["moderator"])
        seen = languages.mark_of(made, language_queries.original_of(contribution, "text"))
        languages.correct(made, "The date changed everything.", by=moderator, seen=seen)
        assert "The date changed everything. Translated by people. See the original" in words(client.get(place))

    def test_fifty_contributions_cost_as_many_statements_as_two(self, client, at):
        at(DURING)
        discussion = make_open()
        question = discussion.questions.get(number=1)
        place = question.get_absolute_url()

        def make(count):
            for _one in range(count):
                number = Contribution.objects.count()
                person = make_profile(f"Voice {number}").person
                say(discussion, f"Way {number}.", by=person, language="fr" if number % 2 else "en")

        assert_flat(anew(lambda: client.get(place)), make, few=4, many=14, ceiling=9)

    def test_a_members_page_is_flat_and_small(self, client, at):
        at(DURING)
        discussion = make_open()
        signed_in(client, make_person("Lina Moreno"))
        place = discussion.questions.get(number=1).get_absolute_url()

        def make(count):
            for _one in range(count):
                say(discussion, f"Way {Contribution.objects.count()}.", by=make_profile("Voice").person)

        assert_flat(anew(lambda: client.get(place)), make, few=2, many=10, ceiling=13)

    def test_fifty_stand_on_a_page_and_a_mark_leads_on(self, client, at):
        at(DURING)
        discussion = make_open()
        question, rosa = discussion.questions.get(number=1), make_person("Rosa Quispe")
        Contribution.objects.bulk_create(
            Contribution(
                discussion=discussion, question=question, author=rosa, text=f"Way {number}.",
                html=f"<p>Way {number}.</p>", written_at=DURING,
            )
            for number in range(60)
        )  # fmt: skip
        first = client.get(question.get_absolute_url()).content.decode()
        assert (first.count('<article class="post">'), "Way 49." in first, "Way 50." in first) == (50, True, False)
        after = re.search(r"\?after=[^\"&]+", first)[0]
        second = client.get(question.get_absolute_url() + after).content.decode()
        assert second.count('<article class="post">') == 10

    def test_the_discussion_page_is_light(self, client, at):
        """Acceptance statement 10: under 100 kB compressed with 50 contributions, without scripts, as one file."""
        import gzip

        at(DURING)
        discussion = make_open()
        question, rosa = discussion.questions.get(number=1), make_person("Rosa Quispe")
        text = "The date changed everything, because families abroad are back for the fiesta in August. " * 9
        Contribution.objects.bulk_create(
            Contribution(
                discussion=discussion, question=question, author=rosa, text=f"{number} {text}",
                html=f"<p>{number} {text}</p>", written_at=DURING,
            )
            for number in range(50)
        )  # fmt: skip
        page = client.get(question.get_absolute_url(), headers={"Save-Data": "on"})
        assert page.content.decode().count('<article class="post">') == 50
        assert len(gzip.compress(page.content)) < 100_000
        whole = client.get(address("whole", discussion.slug))
        assert whole["Content-Disposition"] == f'attachment; filename="{discussion.slug}-en.html"'
        assert "<script" not in whole.content.decode()
        assert "src=" not in whole.content.decode()
        assert len(gzip.compress(whole.content)) < 100_000

    def test_a_changed_question_shows_its_old_wording_on_the_page(self, client, at):
        at(DURING)
        discussion = make_open()
        question = discussion.questions.get(number=1)
        actions.change_question(
            question, by=discussion.team[0], title="Who is missing?", text="", language="en", at=DURING
        )
        page = words(client.get(question.get_absolute_url()))
        assert "Changed on 10 March 2026: the old wording Question 1? Tell us." in page


class TestSpeaking:
    def test_a_member_looks_first_keeps_a_draft_and_sends(self, client, at):
        at(DURING)
        discussion = make_open()
        rosa = make_person("Rosa Quispe")
        place = address("contribution", discussion.slug, 1)
        form = {"text": "The **date**.", "language": "es"}
        look = signed_in(client, rosa).post(place, form | {"look": "1"})
        assert "<p>The <strong>date</strong>.</p>" in look.content.decode()
        client.post(place, form | {"keep": "1"})
        assert Draft.objects.get().text == "The **date**."
        assert "The **date**." in client.get(place).content.decode()
        sent = client.post(place, form)
        contribution = Contribution.objects.get()
        assert sent["Location"] == contribution.get_absolute_url()
        assert not Draft.objects.exists()
        assert "Told at once" in words(client.get(place))

    def test_what_comes_too_late_stands_in_the_form_and_is_kept(self, client, at):
        discussion = make_open()
        at(CLOSES_AT)
        place = address("contribution", discussion.slug, 1)
        rosa = make_person("Rosa Quispe")
        answer = signed_in(client, rosa).post(place, {"text": "Too late.", "language": "en"})
        assert answer.status_code == 422
        assert "This e-discussion closed at the end of 29 March 2026. Your text is kept as a draft." in words(answer)
        assert "Too late." in words(client.get(address("own_words", discussion.slug)))

    def test_an_admin_speaks_for_somebody_without_an_account(self, client, at):
        at(DURING)
        discussion, admin = make_open(), make_person("Mamadou Sylla")
        organization = make_verified(admin=admin)
        form = {"text": "She says.", "language": "en", "speaker": str(organization.pk)}
        signed_in(client, admin).post(address("contribution", discussion.slug, 1), form)
        client.logout()
        page = words(client.get(Contribution.objects.get().get_absolute_url()))
        assert "Migrants' federation for a person without an account" in page.replace("&#x27;", "'")
        assert "Mamadou" not in page

    def test_useful_and_withdrawal_are_noun_pages(self, client, at):
        at(DURING)
        discussion = make_open()
        contribution = say(discussion)
        signed_in(client, make_person("Lina Moreno")).post(address("useful", contribution.pk))
        assert Contribution.objects.get().useful_count == 1
        assert client.get(address("withdrawal", contribution.pk)).status_code == 403
        signed_in(client, contribution.author).post(address("withdrawal", contribution.pk))
        client.logout()
        page = words(client.get(contribution.question.get_absolute_url()))
        assert "Withdrawn by whoever wrote it." in page

    def test_where_did_my_words_go(self, client, at):
        put = make_put()
        at(AFTER)
        page = words(signed_in(client, put.speakers[0]).get(address("own_words", put.slug)))
        assert "We tried way 0. Dates decide who can come." in page


class TestList:
    def test_announced_discussions_are_for_everybody_and_proposals_for_members(self, client, at):
        at(DURING)
        make_open("An open table")
        make_proposal("A wish", purpose="Another purpose.")
        page = words(client.get(address("discussion_list")))
        assert "An open table" in page
        assert "A wish" not in page
        assert "A wish" in words(signed_in(client, make_person("Lina Moreno")).get(address("discussion_list")))

    def test_the_list_costs_the_same_with_many(self, client):
        def make(count):
            for number in range(count):
                make_open(f"Table {number}", questions=1)

        assert_flat(lambda: client.get(address("discussion_list")), make, few=1, many=3, ceiling=12)
