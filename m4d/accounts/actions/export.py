"""A copy of everything that is held about a person."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone, translation

from m4d.core.later import later

from .. import gateways, policies, queries
from ..choices import EXPORT_DAYS, Verb
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
    later(make_export, export_id=export.pk)
    return export


@transaction.atomic
def make_export(*, export_id: int) -> None:
    """Ask every room what it holds and pack the answers. Nothing happens when the copy is made or gone already."""
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
