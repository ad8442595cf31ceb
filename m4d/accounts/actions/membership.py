"""Joining, settings and consent."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from .. import policies
from ..choices import CONSENT_VERSIONS, AccessKind, AccessPurpose, Purpose, Verb
from ..models import Consent, Person
from . import journal
from .access import log_access
from .locks import hold


@transaction.atomic
def register(
    *, email: str, name: str, language: str, password: str | None = None, roles=(), at: datetime | None = None
) -> Person:
    """An account made by the programme (demo, import, first administrator): confirmed, and the rules agreed to."""
    at = at or timezone.now()
    roles = [str(role) for role in roles]
    person = Person.objects.create_user(email, password, name=name, language=language, roles=roles, created_at=at)
    person.groups.set([Group.objects.get_or_create(name=role)[0] for role in roles])
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    record_agreement(person, language=language, at=at)
    welcome(person, at=at)
    return person


@transaction.atomic
def record_agreement(person: Person, *, language: str, at: datetime) -> Consent:
    """Keep that the person agreed to the rules: which text, in which language, and when."""
    return give_consent(person, Purpose.MEMBERSHIP, language=language, at=at)


@transaction.atomic
def welcome(person: Person, *, at: datetime) -> None:
    """The address is confirmed: from here on the person is a member."""
    journal.record(Verb.PERSON_JOINED, by=person, about=person, at=at)


@transaction.atomic
def approve_person(person: Person, *, by: Person, at: datetime) -> Person:
    """Let a new account in, where ACCOUNTS_APPROVAL is on."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    policies.may_approve(by, person).or_refuse()
    person.awaits_approval = False
    person.save(update_fields=["awaits_approval"])
    journal.record(Verb.PERSON_APPROVED, by=by, about=person, concerns=person, tell=[person], at=at)
    log_access(by=by, purpose=AccessPurpose.APPROVAL, about=[person], kind=AccessKind.CHANGED, at=at)
    return person


@transaction.atomic
def change_settings(
    person: Person, *, name: str, language: str, time_zone: str, theme: str, light_pages: bool, by: Person
) -> Person:
    """Name, language, the zone in which times are told, and how pages look."""
    hold(person)
    policies.may_change_settings(by, person).or_refuse()
    person.name, person.language, person.time_zone = name, language, time_zone
    person.theme, person.light_pages = theme, light_pages
    person.save(update_fields=["name", "language", "time_zone", "theme", "light_pages"])
    return person


@transaction.atomic
def give_consent(person: Person, purpose: str, *, language: str, at: datetime) -> Consent:
    """Keep a consent in today's version of its text; given twice, the first one stands."""
    consent, _ = Consent.objects.get_or_create(
        person=person,
        purpose=purpose,
        withdrawn_at=None,
        defaults={"version": CONSENT_VERSIONS[Purpose(purpose)], "language": language, "given_at": at},
    )
    return consent


@transaction.atomic
def withdraw_consent(person: Person, purpose: str, *, at: datetime) -> None:
    """Take a consent back. The row stays: it shows what held until when."""
    policies.may_withdraw_consent(person, purpose).or_refuse()
    Consent.objects.filter(person=person, purpose=purpose, withdrawn_at=None).update(withdrawn_at=at)
