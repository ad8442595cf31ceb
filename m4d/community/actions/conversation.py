"""Private conversations: begun, joined, left. Writing in one is `write_post`, as in any topic."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity
from m4d.core import pages
from m4d.core.text import clean_line

from .. import policies, queries
from ..models import TITLE_LENGTH, Participant, Topic
from .marks import forget_draft
from .post import write_post


@transaction.atomic
def start_conversation(
    *, by, others: list, text: str, title: str = "", language: str = "", files: Iterable = (),
    at: datetime | None = None,
) -> Topic:  # fmt: skip
    """Write to one or several people in private. Two who talk already go on where they were."""
    at = at or timezone.now()
    accounts.hold(by)
    others = list({other.pk: other for other in others}.values())
    policies.may_converse(by, others, at=at).or_refuse()
    topic = queries.conversation_between(by, others[0]) if len(others) == 1 and not title else None
    if topic is None:
        topic = Topic.objects.create(
            group=None, access="", title=clean_line(title)[:TITLE_LENGTH], language=language or by.language,
            started_by=by, started_at=at, last_post_at=at,
        )  # fmt: skip
        Participant.objects.bulk_create(
            [
                Participant(topic=topic, person=one, joined_at=at, invited_by=by, last_post_at=at)
                for one in [by, *others]
            ]
        )
    write_post(topic, by=by, text=text, language=language, files=files, at=at)
    forget_draft(by, "messages")
    topic.refresh_from_db()
    return topic


@transaction.atomic
def invite_to_conversation(topic: Topic, *, by, person, at: datetime | None = None) -> Participant:
    """Bring somebody into a conversation: they read all of it, and everybody sees that they are there."""
    at = at or timezone.now()
    topic = Topic.objects.select_for_update(of=("self",)).get(pk=topic.pk)
    policies.may_invite(by, topic, person).or_refuse()
    row, _made = Participant.objects.update_or_create(
        topic=topic, person=person,
        defaults={"left_at": None, "joined_at": at, "invited_by": by, "last_post_at": topic.last_post_at},
    )  # fmt: skip
    pages.touch(queries.messages_of(person.pk))
    return row


@transaction.atomic
def leave_conversation(topic: Topic, *, by, at: datetime | None = None) -> None:
    """Leave a conversation; what one wrote stays with the others. When everybody has left it goes."""
    policies.may_leave_conversation(by, topic).or_refuse()
    Participant.objects.filter(topic=topic, person=by).update(left_at=at or timezone.now())
    activity.unfollow(by, topic)
    pages.touch(queries.messages_of(by.pk))
    if not queries.participants_of(topic):
        Topic.objects.filter(pk=topic.pk).delete()
