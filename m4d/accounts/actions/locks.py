"""Where two requests at once must not both pass: each waits here until the other's change is safe.

What is counted or asked afterwards, within the same transaction, holds until its end.
"""

from django.contrib.auth.models import Group

from ..choices import Role
from ..models import Person


def hold(person: Person) -> None:
    """Let nothing else that is counted for this person happen meanwhile: searches, reports, organizations, copies."""
    # Rows of others that point to the person can still be written.
    Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").first()


def hold_administrators() -> None:
    """Let nobody else stop being an administrator meanwhile. Held before any person, so nobody waits crosswise."""
    Group.objects.get_or_create(name=Role.ADMIN.value)
    Group.objects.select_for_update(no_key=True).get(name=Role.ADMIN.value)
