"""Laying and lifting steps. The room whose things they join has asked its own policy and writes the journal."""

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import Model

from . import queries
from .models import Step

register = queries.register


@transaction.atomic
def lay(kind: str, frm: Model, to: Model, *, by, at) -> Step:
    """One thing led to another; laying a step that stands changes nothing."""
    ends = {"kind": str(kind), **_end("from", frm), **_end("to", to)}
    standing = Step.objects.standing().filter(**ends).first()
    if standing is not None:
        return standing
    try:
        with transaction.atomic():
            return Step.objects.create(**ends, by=by, at=at)
    except IntegrityError:
        # Somebody laid the same step in this moment.
        found = Step.objects.standing().filter(**ends).first()
        if found is None:
            raise
        return found


@transaction.atomic
def lift(kind: str, frm: Model, to: Model, *, at) -> int:
    """Take a step away again; its row stays as a trace. Returns how many were lifted."""
    ends = {"kind": str(kind), **_end("from", frm), **_end("to", to)}
    return Step.objects.standing().filter(**ends).update(lifted_at=at)


@transaction.atomic
def lift_all(thing: Model, *, at) -> int:
    """Take away every step from and to a thing that is no more."""
    steps = Step.objects.standing()
    return (steps.leading_from(thing) | steps.leading_to(thing)).update(lifted_at=at)


@transaction.atomic
def forget_person(person) -> None:
    """Somebody leaves: the steps that they laid stay, without their name."""
    Step.objects.filter(by=person).update(by=None)


def _end(which: str, thing: Model) -> dict:
    return {f"{which}_type": ContentType.objects.get_for_model(thing), f"{which}_id": thing.pk}
