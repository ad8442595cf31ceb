"""Single topics and posts with what their pages need."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from m4d.accounts.models import Person
from m4d.activity import queries as activity
from m4d.core.pages.prepared import Prepared
from m4d.languages import queries as languages

from ..choices import TraceKind
from ..models import PollChoice, Post, Topic, TopicTrace

#: Later posts say little more of what a topic is about: its card rests on the first ones.
POSTS_ON_CARD = 10

#: What the page of a topic reads of its group.
_COLUMNS = [field.name for field in Topic._meta.concrete_fields]
_GROUP = ("slug", "name", "language", "access", "hidden_at", "member_count", "email_domain")


def topic_page(person, number: int) -> Topic | None:
    """A topic of a group with its group, if this person may see it."""
    if not person.is_authenticated:
        found = _FOR_VISITORS({_NUMBER: number})
    elif not (person.has_role("moderator") or person.has_role("admin")):
        found = _FOR_MEMBERS({_NUMBER: number, _PERSON: person.pk})
    else:
        found = list(_page(person).filter(pk=number))
    return found[0] if found else None


def _page(person):
    rows = Topic.objects.visible_to(person).talks().select_related("group").order_by()
    return rows.only(*_COLUMNS, *(f"group__{name}" for name in _GROUP))


# The same two statements for everybody: working out their SQL would cost several times what running it costs.
_NUMBER, _PERSON = -1, -2
_FOR_VISITORS = Prepared(lambda: _page(AnonymousUser()).filter(pk=_NUMBER))
_FOR_MEMBERS = Prepared(lambda: _page(Person(pk=_PERSON)).filter(pk=_NUMBER))


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


def poll_choices(topic: Topic) -> list[PollChoice]:
    """The choices of the poll of a topic, each with the poll; one statement."""
    return list(PollChoice.objects.filter(poll__topic=topic).select_related("poll").order_by("position"))


def is_following(person, thing) -> bool:
    """Whether a person is told what happens here."""
    return activity.is_following(person, thing)


def ready_for_cards(topics: list[Topic]) -> list[Topic]:
    """Give each topic what its card reads: titles, first posts, earlier titles. Three statements for all of them."""
    numbers = [topic.pk for topic in topics]
    titles = languages.every_language(topics, ["title"])
    posts: dict[int, list] = {number: [] for number in numbers}
    rows = Post.objects.standing().filter(topic_id__in=numbers, number__lte=POSTS_ON_CARD).order_by("topic", "number")
    for topic, language, html in rows.values_list("topic_id", "language", "html"):
        posts[topic].append((language, html))
    before: dict[int, list] = {number: [] for number in numbers}
    renamed = TopicTrace.objects.filter(topic_id__in=numbers, kind=TraceKind.RENAMED).order_by("pk")
    for topic, title in renamed.values_list("topic_id", "before"):
        before[topic].append(title)
    for topic in topics:
        topic.for_card = titles[topic.pk]["title"], posts[topic.pk], before[topic.pk]
    return topics


def topics_for_cards() -> "Topic.objects":
    """Topics that belong in the catalogue: of open groups, not hidden, not gone into another."""
    return (
        Topic.objects.listed()
        .filter(access__in=("public", "members"), group__hidden_at=None)
        .select_related("group")
        .order_by("pk")
    )
