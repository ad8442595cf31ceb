"""Who may do what, and with which sentence they are refused: persona by situation."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from m4d.community import actions, policies, queries
from m4d.community.choices import Access
from m4d.community.factories import make_group, make_member
from m4d.community.models import Group, Membership, Post, Topic
from m4d.people import actions as people

pytestmark = pytest.mark.django_db

#: access -> who knows of the group, who reads its topics
SEEN = {
    Access.PUBLIC: (
        {"visitor", "stranger", "member", "facilitator"},
        {"visitor", "stranger", "member", "facilitator"},
    ),
    Access.MEMBERS: ({"stranger", "member", "facilitator"}, {"stranger", "member", "facilitator"}),
    Access.RESTRICTED: ({"stranger", "member", "facilitator"}, {"member", "facilitator"}),
    Access.PRIVATE: ({"member", "facilitator"}, {"member", "facilitator"}),
}


@pytest.mark.parametrize("access", list(SEEN))
def test_who_knows_of_a_group_and_who_reads_it(access, amina, lina, fatou):
    group = make_group(access=access, facilitator=fatou, members=[amina])
    topic = actions.start_topic(group, by=amina, title="Who keeps it?", text="Tell me.", language="en")
    persons = {"visitor": AnonymousUser(), "stranger": lina, "member": amina, "facilitator": fatou}
    knows = {name for name, person in persons.items() if Group.objects.visible_to(person).filter(pk=group.pk).exists()}
    reads = {name for name, one in persons.items() if Topic.objects.visible_to(one).filter(pk=topic.pk).exists()}
    posts = {name for name, one in persons.items() if Post.objects.visible_to(one).filter(topic=topic).exists()}
    entered = {name for name, one in persons.items() if Group.objects.readable_by(one).filter(pk=group.pk).exists()}
    assert (knows, reads) == SEEN[access]
    assert posts == entered == reads


def test_whoever_left_a_closed_group_reads_nothing_of_it(closed, amina):
    topic = actions.start_topic(closed, by=amina, title="A case", text="Words.", language="en")
    actions.leave_group(closed, by=amina)
    assert not Topic.objects.visible_to(amina).filter(pk=topic.pk).exists()


def test_a_moderator_does_not_read_closed_groups_and_conversations(closed, amina, fatou):
    moderator = make_member("Musa Bello", roles=["moderator"])
    topic = actions.start_topic(closed, by=amina, title="A case", text="Words.", language="en")
    talk = actions.start_conversation(by=amina, others=[fatou], text="Between us.")
    seen = set(Topic.objects.visible_to(moderator).values_list("pk", flat=True))
    assert not seen & {topic.pk, talk.pk}


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("visitor", "Sign in first."),
        ("waiting", "Your account waits to be let in."),
        ("stranger", "Only members of the group write in it."),
        ("member", ""),
    ],
)
def test_who_writes_in_a_closed_group(closed, amina, lina, who, expected):
    waiting = make_member("Wait Ing")
    waiting.awaits_approval = True
    person = {"visitor": AnonymousUser(), "waiting": waiting, "stranger": lina, "member": amina}[who]
    assert " ".join(policies.may_start_topic(person, closed).reasons) == expected


def test_in_a_topic_that_is_closed_archived_or_merged_nobody_writes(topic, amina, fatou):
    assert policies.may_post(amina, topic)
    actions.close_topic(topic, by=fatou, reason="Answered twice.")
    topic.refresh_from_db()
    assert policies.may_post(amina, topic).reasons == ("This topic is closed.",)
    topic.closed_at, topic.archived_at = None, timezone.now()
    assert "archived" in policies.may_post(amina, topic).reasons[0]
    topic.archived_at, topic.merged_into_id = None, topic.pk
    assert policies.may_post(amina, topic).reasons == ("This topic became part of another one.",)


@pytest.mark.parametrize(
    ("who", "tidies"),
    [("starter", False), ("stranger", False), ("facilitator", True), ("moderator", True), ("programme", False)],
)
def test_who_tidies_an_open_group(topic, amina, lina, fatou, who, tidies):
    persons = {
        "starter": amina, "stranger": lina, "facilitator": fatou,
        "moderator": make_member("Musa Bello", roles=["moderator"]),
        "programme": make_member("Ines Roy", roles=["programme"]),
    }  # fmt: skip
    assert bool(policies.may_tend(persons[who], topic)) is tidies
    assert bool(policies.may_rename(persons[who], topic)) is (tidies or who == "starter")


def test_facilitators_of_the_network_do_not_tidy_closed_groups_of_others(closed, amina):
    network = make_member("Net Work", roles=["facilitator"])
    topic = actions.start_topic(closed, by=amina, title="A case", text="Words.", language="en")
    assert policies.may_tend(network, topic).reasons == ("Only facilitators of the group tidy its topics.",)


def test_joining(group, closed, secret, lina):
    assert policies.may_join(lina, group) and policies.joins_at_once(lina, group)
    assert policies.may_join(lina, closed) and not policies.joins_at_once(lina, closed)
    assert policies.may_join(lina, secret).reasons == ("People join this group when a facilitator adds them.",)
    actions.join_group(closed, by=lina)
    assert "asked already" in policies.may_join(lina, closed).reasons[0]


def test_an_address_of_the_domain_joins_at_once_and_only_when_it_is_confirmed(closed, lina):
    Group.objects.filter(pk=closed.pk).update(email_domain="example.org")
    closed.refresh_from_db()
    assert policies.joins_at_once(lina, closed)
    lina.emailaddress_set.update(verified=False)
    assert not policies.joins_at_once(lina, closed)
    lina.emailaddress_set.update(verified=True, email="lina@example.org.evil.test")
    assert not policies.joins_at_once(lina, closed)


def test_the_last_facilitator_names_another_before_leaving(closed, fatou, amina):
    assert "Name another one first" in policies.may_leave_group(fatou, closed).reasons[0]
    actions.name_facilitator(Membership.objects.get(group=closed, person=amina), by=fatou, role="facilitator")
    assert policies.may_leave_group(fatou, closed)


def test_only_its_author_changes_a_post(topic, amina, lina, fatou):
    post = topic.posts.get(number=2)
    assert policies.may_edit_post(lina, post)
    for other in (amina, fatou):
        assert policies.may_edit_post(other, post).reasons == ("Only its author can change this.",)
        assert not policies.may_withdraw_post(other, post)
    assert not policies.may_read_revisions(amina, post)


def test_who_accepts_an_answer_and_which(topic, amina, lina, fatou):
    question, answer = topic.posts.order_by("number")
    assert policies.may_accept(amina, topic, answer) and policies.may_accept(fatou, topic, answer)
    assert not policies.may_accept(lina, topic, answer)
    assert policies.may_accept(amina, topic, question).reasons == ("This is the question itself.",)
    topic.kind = "talk"
    assert "This topic is no question." in policies.may_accept(amina, topic, answer).reasons


def test_nobody_finds_their_own_post_useful(topic, amina, lina):
    answer = topic.posts.get(number=2)
    assert policies.may_find_useful(amina, answer)
    assert policies.may_find_useful(lina, answer).reasons == ("This is your own.",)


@pytest.mark.parametrize("blocker", ["sender", "receiver"])
def test_a_block_stops_messages_both_ways_without_saying_who_blocked(amina, lina, blocker):
    first, second = (amina, lina) if blocker == "sender" else (lina, amina)
    people.block_person(second, by=first)
    reasons = policies.may_converse(amina, [lina], at=timezone.now()).reasons
    assert reasons == ("You cannot write to these people.",)


def test_a_block_stops_a_conversation_that_is_there(amina, lina):
    talk = actions.start_conversation(by=amina, others=[lina], text="Hello.")
    people.block_person(amina, by=lina)
    assert policies.may_post(amina, talk).reasons == ("You cannot write to these people.",)


def test_nobody_begins_a_conversation_alone_with_themself_or_with_a_crowd(amina):
    at = timezone.now()
    assert policies.may_converse(amina, [], at=at).reasons == ("Choose at least one person.",)
    assert policies.may_converse(amina, [amina], at=at).reasons == ("Choose somebody else: this is you.",)
    crowd = [make_member(f"Person {number}") for number in range(queries.MOST_PEOPLE)]
    assert "at most 12" in policies.may_converse(amina, crowd, at=at).reasons[0]


def test_moving_a_topic_to_more_readers_wants_to_be_known(closed, group, amina, fatou):
    topic = actions.start_topic(closed, by=amina, title="A case", text="Words.", language="en")
    reasons = policies.may_move_topic(fatou, topic, group, knowing=False).reasons
    assert reasons == ("More people read the other group. Say that you know this.",)
    assert policies.may_move_topic(fatou, topic, group, knowing=True)
