"""Safe participation: words that appear later, show their month only, and less of a place or none."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core import serializers
from django.urls import reverse

from m4d.accounts.factories import make_person
from m4d.activity import actions as activity
from m4d.activity.actions import Incoming
from m4d.activity.models import Entry, Mail, Notice
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.discussions import actions, privacy, queries
from m4d.discussions.choices import DELAYS, MOST_DELAYED, Verb
from m4d.discussions.factories import AFTER, CLOSES_AT, DURING, WINDOW_ENDS_ON, make_open, make_verified, say
from m4d.discussions.models import Contribution, Delayed, Draft, Manner
from m4d.jobs import actions as jobs
from m4d.people.factories import make_profile
from m4d.places.factories import make_country, make_territory

from .conftest import address, words
from .test_pseudonym import pages

pytestmark = pytest.mark.django_db

#: A Friday at noon on which nothing else happens in the discussion of the tests.
WRITTEN = datetime(2026, 3, 13, 12, 34, 56, tzinfo=UTC)


def wait(discussion, text="The list lies open at the door.", *, by, appears="week", at=WRITTEN, **values):
    """Words that wait."""
    question = discussion.questions.get(number=1)
    return actions.speak(question, by=by, text=text, language="en", appears=appears, at=at, **values)


def in_iloilo(name="Wilhelmina Featherstonehaugh"):
    """A member whose profile tells everybody town, role and end."""
    town = make_territory("Iloilo", country="PH", parent=make_country("PH"))
    shown = dict.fromkeys(("name", "headline", "place", "corridor_end"), "public")
    return make_profile(
        name, headline="Night nurse in Turin", territory=town, country="PH", corridor_end="origin", visibility=shown
    ).person


class TestWaiting:
    def test_words_wait_where_nobody_else_finds_them(self, client, at):
        at(WRITTEN)
        discussion, member = make_open(), make_person("Rosa Quispe")
        signed_in(client, member)
        form = {"text": "The list lies open.", "language": "en", "appears": "week"}
        answer = client.post(address("contribution", discussion.slug, 1), form)
        assert answer["Location"] == address("own_words", discussion.slug)
        page = words(client.get(answer["Location"]))
        assert "The list lies open." in page
        assert "Make it a draft again" in page
        assert not Contribution.objects.exists()
        assert not Entry.objects.filter(verb=Verb.CONTRIBUTION_MADE).exists()
        for reader in (discussion.team[0], discussion.facilitator, make_person("Noor Rahman", roles=["admin"])):
            signed_in(client, reader)
            for name in ("discussion_detail", "whole", "own_words", "desk"):
                assert b"The list lies open." not in client.get(address(name, discussion.slug)).content

    @pytest.mark.parametrize("appears", ["day", "week"])
    def test_the_moment_is_drawn_by_lot_within_what_is_said(self, appears):
        discussion, member = make_open(), make_person("Rosa Quispe")
        least, most = DELAYS[appears]
        due = {wait(discussion, f"Way {n}.", by=member, appears=appears).due_at for n in range(MOST_DELAYED)}
        assert len(due) == MOST_DELAYED
        assert all(WRITTEN + least <= moment <= WRITTEN + most for moment in due)
        with pytest.raises(Refusal, match="5 contributions of yours wait already"):
            wait(discussion, "One more.", by=member)

    def test_less_than_a_day_before_the_close_a_delay_is_refused_and_says_why(self):
        discussion, member = make_open(), make_person("Rosa Quispe")
        with pytest.raises(Refusal, match="closes in less than a day"):
            wait(discussion, by=member, at=CLOSES_AT - timedelta(hours=23))
        assert wait(discussion, by=member, at=CLOSES_AT - timedelta(hours=25)).due_at < CLOSES_AT

    def test_after_the_close_words_become_a_draft_as_ever(self):
        discussion, member = make_open(), make_person("Rosa Quispe")
        with pytest.raises(Refusal, match="kept as a draft"):
            wait(discussion, by=member, at=CLOSES_AT + timedelta(minutes=1))
        assert Draft.objects.get().text == "The list lies open at the door."

    def test_they_become_a_draft_again_but_never_take_the_place_of_another(self, client):
        discussion, member = make_open(), make_person("Rosa Quispe")
        delayed = wait(discussion, by=member)
        place = reverse("discussions:delayed_return", args=[delayed.pk])
        assert signed_in(client, make_person("Lina Moreno")).post(place).status_code == 404
        signed_in(client, member)
        actions.keep_draft(delayed.question, by=member, text="Another.", language="en")
        assert client.post(place).status_code == 403
        Draft.objects.all().delete()
        assert client.post(place)["Location"] == address("contribution", discussion.slug, 1)
        assert (Draft.objects.get().text, Delayed.objects.count()) == (delayed.text, 0)


class TestAppearing:
    def test_the_clock_shows_what_is_due_and_nothing_before(self):
        discussion, member = make_open(), make_person("Rosa Quispe")
        delayed = wait(discussion, by=member)
        assert actions.release_due(at=delayed.due_at - timedelta(minutes=1)) == 0
        # The next words are begun meanwhile, and stay.
        actions.keep_draft(delayed.question, by=member, text="And another thing.", language="en")
        assert actions.release_due(at=delayed.due_at) == 1
        assert actions.release_due(at=delayed.due_at) == 0
        contribution = Contribution.objects.get()
        assert (contribution.text, contribution.author, contribution.is_month_only) == (delayed.text, member, True)
        assert not Delayed.objects.exists()
        assert Draft.objects.get().text == "And another thing."
        discussion.refresh_from_db()
        assert discussion.contribution_count == 1

    def test_whoever_waits_stands_after_those_who_spoke_meanwhile(self):
        discussion = make_open()
        delayed = wait(discussion, by=make_person("Rosa Quispe"))
        spoke = [say(discussion, f"Way {n}.", by=make_person(f"Voice {n}"), at=WRITTEN) for n in range(3)]
        actions.release_due(at=delayed.due_at)
        rows = [row["id"] for row in queries.contributions_of(delayed.question)]
        assert rows[:3] == [one.pk for one in spoke]

    def test_nothing_waits_beyond_the_close(self):
        discussion, member = make_open(), make_person("Rosa Quispe")
        wait(discussion, by=member)
        actions.close_due(at=CLOSES_AT + timedelta(hours=2))
        assert Contribution.objects.get().is_published
        assert not Delayed.objects.exists()

    def test_what_a_rule_refuses_by_then_is_kept_and_told_to_its_writer_alone(self, client):
        discussion, admin = make_open(), make_person("Mamadou Sylla", language="fr")
        organization = make_verified(admin=admin)
        delayed = wait(discussion, by=admin, organization=organization)
        type(organization).objects.update(verified_at=None)
        assert actions.release_due(at=delayed.due_at) == 0
        delayed.refresh_from_db()
        assert delayed.due_at is None
        assert delayed.why_not.startswith("Seule une organisation vérifiée")
        assert Notice.objects.get(entry__verb=Verb.CONTRIBUTION_NOT_SHOWN).person == admin
        assert Entry.objects.get(verb=Verb.CONTRIBUTION_NOT_SHOWN).by is None
        page = words(signed_in(client, admin).get(address("own_words", discussion.slug)))
        assert "It could not appear: Seule une organisation" in page

    def test_whoever_leaves_takes_along_what_waits(self):
        discussion, member = make_open(), make_person("Rosa Quispe")
        wait(discussion, by=member)
        actions.forget_person(member)
        assert not Delayed.objects.exists()
        assert not Manner.objects.exists()

    def test_their_own_copy_holds_what_waits_and_nobody_elses(self):
        discussion, member = make_open(), make_person("Rosa Quispe")
        wait(discussion, by=member)
        assert privacy.export(member)["waiting"][0]["text"] == "The list lies open at the door."
        assert privacy.export(discussion.team[0])["waiting"] == []


@pytest.fixture
def told():
    """A whole discussion in which Wilhelmina's words waited and tell the part of the world only."""
    discussion, member = make_open(), in_iloilo()
    activity.follow(make_person("Lina Moreno"), discussion)
    delayed = wait(discussion, by=member, place_shown="region")
    say(discussion, "We tried it.", by=make_person("Voice"), at=WRITTEN + timedelta(days=8))
    actions.release_due(at=delayed.due_at)
    mine = Contribution.objects.get(author=member)
    jobs.work_off()
    actions.close_due(at=CLOSES_AT)
    actions.save_paragraph(discussion, by=discussion.team[0], text="Doors.", language="en", sources=[mine], at=AFTER)
    discussion = actions.put_draft(discussion, by=discussion.team[0], ends_on=WINDOW_ENDS_ON, at=AFTER)
    jobs.work_off()
    actions.end_windows(at=discussion.endorsement_ends_at)
    discussion.refresh_from_db()
    discussion.member, discussion.mine, discussion.due_at = member, mine, delayed.due_at
    discussion.team = [row.person for row in discussion.moderators.select_related("person")]
    return discussion


#: Every way in which the day, the hour or the place could be written.
SECRETS = ("2026-03-13", "13 March", "12:34", "Iloilo", "Philippines", "Night nurse")


class TestNobodyReadsWhenOrWhere:
    @pytest.mark.parametrize("reader", ["visitor", "member", "moderator", "administrator"])
    def test_on_no_page_nor_in_its_source_nor_in_api_feed_or_file(self, client, told, reader):
        people = {
            "member": lambda: make_person("Noor Rahman"),
            "moderator": lambda: told.team[0],
            "administrator": lambda: make_person("Ngozi Eze", roles=["admin"]),
        }
        if reader != "visitor":
            signed_in(client, people[reader]())
        due = told.due_at
        secrets = (*SECRETS, due.date().isoformat(), f"{due.day} {due:%B}", told.member.profile.slug)
        seen = 0
        for path in pages(told):
            answer = client.get(path)
            body = (answer.getvalue() if answer.streaming else answer.content).decode(errors="replace")
            seen += answer.status_code == 200
            for secret in secrets:
                assert secret not in body, (path, secret)
        assert seen >= 8

    def test_others_read_the_name_the_month_and_the_part_of_the_world(self, client, told):
        page = client.get(address("question_detail", told.slug, 1)).content.decode()
        assert '<span class="by"><bdi>Wilhelmina Featherstonehaugh</bdi></span>' in page
        assert '<span class="where"><bdi>Asia</bdi></span>' in page
        assert 'data-end=""><article class="post"><header><span class="by"><bdi>Wilhelmina' in page
        assert '<time datetime="2026-03">March 2026</time>' in page

    def test_no_row_keeps_the_moment(self, told):
        assert told.mine.written_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
        stored = serializers.serialize("json", [told.mine, *Entry.objects.all(), *Notice.objects.all()])
        assert "2026-03-13" not in stored
        assert not Delayed.objects.exists()

    def test_no_mail_and_none_of_its_headers_tell_it(self, told):
        others = Mail.objects.exclude(person=told.member)
        assert others.exists()
        for mail in others:
            text = f"{mail.subject}{mail.text}{mail.html}{json.dumps(mail.headers)}"
            for secret in (*SECRETS, "12:34"):
                assert secret not in text

    def test_search_and_the_card_tell_nothing_of_it(self, client, told):
        for sought in ("Wilhelmina", "door"):
            assert told.slug not in client.get("/en/search/", {"q": sought}).content.decode()
        for path in ("/api/v1/e_discussion/", f"/api/v1/e_discussion/?q={told.slug}"):
            assert "Featherstonehaugh" not in client.get(path).content.decode()


PLACES = {
    "usual": ("", "Night nurse in Turin, Iloilo, Philippines", True),
    "country": ("country", "Philippines", False),
    "region": ("region", "Asia", False),
    "none": ("none", "", False),
}


@pytest.mark.parametrize("chosen", PLACES)
def test_how_much_of_a_place_stands_beside_words(client, chosen):
    place_shown, where, has_path = PLACES[chosen]
    discussion, member = make_open(), in_iloilo()
    made = wait(discussion, by=member, appears="", place_shown=place_shown)
    row = queries.contributions_of(made.question).get()
    speaker = queries.speakers_for([row], make_person("Lina Moreno"))[made.pk]
    assert (speaker.name, speaker.where) == ("Wilhelmina Featherstonehaugh", where)
    assert bool(speaker.path) is has_path
    assert made.written_at == WRITTEN


def test_a_name_that_is_hidden_leaves_no_role_in_its_place():
    discussion, member = make_open(), in_iloilo()
    profile = member.profile
    profile.visibility |= {"name": "nobody"}
    profile.save()
    made = wait(discussion, by=member, appears="", place_shown="none")
    row = queries.contributions_of(made.question).get()
    assert queries.speakers_for([row], make_person("Lina Moreno"))[made.pk].name == "A member"


def test_a_pseudonym_and_somebody_without_an_account_may_tell_a_country():
    discussion, member = make_open(), in_iloilo()
    actions.choose_pseudonym(discussion, by=member, name="Golondrina", at=DURING)
    organization = make_verified(admin=member)
    type(organization).objects.update(country="PH")
    organization.refresh_from_db()
    veiled = wait(discussion, by=member, appears="", place_shown="country")
    behalf = wait(discussion, "She says: ask us first.", by=member, appears="", place_shown="region",
                  organization=organization)  # fmt: skip
    speakers = queries.speakers_for(list(queries.contributions_of(veiled.question)), discussion.team[0])
    assert speakers[veiled.pk].where == "Pseudonym for this discussion, Philippines"
    assert speakers[behalf.pk].where == "for a person without an account, Asia"


def test_who_posted_for_somebody_else_stands_neither_in_the_journal_nor_beside_a_correction():
    discussion, admin = make_open(), make_person("Mamadou Sylla")
    organization = make_verified(admin=admin)
    made = say(discussion, "She says: ask us first.", by=admin, organization=organization)
    entry = Entry.objects.get(verb=Verb.CONTRIBUTION_MADE)
    assert (entry.by, entry.data["name"]) == (None, "Migrants' federation")
    actions.withdraw_contribution(made, by=admin, at=DURING)
    assert Entry.objects.get(verb=Verb.CONTRIBUTION_WITHDRAWN).by is None


class TestByMail:
    def test_an_answer_by_mail_keeps_to_what_was_chosen_on_the_page(self):
        discussion, member = make_open(), in_iloilo()
        wait(discussion, by=member, place_shown="none")
        question = discussion.questions.get(number=1)
        taken = actions.take_answer(member, question.pk, Incoming(text="From my phone.", was_received_at=WRITTEN))
        delayed = Delayed.objects.get(text="From my phone.")
        assert (delayed.via_mail, delayed.place_shown) == (True, "none")
        assert taken.path == f"e-discussions/{discussion.slug}/my-words/"
        assert "your words wait" in taken.words

    def test_a_late_mail_tells_the_moderators_no_hour(self):
        discussion, member = make_open(), in_iloilo()
        wait(discussion, by=member, place_shown="none")
        question = discussion.questions.get(number=1)
        late = CLOSES_AT + timedelta(hours=7, minutes=7)
        actions.take_answer(member, question.pk, Incoming(text="Late.", was_received_at=late))
        contribution = Contribution.objects.get(late_at__isnull=False)
        assert (contribution.late_at, contribution.is_month_only) == (CLOSES_AT, True)


def test_no_row_keeps_a_network_address_of_whoever_speaks(client, at):
    at(WRITTEN)
    discussion = make_open()
    member, place = make_person("Rosa Quispe"), address("contribution", discussion.slug, 1)
    signed_in(client, member)
    for appears in ("", "week"):
        form = {"text": f"The list lies open. {appears}", "language": "en", "appears": appears}
        assert client.post(place, form, REMOTE_ADDR="203.0.113.9").status_code == 303
    assert (Contribution.objects.count(), Delayed.objects.count()) == (1, 1)
    for model in (one for one in apps.get_models() if one._meta.managed):
        assert "203.0.113.9" not in serializers.serialize("json", model._base_manager.all()), model
