"""Replies move to another topic, any set of them; many move in the background, a part at a time.

The numbers that they will have are given out at once, so a move that is interrupted goes on where it stood and a
second one never meets it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.accounts.models import Person
from m4d.activity import actions as activity
from m4d.core import pages
from m4d.core.later import later, outside
from m4d.core.text import clean_line
from m4d.core.verdicts import verdict

from .. import policies, queries
from ..choices import TraceKind, Verb
from ..models import TITLE_LENGTH, Group, Post, Topic, TopicTrace
from .kept import topic_changed

#: Replies moved while somebody waits; of more, so many in each transaction of the background.
AT_ONCE = 200


@transaction.atomic
def move_posts(
    topic: Topic, posts: list[int], *, by, target: Topic | None = None, title: str = "", at: datetime | None = None
) -> Topic:
    """Move these replies into another topic of the group, or into a new one with this title; gives that topic."""
    at, title = at or timezone.now(), clean_line(title)
    rows = Topic.objects.select_for_update(of=("self",)).select_related("group")
    wanted = sorted({topic.pk, *([target.pk] if target else [])})
    found = {row.pk: row for row in rows.filter(pk__in=wanted).order_by("pk")}
    topic, target = found[topic.pk], found[target.pk] if target else None
    ticked = queries.posts_ticked(topic, posts)
    policies.may_move_posts(by, topic, ticked, target).or_refuse()
    verdict(
        target is None and not title and _("Write the title of the new topic, or choose one."),
        len(title) > TITLE_LENGTH and _("Write a shorter title, of at most 160 letters."),
        Post.objects.filter(pk__in=ticked, number=1).exists()
        and _("The first post cannot go alone. Let the whole topic become part of the other one."),
    ).or_refuse()
    is_new = target is None
    if target is None:
        target = _new_topic(topic, ticked[0], title, at)
    _begin(topic, target, ticked, by=by, at=at, is_new=is_new)
    told = Person.objects.filter(pk__in=Post.objects.filter(pk__in=ticked[:AT_ONCE]).values("author"))
    activity.record(Verb.POSTS_MOVED, by=by, about=target, tell=told, at=at,
                    data={"before": topic.title, "posts": len(ticked)})  # fmt: skip
    return target


def _new_topic(topic, first: int, title: str, at) -> Topic:
    """A topic that begins with a reply of another one: whoever wrote that reply started it."""
    post = Post.objects.get(pk=first)
    target = Topic.objects.create(
        group=topic.group, access=topic.access, title=title, language=topic.language, themes=topic.themes,
        started_by=post.author, started_at=post.written_at, last_post_at=post.written_at,
    )  # fmt: skip
    Group.objects.filter(pk=topic.group_id).update(topic_count=F("topic_count") + 1)
    return target


def move_all(topic: Topic, target: Topic, *, by, at) -> None:
    """Move every post of a topic; both are held by the caller."""
    numbers = list(Post.objects.filter(topic=topic).order_by("number").values_list("pk", flat=True))
    _begin(topic, target, numbers, by=by, at=at, out=TraceKind.MERGED, into=TraceKind.MERGED_IN)


def _begin(topic, target, numbers, *, by, at, is_new=False, out=TraceKind.SPLIT_OFF, into=TraceKind.SPLIT_IN) -> None:
    """Give out the new numbers, leave the notices, and move: now where they are few, else in the background."""
    base, many = target.last_number, len(numbers) > AT_ONCE
    target.last_number += len(numbers)
    target.save(update_fields=["last_number"])
    common = {"by": by, "at": at, "posts": len(numbers)}
    before = Post.objects.filter(pk__in=numbers[:1]).values_list("number", flat=True).first() or 1
    gone = TopicTrace.objects.create(
        topic=topic, kind=out, after_number=before - 1, other=target, after=target.title, **common
    )
    come = TopicTrace.objects.create(
        topic=target, kind=into, after_number=0 if is_new else base, other=topic, before=topic.title, **common
    )
    if many:
        # A job for each part: its arguments stay small, and each can be run twice.
        for start in range(0, len(numbers), AT_ONCE):
            later(continue_moving, source_id=topic.pk, target_id=target.pk, base=base + start,
                  posts=numbers[start : start + AT_ONCE], traces=[gone.pk, come.pk])  # fmt: skip
        pages.touch(f"topic-{topic.pk}", f"topic-{target.pk}")
        topic_changed(target)
    else:
        continue_moving(source_id=topic.pk, target_id=target.pk, base=base, posts=numbers, traces=[gone.pk, come.pk])
        target.refresh_from_db()
        topic.refresh_from_db()


@outside
def continue_moving(*, source_id: int, target_id: int, base: int, posts: list[int], traces: list[int]) -> int:
    """Move one part; the number moved. What has moved already is left alone, so it can be run twice."""
    with transaction.atomic():
        rows = {row.pk: row for row in Topic.objects.select_for_update(of=("self",)).select_related("group")
                .filter(pk__in=[source_id, target_id]).order_by("pk")}  # fmt: skip
        source, target = rows[source_id], rows[target_id]
        places = {number: base + place for place, number in enumerate(posts, 1)}
        moved = list(Post.objects.filter(pk__in=posts, topic=source).only("pk"))
        for post in moved:
            post.number, post.topic, post.group = places[post.pk], target, target.group
        Post.objects.bulk_update(moved, ["number", "topic", "group"], batch_size=100)
        TopicTrace.objects.filter(pk__in=traces).update(done=F("done") + len(moved))
        Topic.objects.filter(accepted_post__in=[post.pk for post in moved]).exclude(pk=target.pk).update(
            accepted_post=None, accepted_at=None
        )
        for topic in (source, target):
            _count(topic)
            topic_changed(topic)
    return len(moved)


def _count(topic) -> None:
    """Count what a topic holds now."""
    rows = Post.objects.filter(topic=topic)
    topic.post_count = rows.count()
    topic.people_count = queries.people_counted(topic)
    topic.languages = sorted(rows.order_by().values_list("language", flat=True).distinct())
    topic.last_post_at = rows.aggregate(last=Max("written_at"))["last"] or topic.last_post_at
    topic.save(update_fields=["post_count", "people_count", "languages", "last_post_at"])
