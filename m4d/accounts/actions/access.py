"""Keeping who of the staff looked at whose data. Every view that shows what is not open to its reader asks this."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from m4d.core.later import later

from .. import gateways, queries
from ..choices import MOST_CONCERNED, OPERATOR, PURPOSE_ROLES, AccessKind, AccessPurpose, Role
from ..models import AccessConcern, AccessLog, Person


def log_access(
    *,
    by: Person | None,
    purpose: str,
    about: Iterable[Person | int | None],
    thing: object = "",
    kind: str = AccessKind.LOOKED,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Keep that somebody opened, exported or changed data of these people; each of them can read it.

    `purpose` says which data and for what; `thing` tells two things of one purpose apart (a case, an organization),
    so that one look at a list is one row; `reason` holds words that were typed, for a change; `by` is None on the
    command line. Looking again within the hour writes nothing new, and looking at one's own data is not kept.
    Whoever agreed to that gets a mail.
    """
    people = {getattr(person, "pk", person) for person in about} - {None, by and by.pk}
    at = at or timezone.now()
    once = {"by": by, "kind": str(kind), "purpose": str(purpose), "thing": str(thing)[:120], "hour": _hour(at)}
    if kind == AccessKind.CHANGED:
        # Each change is a row of its own, with its own reason.
        once["hour"] = None
    else:
        people -= queries.already_concerned(once, people)
    if not people:
        return
    row = AccessLog(**once, role=_role_of(by, purpose), reason=reason[:240], at=at)
    if len(people) > MOST_CONCERNED:
        log_access_to_everything(by=by, purpose=purpose, kind=kind, at=at)
        return
    with transaction.atomic():
        if once["hour"] is None:
            row.save()
        else:
            # Two requests of one reader may come at once: the constraint lets one of them write the row.
            AccessLog.objects.bulk_create([row], ignore_conflicts=True)
            row = AccessLog.objects.get(**once)
        links = [AccessConcern(access=row, person_id=person) for person in sorted(people)]
        AccessConcern.objects.bulk_create(links, ignore_conflicts=True, batch_size=500)
        told = queries.wanting_access_mail(people)
        if told:
            later(tell_of_access, access_id=row.pk, people=told)


@transaction.atomic
def log_access_to_everything(
    *, purpose: str, by: Person | None = None, kind: str = AccessKind.EXPORTED, at: datetime | None = None
) -> None:
    """Keep that data of everybody was opened or taken out: one row, however many people are here."""
    at = at or timezone.now()
    role = _role_of(by, purpose)
    row = AccessLog.objects.create(by=by, role=role, purpose=str(purpose), kind=str(kind), everybody=True, at=at)
    # A backup is made every night and read by nobody; it stands on the page without a mail each time.
    if purpose != AccessPurpose.BACKUP:
        later(tell_of_access, access_id=row.pk, people=None)


@transaction.atomic
def tell_of_access(*, access_id: int, people: list[int] | None) -> int:
    """Write to those who agreed to a mail when their data is opened (background). Returns to how many."""
    access = AccessLog.objects.select_related("by").filter(pk=access_id).first()
    if access is None:
        return 0
    told = queries.people_wanting_access_mail(people)
    number = 0
    for person in told.iterator(500):
        number += 1
        with translation.override(person.language):
            words = {"access": access, "site_url": settings.SITE_URL}
            gateways.composed("accounts/mail/access", words, to=[person.email]).send()
    return number


def _hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _role_of(person: Person | None, purpose: str) -> str:
    """The role under which somebody does this; an installation's superuser does it as an administrator."""
    if person is None:
        return OPERATOR
    held = (role.value for role in PURPOSE_ROLES.get(purpose, ()) if person.has_role(role))
    return next(held, Role.ADMIN.value if person.is_superuser else "")
