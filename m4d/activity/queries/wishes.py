"""What the pages about mail show."""

from collections.abc import Iterable

from django.db.models import Model, prefetch_related_objects
from django.utils.translation import gettext as _

from ..choices import STRONGEST_FIRST, Letter, Outcome
from ..gateways.addresses import Sealed
from ..models import Delivery, Follow, Received
from .journal import names_of_things, withheld
from .spoken import language_of_name


def mail_pauses_for(person) -> bool:
    """Whether mail to this person pauses because their mail service refused it too often."""
    return Delivery.objects.filter(person=person).exclude(paused_at=None).exists()


def named_follows(rows: Iterable[Follow], reader) -> list[dict]:
    """What is followed, with its name and page; what is hidden from the reader meanwhile has neither."""
    rows = list(rows)
    prefetch_related_objects(rows, "about")
    things = [row.about for row in rows]
    hidden = withheld([thing for thing in things if thing], reader)
    names = names_of_things(things, reader, unnamed=hidden)
    return [
        {
            "row": row,
            "name": _name(row.about, names),
            "path": "" if _key(row.about) in hidden else _path(row.about),
            "language": "" if _key(row.about) in hidden else language_of_name(row.about),
        }
        for row in rows
    ]


def _key(thing: Model | None) -> tuple | None:
    return None if thing is None else (type(thing), thing.pk)


def _name(thing: Model | None, names: dict) -> str:
    return names.get(_key(thing), _("Something that is gone"))


def _path(thing: Model | None) -> str:
    return getattr(thing, "get_absolute_url", lambda: "")()


def what_stops(sealed: Sealed) -> str:
    """What the link of a mail stops, in the reader's words; not which thing, since mails are passed on."""
    if sealed.purpose == Letter.STOP_DIGEST:
        return _("Digests")
    if sealed.purpose == Letter.STOP_EVENT and sealed.target < len(STRONGEST_FIRST):
        return str(STRONGEST_FIRST[sealed.target].label)
    if sealed.purpose == Letter.STOP_THING:
        return _("News of the thing that this mail is about")
    return _("Every mail but those about your account")


def received_to_confirm(sealed: Sealed) -> Received | None:
    """The mail of which its supposed sender is asked whether it is theirs; None once it is gone."""
    rows = Received.objects.filter(pk=sealed.target, person=sealed.person)
    return rows.filter(outcome__in=[Outcome.ASKED, Outcome.WAITING, Outcome.TAKEN]).first()
