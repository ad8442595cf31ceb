"""Who may be asked to take part, by mail: members who do not follow the discussion yet."""

from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from m4d.accounts.models import Person
from m4d.activity.models import Follow
from m4d.people.models import Profile

from ..models import Discussion


def invitable(discussion, addresses: Collection[str], *, interested: bool) -> list[Person]:
    """Members at these addresses, with `interested` also those who chose one of its themes; nobody who follows it."""
    wanted = Q(email__in=[address.lower() for address in addresses])
    if interested:
        wanted |= Q(pk__in=_interested_in(set(discussion.themes)))
    kind = ContentType.objects.get_for_model(Discussion)
    follow = Follow.objects.filter(about_type=kind, about_id=discussion.pk).values("person_id")
    return list(Person.objects.active().filter(wanted).exclude(pk__in=follow).order_by("pk"))


def _interested_in(themes: set[str]) -> list[int]:
    """Members whose profile names one of these themes. The two databases look into lists differently, so we look."""
    rows = Profile.objects.exclude(themes=[]).values_list("person_id", "themes")
    return [person for person, own in rows.iterator() if themes & set(own)]
