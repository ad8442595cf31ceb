"""Leaving the network."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction

from m4d.core.turns import take_turn

from .. import policies, queries
from ..choices import Verb
from ..models import AccessConcern, AccessLog, Consent, DataExport, Person
from . import journal
from .locks import hold_administrators


@transaction.atomic
def erase_person(person: Person, *, by: Person, at: datetime, reason: str = "") -> list[str]:
    """Remove what identifies a person, in every room or in none; returns one sentence from each room.

    The row stays as the shell of a former member, so that what they gave to the commons keeps its place.
    `reason` is given where somebody else acts for the person.
    """
    # Who has a turn may wait for a row that is locked below, so nobody waits for a turn from there on.
    for turn in sorted({privacy.turn for privacy in queries.privacy_rooms() if privacy.turn}):
        take_turn(turn)
    hold_administrators()
    # What the person wrote a moment ago points to this row: it must still become safe, or each waits for the other.
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    by = Person.objects.get(pk=by.pk)
    policies.may_erase(by, person, admins=queries.number_of_admins()).or_refuse()
    journal.record(Verb.PERSON_ERASED, by=by, about=person, concerns=person, data={"reason": reason}, at=at)
    return [privacy.erase(person) for privacy in reversed(queries.privacy_rooms())]


def end_sessions(person: Person) -> None:
    """Sign the person out everywhere."""
    for session in UserSession.objects.filter(user=person):
        session.end()


def forget_accesses(person: Person) -> None:
    """Who looked at the person's data goes with them; a look at a list stays for the others on it."""
    looks = list(AccessLog.objects.naming(person).values_list("pk", flat=True))
    AccessConcern.objects.filter(person=person).delete()
    AccessLog.objects.filter(pk__in=looks, concerns=None).delete()


@transaction.atomic
def end_session(session: UserSession, *, current: str) -> None:
    """Sign one device out; the one that asks has a page of its own for that."""
    policies.may_end_session(session, current=current).or_refuse()
    session.end()


@transaction.atomic
def empty_account(person: Person, *, at: datetime) -> None:
    """This room's own part of erasing: no address, no name, no way to sign in, no session."""
    end_sessions(person)
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    DataExport.objects.filter(person=person).delete()
    forget_accesses(person)
    Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=at)
    person.groups.clear()
    person.user_permissions.clear()
    person.email, person.name = f"erased-{person.pk}@erased.invalid", ""
    person.roles, person.theme, person.light_pages, person.last_login = [], "", False, None
    person.time_zone = ""
    person.is_active = person.is_staff = person.is_superuser = person.awaits_approval = False
    person.erased_at = at
    person.set_unusable_password()
    person.save()
