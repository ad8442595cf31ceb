"""Tidying topics: each act leaves a trace, neutral words, and old addresses that lead on."""

import pytest

from m4d.catalogue.models import Card
from m4d.community import actions, queries
from m4d.community.actions import moving
from m4d.community.choices import Access
from m4d.community.factories import make_group, make_topic
from m4d.community.models import GroupChange, Post, Topic, TopicTrace
from m4d.core.verdicts import Refusal
from m4d.jobs import actions as jobs

from .conftest import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_topic(group, amina, lina):
    return make_topic(group, amina, replies=[(lina, f"Reply {number}") for number in range(2, 8)])


def traces(topic):
    return list(TopicTrace.objects.filter(topic=topic).values_list("kind", "after_number", "posts", "done"))


def numbers(topic):
    return list(Post.objects.filter(topic=topic).values_list("number", "text"))


def test_renaming_keeps_the_old_title_in_the_trace_and_in_the_search(topic, fatou, client):
    old = topic.get_absolute_url()
    actions.rename_topic(topic, by=fatou, title="Registers of skills")
    topic.refresh_from_db()
    trace = topic.traces.get()
    assert (trace.before, trace.after, topic.title) == (
        "Who keeps the register?", "Registers of skills", "Registers of skills",
    )  # fmt: skip
    answer = client.get(old)
    assert answer.status_code == 301 and answer["Location"] == topic.get_absolute_url()


def test_any_set_of_ticked_replies_moves_into_a_new_topic(long_topic, fatou, client):
    ticked = list(long_topic.posts.filter(number__in=[3, 5, 6]).values_list("pk", flat=True))
    made = actions.move_posts(long_topic, ticked, by=fatou, title="Another question")
    assert numbers(made) == [(1, "Reply 3"), (2, "Reply 5"), (3, "Reply 6")]
    assert [number for number, _text in numbers(long_topic)] == [1, 2, 4, 7]
    long_topic.refresh_from_db()
    assert (long_topic.post_count, made.post_count, made.people_count) == (4, 3, 1)
    assert traces(long_topic) == [("split_off", 2, 3, 3)] and traces(made) == [("split_in", 0, 3, 3)]
    place = client.get(address("post_place", ticked[1]))
    assert place.status_code == 302 and place["Location"].startswith(made.get_absolute_url())


def test_replies_move_into_a_topic_that_is_there(long_topic, group, lina, fatou):
    other = make_topic(group, lina, "Elsewhere")
    ticked = list(long_topic.posts.filter(number=4).values_list("pk", flat=True))
    actions.move_posts(long_topic, ticked, by=fatou, target=other)
    assert numbers(other)[-1] == (2, "Reply 4")


def test_the_first_post_does_not_go_alone_and_nothing_goes_without_ticks(long_topic, fatou, lina):
    first = long_topic.posts.get(number=1).pk
    with pytest.raises(Refusal, match="cannot go alone"):
        actions.move_posts(long_topic, [first], by=fatou, title="x")
    with pytest.raises(Refusal, match="Tick the replies"):
        actions.move_posts(long_topic, [], by=fatou, title="x")
    with pytest.raises(Refusal, match="Write the title"):
        actions.move_posts(long_topic, [first + 1], by=fatou)
    with pytest.raises(Refusal, match="Only facilitators"):
        actions.move_posts(long_topic, [first + 1], by=lina, title="x")


def test_merging_closes_one_topic_and_its_address_leads_to_the_other(long_topic, group, lina, fatou, client):
    other = make_topic(group, lina, "Elsewhere")
    old = long_topic.get_absolute_url()
    actions.merge_topics(long_topic, other, by=fatou)
    long_topic.refresh_from_db()
    other.refresh_from_db()
    group.refresh_from_db()
    assert (long_topic.merged_into, long_topic.post_count, other.post_count) == (other, 0, 8)
    assert group.topic_count == 1
    answer = client.get(old)
    assert answer.status_code == 301 and answer["Location"] == other.get_absolute_url()
    assert not Card.objects.filter(object_id=str(long_topic.pk), kind="topic").exists()


def test_two_who_merge_the_same_topic_merge_it_once(long_topic, group, lina, fatou):
    other = make_topic(group, lina, "Elsewhere")
    actions.merge_topics(long_topic, other, by=fatou)
    with pytest.raises(Refusal, match="became part of another"):
        actions.merge_topics(long_topic, other, by=fatou)


def test_many_replies_move_in_the_background_with_progress(group, amina, lina, fatou, monkeypatch, client):
    monkeypatch.setattr(moving, "AT_ONCE", 20)
    topic = make_topic(group, amina)
    Post.objects.bulk_create(
        Post(topic=topic, group=group, number=number, author=lina, text=f"r{number}", html=f"<p>r{number}</p>")
        for number in range(2, 102)
    )
    Topic.objects.filter(pk=topic.pk).update(last_number=101, post_count=101)
    ticked = list(topic.posts.filter(number__gt=1).values_list("pk", flat=True))
    made = actions.move_posts(topic, ticked, by=fatou, title="A long tail")
    assert topic.traces.get().done == 0 and topic.traces.get().is_under_way
    assert b"0 are there already" in client.get(topic.get_absolute_url()).content
    jobs.work_off()
    assert traces(made) == [("split_in", 0, 100, 100)]
    assert [number for number, _text in numbers(made)] == list(range(1, 101))
    made.refresh_from_db()
    topic.refresh_from_db()
    assert (made.post_count, made.last_number, topic.post_count) == (100, 100, 1)


def test_a_part_that_is_moved_twice_is_moved_once(long_topic, fatou):
    ticked = list(long_topic.posts.filter(number__in=[3, 4]).values_list("pk", flat=True))
    made = actions.move_posts(long_topic, ticked, by=fatou, title="Another")
    marks = list(TopicTrace.objects.values_list("pk", flat=True))
    again = actions.continue_moving(source_id=long_topic.pk, target_id=made.pk, base=0, posts=ticked, traces=marks)
    assert again == 0 and [number for number, _text in numbers(made)] == [1, 2]
    assert set(TopicTrace.objects.values_list("done", flat=True)) == {2}


def test_moving_a_topic_to_a_closed_group_takes_it_off_every_public_place(topic, closed, fatou, client):
    public = topic.get_absolute_url()
    assert client.get(public).status_code == 200
    actions.move_topic(topic, closed, by=fatou)
    topic.refresh_from_db()
    assert topic.access == Access.RESTRICTED and not Card.objects.filter(kind="topic").exists()
    assert set(Post.objects.filter(topic=topic).values_list("group", flat=True)) == {closed.pk}
    assert client.get(public).status_code == 404


def test_the_name_of_a_secret_group_is_in_no_trace(secret, group, amina, fatou):
    topic = actions.start_topic(secret, by=amina, title="A case", text="Words.")
    actions.move_topic(topic, group, by=fatou, knowing=True)
    assert topic.traces.get().before == ""


def test_closing_needs_a_reason_and_opening_again_leaves_a_trace(topic, fatou):
    with pytest.raises(Refusal, match="Say why"):
        actions.close_topic(topic, by=fatou, reason=" ")
    actions.close_topic(topic, by=fatou, reason="Answered twice.")
    actions.reopen_topic(topic, by=fatou)
    topic.refresh_from_db()
    assert topic.closed_at is None and [kind for kind, *_more in traces(topic)] == ["closed", "reopened"]


def test_whoever_started_a_topic_marks_it_as_settled(topic, amina):
    actions.resolve_topic(topic, by=amina)
    actions.resolve_topic(topic, by=amina)
    topic.refresh_from_db()
    assert topic.resolved_at and len(traces(topic)) == 1


def test_archived_topics_are_read_and_found_but_not_listed(topic, group, fatou, client):
    assert actions.archive_topics(group, [topic.pk, 999_999], by=fatou) == 1
    assert b"Who keeps the register?" not in client.get(group.get_absolute_url()).content
    assert b"Who keeps the register?" in client.get(group.get_absolute_url() + "?archived").content
    assert queries.found_inside(group, "employment")[0]


def test_a_change_of_access_says_first_what_it_exposes(closed, amina, fatou):
    topic = actions.start_topic(closed, by=amina, title="A case", text="Words.")
    actions.write_post(topic, by=fatou, text="More words.")
    exposed = queries.exposure_of(closed, Access.PUBLIC)
    assert (exposed.topics, exposed.posts, exposed.people) == (1, 2, 2)
    assert exposed.opens_to_search_engines and exposed.is_wider and not exposed.breaks_links
    back = queries.exposure_of(make_group("Open"), Access.PRIVATE)
    assert back.breaks_links and not back.is_wider


def test_opening_and_closing_a_group_takes_effect_at_once_and_is_written_down(closed, amina, fatou, client):
    topic = actions.start_topic(closed, by=amina, title="A case", text="Words.")
    page = topic.get_absolute_url()
    assert client.get(page).status_code == 404
    actions.change_access(closed, by=fatou, access=Access.PUBLIC)
    jobs.work_off()
    assert client.get(page).status_code == 200
    assert Card.objects.filter(kind="topic").count() == 1
    actions.change_access(closed, by=fatou, access=Access.PRIVATE)
    assert client.get(page).status_code == 404
    assert not Card.objects.filter(kind__in=["topic", "group"]).exists()
    assert list(GroupChange.objects.values_list("before", "after", "topics")) == [
        ("public", "private", 1), ("restricted", "public", 1),
    ]  # fmt: skip


def test_the_summary_is_shown_first_and_can_be_taken_away(topic, fatou, client, lina):
    actions.write_summary(topic, by=fatou, text="Ask for **trade** only.", language="en")
    assert b"<strong>trade</strong>" in client.get(topic.get_absolute_url()).content
    with pytest.raises(Refusal):
        actions.write_summary(topic, by=lina, text="Mine.", language="en")
    actions.write_summary(topic, by=fatou, text="", language="en")
    assert b"So far, in short" not in client.get(topic.get_absolute_url()).content
