"""A topic begins."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity
from m4d.core.text import clean_line, clean_text
from m4d.core.verdicts import verdict
from m4d.languages import actions as languages
from m4d.moderation import actions as moderation
from m4d.moderation import policies as moderating

from .. import policies, queries
from ..choices import Access, TopicKind, Verb
from ..models import TITLE_LENGTH, Group, Topic
from .attachment import attach
from .kept import topic_changed
from .marks import forget_draft
from .post import add_post, sound_text


@transaction.atomic
def start_topic(
    group: Group, *, by, title: str, text: str, language: str = "", kind: str = TopicKind.TALK, themes=(),
    via_mail: bool = False, cut: str = "", files: Iterable = (), at: datetime | None = None,
) -> Topic:  # fmt: skip
    """Start a topic with its first post."""
    at, title, text = at or timezone.now(), clean_line(title), clean_text(text)
    accounts.hold(by)
    group = Group.objects.get(pk=group.pk)
    policies.may_start_topic(by, group).or_refuse()
    verdict(
        not title and _("Write a title: what is it about?"),
        len(title) > TITLE_LENGTH and _("Write a shorter title, of at most 160 letters."),
        kind not in TopicKind.values and _("Say whether you ask or discuss."),
    ).or_refuse()
    sound_text(text).or_refuse()
    moderating.may_write(by, text=f"{title}\n{text}", at=at).or_refuse()
    language = language or queries.language_of(f"{title}. {text}") or by.language
    topic = Topic.objects.create(
        group=group, access=group.access, title=title, language=language, kind=kind, themes=list(themes),
        started_by=by, started_at=at, last_post_at=at,
    )  # fmt: skip
    post = add_post(topic, by=by, text=text, language=language, via_mail=via_mail, cut=cut, at=at)
    attach(post, files, by=by, at=at)
    Group.objects.filter(pk=group.pk).update(topic_count=F("topic_count") + 1, last_post_at=at)
    activity.follow(by, topic, at=at)
    forget_draft(by, f"group-{group.slug}")
    if moderation.screen(topic, by=by, text=f"{title}\n{text}", at=at):
        return topic
    topic_changed(topic)
    _tell(topic, post, by=by, at=at)
    return topic


def topic_released(topic: Topic, at: datetime) -> None:
    """A moderator let a held topic stand: those who follow its group hear of it now."""
    post = topic.posts.order_by("number").first()
    if topic.started_by is not None and post is not None and not queries.was_told(post):
        _tell(topic, post, by=topic.started_by, at=at)


def _tell(topic, post, *, by, at) -> None:
    if topic.access == Access.PUBLIC:
        languages.written_elsewhere(topic, "title", topic.language, by=by)
        languages.written_elsewhere(post, "text", post.language, by=by)
    data = {"post": post.pk}
    activity.record(Verb.TOPIC_STARTED, by=by, about=topic, data=data, at=at, followers_of=[topic.group])
