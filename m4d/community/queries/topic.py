"""Single topics and posts with what their pages need."""

from django.db.models import Q

from m4d.activity import queries as activity

from ..models import Post, Topic

#: What the page of a topic reads of its group.
_COLUMNS = [field.name for field in Topic._meta.concrete_fields]
_GROUP = ("slug", "name", "language", "access", "hidden_at", "member_count", "email_domain")


def topic_page(person, number: int) -> Topic | None:
    """A topic of a group with its group, if this person may see it."""
    rows = Topic.objects.visible_to(person).talks().select_related("group")
    return rows.only(*_COLUMNS, *(f"group__{name}" for name in _GROUP)).filter(pk=number).first()


def conversation_page(person, number: int) -> Topic | None:
    """A private conversation of this person."""
    return Topic.objects.visible_to(person).conversations().filter(pk=number).first()


def post_with_place(person, number: int) -> Post | None:
    """A post with its topic and group, if this person may see it."""
    return Post.objects.visible_to(person).select_related("topic__group").filter(pk=number).first()


def posts_ticked(topic: Topic, numbers: list[int]) -> list[int]:
    """Those of these posts that stand in the topic, in their order."""
    rows = Post.objects.filter(topic=topic, pk__in=numbers).order_by("number")
    return list(rows.values_list("pk", flat=True))


def topics_to_choose(person, topic: Topic, words: str = "") -> list[Topic]:
    """Topics into which replies could go: of the same group, the newest first, or those with these words."""
    rows = Topic.objects.listed().filter(group=topic.group_id).exclude(pk=topic.pk)
    if words:
        rows = rows.filter(Q(title__icontains=words))
    return list(rows.only("title", "language", "group_id")[:50])


def is_following(person, thing) -> bool:
    """Whether a person is told what happens here."""
    return activity.is_following(person, thing)


def topics_for_cards() -> "Topic.objects":
    """Topics that belong in the catalogue: of open groups, not hidden, not gone into another."""
    return (
        Topic.objects.listed()
        .filter(access__in=("public", "members"), group__hidden_at=None)
        .select_related("group")
        .order_by("pk")
    )
