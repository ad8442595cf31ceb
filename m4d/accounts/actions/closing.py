"""Closing an account against the will of its owner, and opening it again. Who may do so, the room moderation asks."""

from django.db import transaction

from ..models import Person
from .leaving import end_sessions


@transaction.atomic
def close_account(person: Person) -> None:
    """From here on nobody signs in with it; what the person gave to the commons stays."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person)


@transaction.atomic
def reopen_account(person: Person) -> None:
    """The person can sign in again; whoever has left in the meantime stays away."""
    Person.objects.filter(pk=person.pk, erased_at=None).update(is_active=True)
