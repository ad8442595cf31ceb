"""Keeping topics tidy. Each act leaves a trace in the topic, in neutral words, and old addresses lead on."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.accounts.models import Person
from m4d.activity import actions as activity
from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.core.text import clean_line, clean_text, markdown
from m4d.core.verdicts import verdict
from m4d.languages import actions as languages

from .. import policies
from ..choices import CLOSED, Access, TraceKind, Verb
from ..models import SUMMARY_LENGTH, TITLE_LENGTH, Group, Post, Topic, TopicTrace
from .kept import GROUPS, count_topics, topic_changed
from .moving import move_all


def held(topic: Topic) -> Topic:
    """The topic as it stands now; who changes it at the same moment waits."""
    return Topic.objects.select_for_update(of=("self",)).select_related("group").get(pk=topic.pk)


def leave_trace(topic: Topic, kind: str, *, by, at, **more) -> TopicTrace:
    """Write down in the topic what was done to it."""
    return TopicTrace.objects.create(
        topic=topic, kind=kind, after_number=topic.last_number, by=by, at=at, done=more.get("posts", 0), **more
    )


def _starter(topic) -> list:
    return list(Person.objects.filter(pk=topic.started_by_id)) if topic.started_by_id else []


@transaction.atomic
def rename_topic(topic: Topic, *, by, title: str, language: str = "", at: datetime | None = None) -> Topic:
    """Give a topic a title that says better what it is about; the old one stays in the trace and is still found."""
    at, title, topic = at or timezone.now(), clean_line(title), held(topic)
    policies.may_rename(by, topic).or_refuse()
    verdict(
        not title and _("Write a title: what is it about?"),
        len(title) > TITLE_LENGTH and _("Write a shorter title, of at most 160 letters."),
    ).or_refuse()
    if title == topic.title:
        return topic
    leave_trace(topic, TraceKind.RENAMED, by=by, at=at, before=topic.title, after=title)
    before, topic.title = topic.title, title
    topic.language = language or topic.language
    topic.save(update_fields=["title", "language"])
    if topic.access == Access.PUBLIC:
        languages.written_elsewhere(topic, "title", topic.language, by=by)
    activity.record(Verb.TOPIC_RENAMED, by=by, about=topic, tell=_starter(topic), data={"before": before}, at=at)
    topic_changed(topic)
    return topic


@transaction.atomic
def move_topic(topic: Topic, group: Group, *, by, knowing: bool = False, at: datetime | None = None) -> Topic:
    """Move a whole topic into another group: from then on those who read that group read it, and nobody else."""
    at, topic = at or timezone.now(), held(topic)
    policies.may_move_topic(by, topic, group, knowing=knowing).or_refuse()
    before = topic.group
    leave_trace(topic, TraceKind.MOVED, by=by, at=at, before="" if before.is_secret else before.name, after=group.name)
    topic.group, topic.access = group, group.access
    topic.save(update_fields=["group", "access"])
    Post.objects.filter(topic=topic).update(group=group)
    for one in (before, group):
        count_topics(one)
    if group.access in CLOSED:
        catalogue.remove_many("topic", {str(topic.pk)})
    pages.touch(f"group-{before.slug}", GROUPS)
    activity.record(Verb.TOPIC_MOVED, by=by, about=topic, tell=_starter(topic), at=at, for_followers=True)
    topic_changed(topic)
    return topic


@transaction.atomic
def merge_topics(topic: Topic, into: Topic, *, by, at: datetime | None = None) -> Topic:
    """Let a topic become part of another one: its replies move there, its address leads there."""
    at = at or timezone.now()
    # The lower number first, so that two who merge crosswise do not wait for each other.
    first, second = sorted((topic, into), key=lambda one: one.pk)
    rows = {first.pk: held(first), second.pk: held(second)}
    topic, into = rows[topic.pk], rows[into.pk]
    policies.may_merge(by, topic, into).or_refuse()
    move_all(topic, into, by=by, at=at)
    topic.merged_into, topic.accepted_post, topic.closed_at, topic.closed_by = into, None, at, by
    topic.save(update_fields=["merged_into", "accepted_post", "closed_at", "closed_by"])
    # What was merged into this one before leads on as well.
    Topic.objects.filter(merged_into=topic).update(merged_into=into)
    count_topics(topic.group)
    catalogue.remove_many("topic", {str(topic.pk)})
    activity.record(Verb.TOPIC_MERGED, by=by, about=into, tell=_starter(topic), data={"before": topic.title}, at=at,
                    for_followers=True)  # fmt: skip
    topic_changed(topic, card=False)
    topic_changed(into)
    return into


@transaction.atomic
def close_topic(topic: Topic, *, by, reason: str, at: datetime | None = None) -> Topic:
    """Let nobody write in a topic any more, with a reason that everybody reads."""
    at, reason, topic = at or timezone.now(), clean_line(reason)[:240], held(topic)
    policies.may_close(by, topic).or_refuse()
    verdict(not reason and _("Say why: everybody reads the reason.")).or_refuse()
    topic.closed_at, topic.closed_by, topic.closed_reason = at, by, reason
    topic.save(update_fields=["closed_at", "closed_by", "closed_reason"])
    leave_trace(topic, TraceKind.CLOSED, by=by, at=at, after=reason[:TITLE_LENGTH])
    activity.record(Verb.TOPIC_CLOSED, by=by, about=topic, tell=_starter(topic), data={"reason": reason}, at=at)
    topic_changed(topic, card=False)
    return topic


@transaction.atomic
def reopen_topic(topic: Topic, *, by, at: datetime | None = None) -> Topic:
    """Let people write in a topic again."""
    at, topic = at or timezone.now(), held(topic)
    policies.may_reopen(by, topic).or_refuse()
    topic.closed_at = topic.closed_by = topic.archived_at = None
    topic.closed_reason = ""
    topic.save(update_fields=["closed_at", "closed_by", "closed_reason", "archived_at"])
    leave_trace(topic, TraceKind.REOPENED, by=by, at=at)
    activity.record(Verb.TOPIC_REOPENED, by=by, about=topic, tell=_starter(topic), at=at)
    topic_changed(topic, card=False)
    return topic


@transaction.atomic
def resolve_topic(topic: Topic, *, by, stop: bool = False, at: datetime | None = None) -> Topic:
    """Mark a topic as settled, or no longer; people can still write in it."""
    at, topic = at or timezone.now(), held(topic)
    policies.may_resolve(by, topic).or_refuse()
    if (topic.resolved_at is None) == stop:
        return topic
    topic.resolved_at = None if stop else at
    topic.save(update_fields=["resolved_at"])
    leave_trace(topic, TraceKind.UNRESOLVED if stop else TraceKind.RESOLVED, by=by, at=at)
    if not stop:
        activity.record(Verb.TOPIC_RESOLVED, by=by, about=topic, at=at, for_followers=True)
    topic_changed(topic, card=False)
    return topic


@transaction.atomic
def archive_topics(group: Group, topics: list[int], *, by, at: datetime | None = None) -> int:
    """Archive several topics of a group at once: still read and found, no longer listed with the others."""
    at = at or timezone.now()
    policies.may_amend_group(by, group).or_refuse()
    rows = Topic.objects.filter(group=group, pk__in=topics, archived_at=None)
    numbers = list(rows.values_list("pk", flat=True))
    rows.update(archived_at=at)
    pages.touch(f"group-{group.slug}", *(f"topic-{number}" for number in numbers))
    return len(numbers)


@transaction.atomic
def write_summary(topic: Topic, *, by, text: str, language: str, at: datetime | None = None) -> Topic:
    """So far, in short: what a topic says, for whoever comes late. Empty words take it away."""
    at, text, topic = at or timezone.now(), clean_text(text), held(topic)
    policies.may_tend(by, topic).or_refuse()
    verdict(len(text) > SUMMARY_LENGTH and _("Write at most 1,500 letters.")).or_refuse()
    topic.summary, topic.summary_html, topic.summary_language = text, markdown(text), language
    topic.summary_at, topic.summary_by = at, by
    topic.version = F("version") + 1
    topic.save(update_fields=["summary", "summary_html", "summary_language", "summary_at", "summary_by", "version"])
    topic.refresh_from_db(fields=["version"])
    if text:
        activity.record(Verb.SUMMARY_WRITTEN, by=by, about=topic, at=at, for_followers=True)
    topic_changed(topic)
    return topic
