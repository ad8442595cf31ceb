"""Where two requests at once must not both pass: each waits here until the other's change is safe.

What is counted or asked afterwards, within the same transaction, holds until its end.
"""

from django.contrib.auth.models import Group

from .. import policies
from ..choices import Role
from ..models import Person


def hold(person: Person) -> None:
    """Let nothing else that is counted for this person happen meanwhile: searches, reports, organizations, copies.

    Whoever writes something about a person calls it first: the request may have loaded somebody who has left since,
    and what is written after the erasure would stay for good.
    """
    if person.is_authenticated:
        policies.may_be_held(wait_for(person)).or_refuse()


def wait_for(person: Person) -> Person | None:
    """The same for what is decided about a person, whose account may be closed. Gives the row as it stands."""
    return Person.objects.locked(person.pk)


def hold_administrators() -> None:
    """Let nobody else stop being an administrator meanwhile. Held before any person, so nobody waits crosswise."""
    Group.objects.get_or_create(name=Role.ADMIN.value)
    Group.objects.select_for_update(no_key=True).get(name=Role.ADMIN.value)
