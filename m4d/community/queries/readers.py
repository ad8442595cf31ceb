"""Who may read a topic at this moment, of many people at once; and what a topic is called in a mail."""

from collections.abc import Collection

from m4d.activity.models import Entry
from m4d.languages import queries as languages
from m4d.languages.queries import Shown
from m4d.people.models import Block

from ..choices import CLOSED, Verb
from ..models import Membership, Participant, Post, Topic
from .bylines import ANY_MEMBER, bylines
from .words import mentioned_in, named, names_of_profiles


def readers_of(topic: Topic, people: Collection[int]) -> set[int]:
    """Those of these people who read a topic now."""
    if topic.is_conversation:
        rows = Participant.objects.current().filter(topic=topic, person_id__in=people)
        return set(rows.values_list("person_id", flat=True))
    if topic.access in CLOSED:
        rows = Membership.objects.current().filter(group=topic.group_id, person_id__in=people)
        return set(rows.values_list("person_id", flat=True))
    return set(people)


def wish_to_hear(author: int | None, people: Collection[int]) -> set[int]:
    """Those of these people who have not blocked the author."""
    if author is None:
        return set(people)
    apart = Block.objects.filter(blocked_id=author, person_id__in=people)
    return set(people) - set(apart.values_list("person_id", flat=True))


def author_in_mail(number: int | None) -> str:
    """What the author of a post is called in a mail that is the same for all members."""
    found = bylines([number], ANY_MEMBER).get(number or 0)
    return found.name if found else ""


def shown_in_mail(post: Post, language: str) -> tuple[str, str, Shown]:
    """Plain words, HTML and the version of a post for readers of a language, with names in the place of addresses."""
    shown = languages.best(post, "text", language)
    names = names_of_profiles(mentioned_in(post.text), ANY_MEMBER)
    return named(shown.text, names, "…"), named(str(shown.html), names, "…"), shown


def title_in(topic: Topic, language: str) -> str:
    """The title of a topic for readers of a language."""
    shown = languages.best(topic, "title", language)
    return shown.text if shown else topic.title


def was_told(post) -> bool:
    """Whether the journal tells of a post already, in its topic or as the beginning of one."""
    verbs = (Verb.TOPIC_STARTED, Verb.POST_WRITTEN, Verb.MESSAGE_WRITTEN)
    return Entry.objects.filter(by=post.author_id, verb__in=verbs, data__post=post.pk).exists()
