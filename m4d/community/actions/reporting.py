"""Groups, topics, posts and messages can be reported and hidden; this tells the moderation room how."""

from django.utils.translation import gettext_lazy as _

from m4d.core import pages
from m4d.core.later import later
from m4d.core.text import teaser
from m4d.moderation import actions as moderation

from .. import queries
from ..models import Group, Message, Post, Topic
from .access import renew_group_cards, take_topics_off
from .kept import count_topics, group_changed, topic_changed
from .post import post_released
from .topic import topic_released

#: Letters of a post that the queue shows: moderators read what was reported, not the conversation around it.
SHOWN = 400


def register_reportable_kinds() -> None:
    """Called once at start-up. A message before a post, since it is one too."""
    moderation.register_kind(
        "group", label=_("Group"), model=Group, title=lambda group: group.name,
        author=lambda group: group.opened_by, changed=_group_changed, related=("opened_by",),
        concerned=_close_to_groups, text=lambda group: group.purpose,
    )  # fmt: skip
    moderation.register_kind(
        "topic", label=_("Topic"), model=Topic, title=lambda topic: topic.title,
        author=lambda topic: topic.started_by, changed=_topic_changed, related=("started_by", "group"),
        authored_by=_topics_alone, released=topic_released,
    )  # fmt: skip
    moderation.register_kind(
        "message", label=_("Private message"), model=Message, title=_words_of, author=lambda post: post.author,
        changed=lambda post: None, related=("author", "topic"), text=_whole_text,
        authored_by=lambda person: Message.objects.filter(author=person, withdrawn_at=None), released=post_released,
    )  # fmt: skip
    moderation.register_kind(
        "post", label=_("Post"), model=Post, title=_words_of, author=lambda post: post.author, changed=_post_changed,
        related=("author", "topic__group"), text=_whole_text,
        authored_by=lambda person: Post.objects.filter(author=person, group__isnull=False, withdrawn_at=None),
        released=post_released,
    )  # fmt: skip


def _words_of(post) -> str:
    return teaser(queries.MENTION.sub("@…", post.text), SHOWN)


def _whole_text(post) -> str:
    return queries.MENTION.sub("@…", post.text)


def _topics_alone(person):
    """Topics in which nobody else wrote: hiding another one would take the words of others with it."""
    return Topic.objects.talks().filter(started_by=person, people_count__lte=1)


def _close_to_groups(groups, person) -> set[int]:
    return {group.pk for group in groups if person.pk in queries.facilitators_of(group)}


def _group_changed(group) -> None:
    """Its topics go with it, and come back with it."""
    pages.touch(f"access-of-group-{group.slug}")
    if group.is_hidden:
        take_topics_off(group)
    else:
        later(renew_group_cards, group_id=group.pk)
    group_changed(group)


def _topic_changed(topic) -> None:
    if topic.group is not None:
        count_topics(topic.group)
        topic_changed(topic)


def _post_changed(post) -> None:
    if post.topic.group is not None:
        topic_changed(post.topic)
