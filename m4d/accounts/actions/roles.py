"""Roles for the whole network."""

from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from .. import policies, queries
from ..choices import AccessKind, AccessPurpose, Role, Verb
from ..models import Person
from . import journal
from .access import log_access
from .locks import hold_administrators
from .membership import register


@transaction.atomic
def make_administrator(email: str, *, name: str, language: str, at: datetime) -> tuple[Person, bool]:
    """Whoever runs the machine names an administrator: the person, and whether the account is new.

    A new account has no password yet; the person asks for a link to set one. Done twice it changes nothing.
    Raises Refusal where the account is closed.
    """
    person = Person.objects.select_for_update().filter(email=Person.objects.normalize_email(email)).first()
    is_new = person is None
    if is_new:
        person = register(email=email, name=name, language=language, roles=[Role.ADMIN], at=at)
    else:
        policies.may_be_named_administrator(person).or_refuse()
        if not person.has_role(Role.ADMIN):
            person.roles = [*person.roles, Role.ADMIN.value]
            _record(Verb.ROLE_GRANTED, person, Role.ADMIN, by=None, reason="", at=at)
        person.groups.add(Group.objects.get_or_create(name=Role.ADMIN.value)[0])
    person.is_staff = person.is_superuser = True
    person.save(update_fields=["roles", "is_staff", "is_superuser"])
    return person, is_new


@transaction.atomic
def follow_groups(people: list[Person], names: set[str], *, joined: bool) -> None:
    """The groups of some people were changed, perhaps on the staff side: their roles say the same from now on."""
    names = names & set(Role.values)
    for person in people:
        roles = [*person.roles, *sorted(names - set(person.roles))]
        if not joined:
            roles = [role for role in person.roles if role not in names]
        if roles != person.roles:
            person.roles = roles
            person.save(update_fields=["roles"])


@transaction.atomic
def grant_role(person: Person, role: str, *, by: Person, reason: str, at: datetime) -> Person:
    """Give a role, and membership in the group of the same name that carries the staff permissions."""
    person, by = Person.objects.select_for_update().get(pk=person.pk), Person.objects.get(pk=by.pk)
    policies.may_grant(by, person, role).or_refuse()
    person.roles = [*person.roles, str(role)]
    person.save(update_fields=["roles"])
    person.groups.add(Group.objects.get_or_create(name=str(role))[0])
    _record(Verb.ROLE_GRANTED, person, role, by=by, reason=reason, at=at)
    return person


@transaction.atomic
def withdraw_role(person: Person, role: str, *, by: Person, reason: str, at: datetime) -> Person:
    """Take a role back, and the membership in its group; an administrator's rights of the installation, too."""
    hold_administrators()
    person, by = Person.objects.select_for_update().get(pk=person.pk), Person.objects.get(pk=by.pk)
    policies.may_withdraw(by, person, role, admins=queries.number_of_admins()).or_refuse()
    person.roles = [held for held in person.roles if held != str(role)]
    if role == Role.ADMIN:
        person.is_staff = person.is_superuser = False
    person.save(update_fields=["roles", "is_staff", "is_superuser"])
    person.groups.remove(*Group.objects.filter(name=str(role)))
    _record(Verb.ROLE_WITHDRAWN, person, role, by=by, reason=reason, at=at)
    return person


def _record(verb: str, person: Person, role: str, *, by: Person | None, reason: str, at: datetime) -> None:
    """What became of a role stands in the journal, and among the accesses to the person's data."""
    data = {"role": str(role), "reason": reason}
    journal.record(verb, by=by, about=person, concerns=person, tell=[person], data=data, at=at)
    log_access(by=by, purpose=AccessPurpose.ROLE, about=[person], kind=AccessKind.CHANGED, reason=reason, at=at)
