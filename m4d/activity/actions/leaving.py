"""What goes when a person leaves."""

from django.db import transaction

from ..gateways import kept
from ..models import Delivery, Follow, Joining, Mail, Notice, Preference, Received


@transaction.atomic
def erase_traces(person) -> None:
    """Forget what a leaving person followed, wished, was told and mailed; journal rows stay, without their name."""
    files = list(Received.objects.filter(person=person).values_list("file", flat=True))
    for model in (Follow, Notice, Mail, Preference, Delivery, Received):
        model.objects.filter(person=person).delete()
    Mail.objects.filter(by=person).delete()
    Joining.objects.filter(address__iexact=person.email).delete()
    transaction.on_commit(lambda: [kept.forget(name) for name in files])
