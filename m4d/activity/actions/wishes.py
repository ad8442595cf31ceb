"""What people wish to be told by mail, and how they stop it."""

from collections.abc import Mapping

from django.db import transaction

from .. import queries
from ..choices import DEFAULT_CADENCE, STRONGEST_FIRST, Cadence, Event, Letter, Level
from ..gateways.addresses import Sealed
from ..models import Delivery, Follow, Preference

#: A single click never stops what is about one's account or one's own words: those mails are owed.
OWED = frozenset({Event.DECISION})


@transaction.atomic
def wish(person, cadences: Mapping[str, str]) -> None:
    """How soon this person wishes mails about each kind of event."""
    rows = [Preference(person=person, event=Event(event), cadence=Cadence(soon)) for event, soon in cadences.items()]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "event"], update_fields=["cadence"]
    )


@transaction.atomic
def change_follow(row: Follow, *, level: str, cadence: str) -> Follow:
    """How much somebody is told of a thing that they follow, and how soon by mail ("" as for its kind)."""
    row.level, row.cadence = Level(level), cadence and Cadence(cadence)
    row.save(update_fields=["level", "cadence"])
    return row


@transaction.atomic
def stop_mail(sealed: Sealed) -> None:
    """What the link (or the address) of a mail stops. Doing it twice changes nothing."""
    person, purpose = sealed.person, sealed.purpose
    if purpose == Letter.STOP_THING:
        Follow.objects.filter(pk=sealed.target, person=person).update(cadence=Cadence.NEVER)
    elif purpose == Letter.STOP_EVENT and sealed.target < len(STRONGEST_FIRST):
        _never(person, [STRONGEST_FIRST[sealed.target]])
    elif purpose == Letter.STOP_DIGEST:
        soon = queries.preferences_of(person)
        _never(person, [event for event in DEFAULT_CADENCE if soon[event] in (Cadence.DAILY, Cadence.WEEKLY)])
        Follow.objects.filter(person=person, cadence__in=[Cadence.DAILY, Cadence.WEEKLY]).update(cadence=Cadence.NEVER)
    elif purpose == Letter.STOP_ALL:
        _never(person, [event for event in DEFAULT_CADENCE if event not in OWED])
        Follow.objects.filter(person=person).exclude(cadence="").update(cadence=Cadence.NEVER)


def _never(person: int, events: list[Event]) -> None:
    Preference.objects.bulk_create(
        [Preference(person_id=person, event=event, cadence=Cadence.NEVER) for event in events],
        update_conflicts=True,
        unique_fields=["person", "event"],
        update_fields=["cadence"],
    )


@transaction.atomic
def resume_mail(person) -> None:
    """Send mail to this person again, after it had paused because nothing arrived."""
    Delivery.objects.filter(person=person).delete()
