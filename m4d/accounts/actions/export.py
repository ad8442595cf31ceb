"""A copy of everything that is held about a person."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation

from m4d.core.later import later
from m4d.core.turns import take_turn

from .. import gateways, policies, queries
from ..choices import EXPORT_DAYS, EXPORTS_AT_ONCE, Verb
from ..models import DataExport, Person
from . import journal
from .locks import hold


@transaction.atomic
def request_export(person: Person, *, by: Person, at: datetime) -> DataExport:
    """Ask for a copy; it is made in the background."""
    hold(person)
    waiting, kept = queries.export_is_waiting(person), queries.number_of_exports(person)
    policies.may_export(by, person, waiting=waiting, kept=kept).or_refuse()
    export = DataExport.objects.create(person=person, requested_at=at)
    journal.record(Verb.EXPORT_REQUESTED, by=by, about=person, at=at)
    start_exports()
    return export


@transaction.atomic
def start_exports(*, made: int = 0) -> int:
    """Begin with the copies whose turn it is, a few at a time over the whole site. Returns how many.

    A hundred members who ask at once would else keep every mail behind a hundred copies. `made` is the one whose job
    ends here. The clock asks as well, for when a job was given up.
    """
    take_turn("data exports")
    waiting, begun = queries.exports_in_turn()
    free = max(EXPORTS_AT_ONCE - len(begun - {made}), 0)
    next_ones = [number for number in waiting if number not in begun][:free]
    for number in next_ones:
        later(queries.MAKE_EXPORT, export_id=number)
    return len(next_ones)


@transaction.atomic
def make_export(*, export_id: int) -> None:
    """Ask every room what it holds and pack the answers, then let the next one have its turn.

    Nothing is made when the copy is made or gone already.
    """
    _make(export_id)
    start_exports(made=export_id)


def _make(export_id: int) -> None:
    export = DataExport.objects.select_for_update().filter(pk=export_id, ready_at=None).first()
    if export is None:
        return
    person = export.person
    with translation.override(person.language):
        parts = {privacy.room: privacy.export(person) for privacy in queries.privacy_rooms()}
        held = queries.held_about(person)
        content = gateways.packed(person, parts=parts, held=held, at=export.requested_at)
    export.content, export.size = content, len(content)
    export.ready_at = timezone.now()
    export.expires_at = export.ready_at + timedelta(days=EXPORT_DAYS)
    export.save(update_fields=["content", "size", "ready_at", "expires_at"])
