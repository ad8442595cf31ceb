"""What happens to groups, posts and conversations when somebody leaves the network."""

from django.db import transaction
from django.db.models import F

from m4d.core import pages

from ..models import (
    Attachment,
    Ballot,
    Bookmark,
    Draft,
    Group,
    GroupChange,
    Membership,
    Mention,
    Participant,
    Poll,
    Post,
    ReadMark,
    Topic,
    TopicTrace,
    Useful,
)
from .kept import count_members
from .post import clear_words

#: Columns that say who did something for others here.
ACTS = (
    (Group, "opened_by"), (Membership, "confirmed_by"), (GroupChange, "by"), (Topic, "summary_by"),
    (Attachment, "by"), (Topic, "closed_by"), (TopicTrace, "by"), (Poll, "opened_by"), (Participant, "invited_by"),
)  # fmt: skip


@transaction.atomic
def forget_person(person) -> dict[str, int]:
    """What one wrote in groups stays without a name; private messages lose their words; what one kept goes.

    Gives how many posts stay and how many messages went.
    """
    posts = Post.objects.filter(author=person, group__isnull=False)
    topics = set(posts.values_list("topic_id", flat=True))
    kept = posts.update(author=None)
    Topic.objects.filter(started_by=person).update(started_by=None)
    messages = list(Post.objects.filter(author=person, group=None).select_related("topic"))
    for message in messages:
        clear_words(message)
        message.author, message.withdrawn_at = None, message.withdrawn_at or message.written_at
        message.save(update_fields=["text", "html", "folded", "cut", "version", "author", "withdrawn_at"])
    Participant.objects.filter(person=person).delete()
    Topic.objects.conversations().filter(participants=None).delete()
    useful = list(Useful.objects.filter(person=person).values_list("post_id", flat=True))
    Post.objects.filter(pk__in=useful).update(useful_count=F("useful_count") - 1)
    groups = list(Group.objects.filter(memberships__person=person).distinct())
    for model in (Ballot, Useful, Bookmark, Draft, ReadMark, Mention, Membership):
        model.objects.filter(person=person).delete()
    for model, column in ACTS:
        model.objects.filter(**{column: person}).update(**{column: None})
    for group in groups:
        count_members(group)
    pages.touch(*(f"topic-{number}" for number in topics), *(f"group-{group.slug}" for group in groups))
    return {"posts": kept, "messages": len(messages)}
