"""Made-up groups, topics and posts in bulk, to measure at scale. The same numbers give the same rows everywhere."""

from datetime import UTC, datetime, timedelta
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from m4d.accounts.models import Person
from m4d.catalogue import actions as catalogue
from m4d.core.made_up import FIELD, words
from m4d.core.rows import insert, values_of
from m4d.vocabulary import queries as vocabulary

from . import queries
from .choices import Access, TopicKind
from .models import Group, Participant, Post, Topic

GROUPS, CONVERSATIONS = 40, 40
#: Posts of a topic, on the average, and of the one long topic that every size has.
POSTS, LONG = 50, 10_000
BATCH = 500
BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
ASKED = "Who keeps", "How do you pay for", "Who decides about", "What became of", "When do you count"


def seed(members: int, random: Random, tell=None, projects: int = 0, search: bool = True) -> None:
    """Bring the number of made-up topics to what so many members would write; what is there is left alone."""
    base = random.getrandbits(48)
    wanted = members // (4 if members <= 10_000 else 5 if members <= 500_000 else 10)
    kept = Topic.objects.filter(title__endswith="?", kind=TopicKind.TALK, group__slug__startswith="made-up-").count()
    if wanted <= kept:
        return
    people = list(
        Person.objects.filter(email__endswith="@seed.example").order_by("pk").values_list("pk", flat=True)[:50_000]
    )
    if not people:
        return
    groups = _groups(search)
    done = (tell(wanted - kept) if tell else None) or (lambda number: None)
    for start in range(kept, wanted, BATCH):
        numbers = range(start, min(start + BATCH, wanted))
        _write(groups, people, [(number, Random(base + number)) for number in numbers], search=search)
        done(numbers[-1] + 1 - kept)
    _count(groups)
    _conversations(people)


def _groups(search: bool) -> list[Group]:
    themes = list(vocabulary.terms("theme"))
    found = []
    for number in range(GROUPS):
        group, is_new = Group.objects.get_or_create(
            slug=f"made-up-{number}",
            defaults={
                "name": f"{FIELD[number % len(FIELD)].capitalize()} and {FIELD[-1 - number % len(FIELD)]} {number}",
                "purpose": "Made up, to measure.", "access": Access.PUBLIC, "themes": [themes[number % len(themes)]],
                "opened_at": BEGAN, "member_count": 100 + number,
            },
        )  # fmt: skip
        found.append(group)
        if is_new:
            catalogue.put_many("group", [group], search=search)
    return found


@transaction.atomic
def _write(groups, people, batch, *, search) -> None:
    """One batch of topics with their posts and cards."""
    made = [_topic(groups, people, number, die) for number, die in batch]
    topics = Topic.objects.bulk_create(made)
    like = values_of(Post(written_at=BEGAN))
    rows = (
        tuple(row.values())
        for topic, (_number, die) in zip(topics, batch, strict=True)
        for row in _posts(like, topic, people, die)
    )
    insert(Post._meta.db_table, list(like), rows)
    queries.ready_for_cards(topics)
    catalogue.put_many("topic", topics, search=search)


def _topic(groups, people, number, die) -> Topic:
    group = groups[0] if number == 0 else die.choice(groups)
    started = BEGAN + timedelta(minutes=number * 7)
    size = LONG if number == 0 else die.randint(10, 2 * POSTS - 10)
    return Topic(
        group=group, access=group.access, title=f"{die.choice(ASKED)} the {die.choice(FIELD)} {number}?",
        started_by_id=die.choice(people), started_at=started, languages=["en"], last_number=size, post_count=size,
        people_count=min(size, len(people)),
        last_post_at=timezone.now() if number == 0 else started + timedelta(hours=size),
    )  # fmt: skip


def _posts(like, topic, people, die):
    """The rows of a topic's posts; their words are a piece each of one long row of words."""
    talk = words(die, 400)
    for number in range(1, topic.last_number + 1):
        start = die.randrange(320)
        text = " ".join(talk[start : start + die.randint(20, 80)]).capitalize() + "."
        written = connection.ops.adapt_datetimefield_value(topic.started_at + timedelta(hours=number))
        yield like | {
            "topic_id": topic.pk, "group_id": topic.group_id, "number": number, "author_id": die.choice(people),
            "text": text, "html": f"<p>{text}</p>\n", "folded": text.lower(), "written_at": written,
            "useful_count": die.randint(0, 9),
        }  # fmt: skip


def _count(groups) -> None:
    for group in groups:
        topics = Topic.objects.listed().filter(group=group)
        group.topic_count = topics.count()
        group.last_post_at = topics.order_by("-last_post_at").values_list("last_post_at", flat=True).first()
    Group.objects.bulk_update(groups, ["topic_count", "last_post_at"])


def _conversations(people) -> None:
    """Some for the officer of the demo story, whose pages are measured."""
    officer = Person.objects.filter(email="officer@demo.example").first()
    if officer is None or Participant.objects.filter(person=officer, topic__title__startswith="Made up").exists():
        return
    for number in range(min(CONVERSATIONS, len(people))):
        at = BEGAN + timedelta(days=number)
        topic = Topic.objects.create(group=None, title=f"Made up {number}", started_by=officer, started_at=at,
                                     last_post_at=at, last_number=1, post_count=1)  # fmt: skip
        Participant.objects.bulk_create(
            Participant(topic=topic, person_id=person, joined_at=at, last_post_at=at)
            for person in (officer.pk, people[number])
        )
        Post.objects.create(topic=topic, number=1, author_id=people[number], text="Hello.", html="<p>Hello.</p>\n",
                            written_at=at)  # fmt: skip
