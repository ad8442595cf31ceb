"""Private conversations: those of a person, who is in them, and whom one may write to."""

from collections.abc import Collection

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse

from m4d.accounts.models import Person
from m4d.core.pages import Page, keyset_page
from m4d.core.pages.keyset import first_page, is_first
from m4d.core.pages.memory import Memory
from m4d.core.pages.prepared import Prepared, number_marks, spread
from m4d.core.pages.versions import counters, slots_of
from m4d.people import policies as people
from m4d.people import queries as profiles
from m4d.people.models import Block, Profile, SeatHolding

from ..models import Participant, ReadMark, Topic

#: Conversations in one list, and people in one of them.
SHOWN, MOST_PEOPLE = 30, 12
#: Digits that a number of the database may have.
LONGEST_NUMBER = 18
_ANYBODY = -1
#: Of how many people a process keeps how many conversations wait for them.
_MOST_KEPT = 20_000
_unread = Memory("community-unread", most=_MOST_KEPT)
_READ = ReadMark.objects.filter(person_id=_ANYBODY, topic=OuterRef("topic")).values("number")[:1]
_UNREAD = Prepared(
    lambda: (
        Participant.objects.current()
        .filter(person_id=_ANYBODY, topic__hidden_at=None)
        .filter(topic__last_number__gt=Coalesce(Subquery(_READ), 0))
        .order_by()
        .values_list("pk")[:SHOWN]
    )
)


_COLUMNS = (
    "id", "topic_id", "last_post_at", "topic__title", "topic__language", "topic__last_number", "topic__post_count",
)  # fmt: skip
_NEWEST_FIRST = ("-last_post_at", "-id")


def _conversations(person: int) -> QuerySet:
    return Participant.objects.current().filter(person_id=person, topic__hidden_at=None).values(*_COLUMNS)


# As many marks as a list has conversations; the first page of a list is what people mostly open.
_TOPICS = number_marks(SHOWN)
_FIRST = Prepared(lambda: _conversations(_ANYBODY).values_list(*_COLUMNS).order_by(*_NEWEST_FIRST)[: SHOWN + 1])
_INSIDE = Prepared(
    lambda: (
        Participant.objects.current().filter(topic_id__in=_TOPICS).order_by("pk").values_list("topic_id", "person_id")
    )
)
_MARKS = Prepared(
    lambda: ReadMark.objects.filter(person_id=_ANYBODY, topic_id__in=_TOPICS).values_list("topic_id", "number")
)


def conversations_of(person, request: HttpRequest) -> Page:
    """The conversations of a person, the one with the newest message first."""
    if not is_first(request):
        return keyset_page(_conversations(person.pk), request, order=_NEWEST_FIRST, size=SHOWN)
    rows = [dict(zip(_COLUMNS, row, strict=True)) for row in _FIRST({_ANYBODY: person.pk})]
    return first_page(rows, order=_NEWEST_FIRST, size=SHOWN)


def people_of(topics: list[int]) -> dict[int, list[int]]:
    """Who takes part in each of these conversations, of which there are no more than in one list."""
    found: dict[int, list[int]] = {number: [] for number in topics}
    for topic, person in _INSIDE(spread(_TOPICS, topics)) if topics else ():
        found[topic].append(person)
    return found


def read_marks(person, topics: list[int]) -> dict[int, int]:
    """How far a person has read each of these topics, of which there are no more than in one list."""
    return dict(_MARKS({_ANYBODY: person.pk, **spread(_TOPICS, topics)})) if topics else {}


def messages_of(person: int) -> str:
    """What is touched when the number of conversations that wait for a person may be another one."""
    return f"messages-{person}"


def unread_conversations(person) -> int:
    """In how many conversations something waits that the person has not read; at most those of one page count.

    Every page of a member says it: the process keeps the number until a message comes or is read.
    """
    slots = slots_of([messages_of(person.pk)])
    versions, known = counters().read(slots), _unread.now()
    kept = known.get(person.pk)
    if kept is None or kept[0] != versions:
        kept = known[person.pk] = (versions, len(_UNREAD({_ANYBODY: person.pk})))
    return kept[1]


def participants_of(topic: Topic) -> list[int]:
    """The numbers of the people in a conversation."""
    rows = Participant.objects.current().filter(topic=topic).order_by("pk")
    return list(rows.values_list("person_id", flat=True))


def people_by_slug(slugs: list[str]) -> list[Person]:
    """The people with these profiles, as far as anybody may know of them."""
    rows = Profile.objects.filter(slug__in=slugs, hidden_at=None, person__erased_at=None, person__is_active=True)
    return [profile.person for profile in rows.select_related("person")]


def desks_of(person, territories: Collection[int]) -> dict[int, str]:
    """Where a member writes to whoever speaks for each of these territories; nobody writes to themself.

    The address names the seat: who holds it is for the page of the seat to say, as that person allows.
    """
    found = people.speakers_for(territories)
    return {
        pk: f"{reverse('community:conversation_creation')}?seat={holding.seat_id}"
        for pk, holding in found.items()
        if holding.person_id != person.pk
    }


def desk(seat: str) -> SeatHolding | None:
    """Who is reached at this seat, by its number in an address; None where nobody speaks from it today."""
    place = profiles.territory_of_seat(int(seat)) if seat.isdecimal() and len(seat) <= LONGEST_NUMBER else None
    holding = people.speakers_for([place]).get(place) if place else None
    return holding if holding is not None and holding.seat_id == int(seat) else None


def has_block_between(person, others: list[int]) -> bool:
    """Whether one of these people has blocked the person, or the other way round."""
    return (
        Block.objects.filter(person=person, blocked_id__in=others).exists()
        or Block.objects.filter(blocked=person, person_id__in=others).exists()
    )


def blocked_by(person, others: list[int]) -> set[int]:
    """Who among these people has blocked the person."""
    return profiles.who_blocked(person, others)


def conversations_begun_since(person, since) -> int:
    """How many conversations somebody began lately."""
    return Topic.objects.conversations().filter(started_by=person, started_at__gte=since).count()


def conversation_between(person, other) -> Topic | None:
    """The conversation of exactly these two, if there is one that neither has left."""
    both = Participant.objects.current()
    found = Topic.objects.conversations().filter(
        pk__in=both.filter(person=person).values("topic_id"), hidden_at=None
    ).filter(pk__in=both.filter(person=other).values("topic_id"))  # fmt: skip
    numbers = people_of(list(found.order_by("-pk").values_list("pk", flat=True)[:20]))
    alone = [number for number, people in numbers.items() if len(people) == 2]
    return Topic.objects.filter(pk=alone[0]).first() if alone else None


def first_unread(person, topic: Topic) -> int:
    """The number of the first post of a topic that a person has not read; 1 where they have read none."""
    mark = ReadMark.objects.filter(person=person, topic=topic).values_list("number", flat=True).first()
    return (mark or 0) + 1
