"""Profiles, who shares a group, who has blocked whom, and what members keep for themselves."""

from collections.abc import Callable, Iterable

from django.db.models import QuerySet

from m4d.accounts.models import Person

from ..models import Affiliation, Block, Profile

GroupSource = Callable[[object, Iterable[int]], QuerySet]

_group_sources: list[GroupSource] = []


def register_group_source(source: GroupSource) -> None:
    """Let a higher room say who shares a group: `source(viewer, person_ids)` gives the rows of their numbers alone."""
    if source not in _group_sources:
        _group_sources.append(source)


def share_a_group(viewer, person_ids: Iterable[int]) -> set[int]:
    """Who among these people shares an organization (confirmed on both sides) or another group with the viewer.

    One statement, however many rooms know of groups.
    """
    wanted = {pk for pk in person_ids if pk != viewer.pk}
    if not wanted:
        return set()
    mine = Affiliation.objects.confirmed().filter(person=viewer).values("organization_id")
    shared = (
        Affiliation.objects.confirmed()
        .filter(person_id__in=wanted, organization_id__in=mine)
        .values_list("person_id", flat=True)
    )
    others = [source(viewer, wanted).order_by() for source in _group_sources]
    return set(shared.order_by().union(*others)) & wanted


def who_blocked(viewer, person_ids: Iterable[int]) -> set[int]:
    """Who among these people has blocked the viewer."""
    return set(
        Block.objects.filter(blocked=viewer, person_id__in=list(person_ids)).values_list("person_id", flat=True)
    )


def has_blocked(person, other) -> bool:
    """Whether the first person has blocked the second."""
    return Block.objects.filter(person=person, blocked=other).exists()


def blocks_of(person) -> QuerySet:
    """The people somebody has blocked, newest first, with their profiles."""
    return Block.objects.filter(person=person).select_related("blocked", "blocked__profile")


def profile_of(person) -> Profile | None:
    """The profile of a person, or None before the first visit to the form."""
    return Profile.objects.filter(person=person).select_related("territory").first()


def people_numbered(numbers) -> list:
    """Persons with their profiles, for naming them."""
    numbers = list(numbers)
    return list(Person.objects.filter(pk__in=numbers).select_related("profile")) if numbers else []


def profiles_of(persons) -> dict[int, Profile]:
    """Profiles by person, those already fetched with `select_related` for nothing."""
    persons = list(persons)
    fetched = {
        person.pk: person._state.fields_cache["profile"]
        for person in persons
        if "profile" in person._state.fields_cache
    }
    missing = [person.pk for person in persons if person.pk not in fetched]
    found = {pk: profile for pk, profile in fetched.items() if profile is not None}
    if missing:
        found |= {profile.person_id: profile for profile in Profile.objects.filter(person_id__in=missing)}
    return found


def profiles_for_cards() -> QuerySet:
    """Profiles that belong in the directory, with all that their cards read."""
    return (
        Profile.objects.shown()
        .filter(completed_at__isnull=False, person__erased_at__isnull=True)
        .with_parts()
        .order_by("pk")
    )


def themes_of(people: Iterable[int]) -> dict[int, frozenset[str]]:
    """The themes of each of these people, whoever may see them: for what the site tells themselves."""
    rows = Profile.objects.filter(person__in=people).values_list("person_id", "themes")
    return {person: frozenset(themes) for person, themes in rows}
