"""Groups, who belongs to them, and what changing who reads them would show or take away."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, QuerySet, Sum

from m4d.accounts.models import Person
from m4d.core.pages.prepared import Prepared, text_mark

from ..choices import CLOSED, Access, GroupRole
from ..models import Group, GroupChange, Membership, Topic


@dataclass(frozen=True)
class Standing:
    """What somebody is in a group."""

    membership: Membership | None = None

    @property
    def is_member(self) -> bool:
        """Whether they belong to it."""
        return self.membership is not None and self.membership.is_current

    @property
    def waits(self) -> bool:
        """Whether they asked and nobody has answered yet."""
        return self.membership is not None and not self.membership.is_current

    @property
    def is_facilitator(self) -> bool:
        """Whether they look after it."""
        return self.is_member and self.membership.role == GroupRole.FACILITATOR


OUTSIDE = Standing()


def standing_in(person, group: Group | None) -> Standing:
    """What a person is in a group; nothing is asked for visitors."""
    if group is None or not getattr(person, "is_authenticated", False):
        return OUTSIDE
    found = _STANDING({_GROUP: group.pk, _PERSON: person.pk})
    return Standing(found[0] if found else None)


# Worked out once, as on every page of a topic it is asked for.
_GROUP, _PERSON = -1, -2
_STANDING = Prepared(
    lambda: Membership.objects.filter(group_id=_GROUP, person_id=_PERSON, left_at=None).order_by("pk")
)


def group_page(person, slug: str) -> Group | None:
    """A group by its address, if this person may know of it."""
    return _group(Group.objects.visible_to, _KNOWN, person, slug)


def group_to_read(person, slug: str) -> Group | None:
    """A group by its address, if this person reads its topics."""
    return _group(Group.objects.readable_by, _READ, person, slug)


def _group(allowed, prepared: dict[bool, Prepared], person, slug: str) -> Group | None:
    is_member = person.is_authenticated
    if is_member and (person.has_role("moderator") or person.has_role("admin")):
        found = list(allowed(person).filter(slug=slug))
    else:
        found = prepared[is_member]({_SLUG: slug, _PERSON: person.pk})
    return found[0] if found else None


def _for_both(allowed) -> dict[bool, Prepared]:
    """The same two statements for everybody: working out their SQL would cost several times what running it costs."""
    readers = {False: AnonymousUser(), True: Person(pk=_PERSON)}
    return {
        is_member: Prepared(lambda reader=reader: allowed(reader).filter(slug=_SLUG).order_by())
        for is_member, reader in readers.items()
    }


_SLUG = text_mark("slug")
_KNOWN, _READ = _for_both(Group.objects.visible_to), _for_both(Group.objects.readable_by)


def members_of(group: Group) -> QuerySet:
    """Who belongs to a group, facilitators first."""
    return Membership.objects.current().filter(group=group).order_by("role", "pk")


def requests_for(group: Group) -> QuerySet:
    """Who asked to join and waits, the longest first."""
    return Membership.objects.waiting().filter(group=group).order_by("asked_at", "pk")


def facilitators_of(group: Group) -> list[int]:
    """The numbers of the people who look after a group."""
    rows = Membership.objects.current().filter(group=group, role=GroupRole.FACILITATOR)
    return list(rows.values_list("person_id", flat=True))


def who_shares_a_closed_group(viewer, numbers: Iterable[int]) -> QuerySet:
    """The numbers of those of these people who are in a closed group with the viewer: the socket of the room people.

    An open group is no circle: whoever wants to see what others keep for their groups could just join it.
    """
    mine = Membership.objects.current().filter(person=viewer, group__access__in=CLOSED, group__hidden_at=None)
    shared = Membership.objects.current().filter(person_id__in=list(numbers), group_id__in=mine.values("group_id"))
    return shared.values_list("person_id", flat=True)


@dataclass(frozen=True)
class Exposure:
    """What changing who reads a group shows to more people, or takes away from some."""

    topics: int
    posts: int
    people: int
    names: list[int]
    opens_to_search_engines: bool
    opens_to_members: bool
    breaks_links: bool
    is_wider: bool


_WIDTH = {Access.PRIVATE: 0, Access.RESTRICTED: 1, Access.MEMBERS: 2, Access.PUBLIC: 3}


def exposure_of(group: Group, access: str) -> Exposure:
    """What a change of access would mean, for the page that asks before it is done."""
    topics = Topic.objects.filter(group=group)
    sums = topics.aggregate(topics=Count("pk"), posts=Sum("post_count"))
    authors = group.topics.filter(posts__isnull=False).values("posts__author").distinct()
    numbers = [row["posts__author"] for row in authors[:200] if row["posts__author"]]
    is_wider = _WIDTH[access] > _WIDTH[group.access]
    return Exposure(
        topics=sums["topics"],
        posts=sums["posts"] or 0,
        people=len(numbers),
        names=numbers[:12],
        opens_to_search_engines=access == Access.PUBLIC and group.access != Access.PUBLIC,
        opens_to_members=is_wider and group.is_closed and access == Access.MEMBERS,
        breaks_links=not is_wider and access != group.access,
        is_wider=is_wider,
    )


def changes_of(group: Group) -> QuerySet:
    """Every change of who reads a group, newest first."""
    return GroupChange.objects.filter(group=group)
