"""The pseudonym part of acceptance statement 7: names are a choice, and nothing that others read leads back."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.urls import reverse

from m4d.accounts.choices import AccessPurpose
from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessLog
from m4d.activity import queries as activity
from m4d.activity.models import Entry, Mail, Notice
from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.discussions import actions, policies, privacy, queries
from m4d.discussions.choices import Verb
from m4d.discussions.factories import AFTER, CLOSES_AT, DURING, WINDOW_ENDS_AT, WINDOW_ENDS_ON, make_open, say
from m4d.discussions.models import Contribution, Discussion, Pseudonym, Unveiling
from m4d.jobs import actions as jobs
from m4d.moderation import queries as moderation
from m4d.people.factories import make_profile

pytestmark = pytest.mark.django_db
NAME = "Wilhelmina Featherstonehaugh"


@pytest.fixture
def told():
    """A whole discussion in which Wilhelmina took part as Golondrina."""
    discussion = make_open()
    profile = make_profile(NAME, visibility={"name": "public"}, headline="Night nurse in Turin")
    member = profile.person
    actions.choose_pseudonym(discussion, by=member, name="Golondrina", at=DURING)
    mine = say(discussion, "The list lies open at the door.", by=member)
    others = [say(discussion, f"We tried way {number}.", by=make_person(f"Voice {number}")) for number in range(2)]
    actions.mark_useful(others[0], by=member)
    actions.close_due(at=CLOSES_AT)
    paragraph = actions.save_paragraph(
        discussion, by=discussion.team[0], text="Doors.", language="en", sources=[mine, *others], at=AFTER
    )
    discussion = actions.put_draft(discussion, by=discussion.team[0], ends_on=WINDOW_ENDS_ON, at=AFTER)
    objection = actions.object_to(paragraph, by=member, text="Say it louder.", language="en", at=AFTER)
    actions.settle_objection(objection, by=member, at=AFTER)
    actions.object_to(paragraph, by=member, text="Say it again.", language="en", at=AFTER)
    actions.endorse(discussion, by=others[0].author, at=AFTER)
    jobs.work_off()
    actions.end_windows(at=WINDOW_ENDS_AT)
    jobs.work_off()
    discussion.member, discussion.mine = member, mine
    discussion.team = [row.person for row in discussion.moderators.select_related("person")]
    return discussion


def pages(discussion):
    """Every page, file and feed that shows something of the discussion."""
    slug, mine = discussion.slug, discussion.mine
    own = {
        "discussion_list": [], "discussion_detail": [slug], "question_detail": [slug, 1], "summary": [slug],
        "whole": [slug], "pdf": [slug], "contribution_detail": [mine.pk], "recap_list": [slug],
    }  # fmt: skip
    yield from (reverse(f"discussions:{name}", args=args) for name, args in own.items())
    yield reverse("languages:text_detail", args=["discussions.contribution", mine.pk, "text"])
    yield "/api/v1/e_discussion/"
    yield "/en/e-discussions/feed/"


@pytest.mark.parametrize("reader", ["visitor", "member", "moderator of the discussion", "moderator of the network"])
def test_no_page_api_feed_or_file_leads_to_the_member(client, told, reader):
    people = {
        "member": lambda: make_person("Lina Moreno"),
        "moderator of the discussion": lambda: told.team[0],
        "moderator of the network": lambda: make_person("Ngozi Eze", roles=["moderator"]),
    }
    if reader != "visitor":
        signed_in(client, people[reader]())
    told.mine.refresh_from_db()
    seen = 0
    for path in pages(told):
        answer = client.get(path)
        body = answer.getvalue() if answer.streaming else answer.content
        seen += answer.status_code == 200
        for secret in (NAME, told.member.email, told.member.profile.slug, "Night nurse"):
            assert secret.encode() not in body, path
        assert f'"author_id": {told.member.pk}'.encode() not in body
    assert seen >= 8


def test_others_read_the_pseudonym_and_moderators_only_that_a_member_is_verified(client, told):
    path = reverse("discussions:question_detail", args=[told.slug, 1])
    page = client.get(path).content.decode()
    assert '<span class="by"><bdi>Golondrina</bdi></span>' in page
    assert "Verified member" not in page
    assert "Verified member" in signed_in(client, told.team[0]).get(path).content.decode()


def test_neither_the_journal_nor_mails_nor_the_queue_lead_to_the_member(told):
    verbs = [Verb.CONTRIBUTION_MADE, Verb.OBJECTED, Verb.OBJECTION_SETTLED]
    assert not Entry.objects.filter(verb__in=verbs, by=told.member).exists()
    assert not activity.entries_by(told.member).filter(verb__startswith="discussions.").exists()
    others = Mail.objects.exclude(person=told.member)
    assert others.exists()
    for mail in others:
        text = f"{mail.subject}{mail.text}{mail.html}{json.dumps(mail.headers)}"
        for secret in (NAME, told.member.email, told.member.profile.slug):
            assert secret not in text
    kind = moderation.kind_for(told.mine)
    assert kind.veiled(told.mine)
    assert not kind.authored_by(told.member).exists()
    assert told.mine.pk in kind.concerned([told.mine], told.member)


def test_search_finds_nothing_by_the_name(client, told):
    page = client.get("/en/search/", {"q": NAME.split()[0]}).content.decode()
    assert told.slug not in page


def test_another_members_copy_holds_nothing_of_it(told):
    other = make_person("Lina Moreno")
    assert NAME not in json.dumps(privacy.export(other), default=str)
    assert "Golondrina" in json.dumps(privacy.export(told.member), default=str)


REFUSED = {
    "too short": ("G", "Choose a name of 2 to 40 characters."),
    "two alphabets": ("Gоlondrina", "Write the name in one alphabet."),
    "one's own": ("wilhelmina", "Part of your own name would give you away. Choose another one."),
    "taken": ("golondrina", "Somebody else took this name. Choose another one."),
}


@pytest.mark.parametrize("wrong", REFUSED)
def test_a_pseudonym_leads_to_nobody(wrong):
    name, reason = REFUSED[wrong]
    discussion = make_open()
    actions.choose_pseudonym(discussion, by=make_person("Rosa Quispe"), name="Golondrina", at=DURING)
    member = make_person(NAME)
    assert list(policies.may_choose_pseudonym(member, discussion, name=name).reasons) == [reason]


def test_it_is_chosen_once_before_the_first_words_and_not_by_moderators():
    discussion = make_open()
    rosa = say(discussion, by=make_person("Rosa Quispe")).author
    with pytest.raises(Refusal, match="already spoken here under your name"):
        actions.choose_pseudonym(discussion, by=rosa, name="Golondrina", at=DURING)
    lina = make_person("Lina Moreno")
    actions.choose_pseudonym(discussion, by=lina, name="Golondrina", at=DURING)
    with pytest.raises(Refusal, match="a pseudonym in this discussion already"):
        actions.choose_pseudonym(discussion, by=lina, name="Arupo", at=DURING)
    with pytest.raises(Refusal, match="Moderators of a discussion are named"):
        actions.choose_pseudonym(discussion, by=discussion.team[0], name="Arupo", at=DURING)


def test_it_holds_for_one_discussion_only():
    one, other = make_open(), make_open("Another table")
    rosa = make_person("Rosa Quispe")
    actions.choose_pseudonym(one, by=rosa, name="Golondrina", at=DURING)
    assert say(other, "Under my own name.", by=rosa).pseudonym is None
    assert say(one, "Under another.", by=rosa).pseudonym.name == "Golondrina"


class TestVeil:
    @pytest.fixture
    def two(self):
        return make_person("Ngozi Eze", roles=["moderator"]), make_person("Noor Rahman", roles=["admin"])

    @pytest.fixture
    def veiled(self):
        discussion, rosa = make_open(), make_person("Rosa Quispe")
        return actions.choose_pseudonym(discussion, by=rosa, name="Golondrina", at=DURING)

    def test_lifting_the_veil_takes_two_people_and_a_reason_and_is_told_to_the_member(self, veiled, two):
        first, second = two
        with pytest.raises(Refusal, match="Write the reason"):
            actions.ask_to_unveil(veiled, by=first, reason=" ", language="en")
        asked = actions.ask_to_unveil(veiled, by=first, reason="A threat to a named person.", language="en")
        with pytest.raises(Refusal, match="A second person must agree"):
            actions.agree_to_unveil(asked, by=first)
        for person in two:
            with pytest.raises(Refusal, match="A second person must agree first"):
                actions.see_unveiled(asked, by=person)
        agreed = actions.agree_to_unveil(asked, by=second)
        assert actions.see_unveiled(agreed, by=first) == veiled.person
        assert Notice.objects.get(entry__verb=Verb.VEIL_LIFTED).person == veiled.person
        mail = Mail.objects.get(person=veiled.person)
        for said in ("Golondrina", "Ngozi Eze", "Noor Rahman", "A threat to a named person."):
            assert said in mail.text
        assert AccessLog.objects.get(by=first).purpose == AccessPurpose.UNVEILING

    def test_nobody_else_asks_agrees_or_looks(self, veiled, two):
        first, second = two
        moderator = veiled.discussion.moderators.first().person
        with pytest.raises(Refusal, match="Only moderators of the network"):
            actions.ask_to_unveil(veiled, by=moderator, reason="Curious.", language="en")
        asked = actions.ask_to_unveil(veiled, by=first, reason="A threat.", language="en")
        agreed = actions.agree_to_unveil(asked, by=second)
        third = make_person("Third", roles=["moderator"])
        with pytest.raises(Refusal, match="Only the two people who lifted the veil"):
            actions.see_unveiled(agreed, by=third)

    def test_the_database_wants_two(self, veiled, two):
        asked = actions.ask_to_unveil(veiled, by=two[0], reason="A threat.", language="en")
        with pytest.raises(IntegrityError), transaction.atomic():
            Unveiling.objects.filter(pk=asked.pk).update(agreed_by=two[0])

    def test_the_pages_follow_the_same_way(self, client, veiled, two):
        first, second = two
        place = reverse("discussions:veil_request", args=[veiled.pk])
        assert signed_in(client, make_person("Lina Moreno")).get(place).status_code == 404
        signed_in(client, first).post(place, {"reason": "A threat."})
        detail = reverse("discussions:veil_detail", args=[Unveiling.objects.get().pk])
        assert "Rosa Quispe" not in client.get(detail).content.decode()
        assert client.post(detail).status_code == 403
        signed_in(client, second).post(detail)
        assert "Rosa Quispe" in client.get(detail).content.decode()
        assert "Golondrina" in client.get(reverse("discussions:veil_list")).content.decode()


def test_whoever_leaves_is_nobody_behind_the_pseudonym(told):
    actions.forget_person(told.member)
    assert Pseudonym.objects.get().person is None
    assert not Contribution.objects.filter(author=told.member).exists()
    row = queries.contributions_of(told.mine.question).get(pk=told.mine.pk)
    assert queries.speakers_for([row], AnonymousUser())[told.mine.pk].name == "Golondrina"
    assert Discussion.objects.get().contribution_count == 3
