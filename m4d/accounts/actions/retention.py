"""What is not kept for ever. The rows are found by queries, which the data protection page shows too."""

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from .. import queries


@transaction.atomic
def remove_old_exports() -> int:
    """Copies of personal data go seven days after they were made. Returns how many went."""
    return queries.stale_exports().delete()[0]


@transaction.atomic
def remove_old_accesses() -> int:
    """What is kept of who looked at whose data goes after one year. Returns how many looks went."""
    stale = queries.stale_accesses()
    number = stale.count()
    stale.delete()
    return number


@transaction.atomic
def remove_unconfirmed() -> int:
    """Accounts whose address nobody confirmed within 30 days go altogether. Returns how many went."""
    stale = queries.stale_accounts()
    number = stale.count()
    stale.delete()
    return number


@transaction.atomic
def remove_old_sessions() -> int:
    """Ended sessions go, with the network address and the browser that were kept for them. Returns how many went."""
    number = queries.stale_sessions().delete()[0]
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    return number
