"""Mail that came in: whose it is, and what still waits."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import QuerySet
from django.utils import timezone

from m4d.accounts.models import Person

from ..choices import JOINING_DAYS, RECEIVED_DAYS, STUCK_HOURS, Outcome
from ..models import Joining, Received


def member(number: int) -> Person | None:
    """A person who can sign in, by number."""
    return Person.objects.active().filter(pk=number).first()


def owner_of(address: str) -> Person | None:
    """Whose address this is, their main one or another that they confirmed."""
    address = address.strip().lower()
    if not address:
        return None
    found = Person.objects.active().filter(email=address).first()
    if found is None:
        row = EmailAddress.objects.filter(email__iexact=address, verified=True).select_related("user").first()
        found = row.user if row and row.user.is_active and not row.user.is_erased else None
    return found


def writes_from(person: Person, address: str) -> bool:
    """Whether this is one of a person's own addresses."""
    address = address.strip().lower()
    if not address:
        return False
    mine = EmailAddress.objects.filter(user=person, email__iexact=address, verified=True)
    return address == person.email or mine.exists()


def was_taken(recipient: str) -> bool:
    """Whether the mail for this address came in and was read."""
    return Received.objects.filter(recipient=recipient, outcome=Outcome.TAKEN).exists()


def waiting_received() -> int:
    """How many mails came in and nobody looked at them yet."""
    return Received.objects.filter(outcome=Outcome.WAITING).count()


def stuck_received(at: datetime) -> QuerySet[Received]:
    """Mails that should have been taken long ago."""
    return Received.objects.filter(outcome=Outcome.WAITING, at__lt=at - timedelta(hours=STUCK_HOURS))


def stale_received() -> QuerySet[Received]:
    """Mails that came in and are past their days."""
    return Received.objects.filter(at__lt=timezone.now() - timedelta(days=RECEIVED_DAYS))


def stale_joinings() -> QuerySet[Joining]:
    """Wishes to join that nobody confirmed in time."""
    return Joining.objects.filter(asked_at__lt=timezone.now() - timedelta(days=JOINING_DAYS))
