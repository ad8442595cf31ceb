"""The spam gate: what was written is counted, and held back where a person should look first."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Model
from django.utils import timezone

from m4d.activity import actions as activity

from .. import queries
from ..choices import Held, Trust, Verb
from ..models import DELAY, Case, Standing, Writing


def register_signals(source) -> None:
    """A room above tells how much somebody wrote and how useful it was; see `queries.Signals`."""
    queries.add_signals(source)


@transaction.atomic
def screen(thing: Model, *, by, text: str, at: datetime, is_edit: bool = False) -> bool:
    """Look at something that was just written. True: it is held, hidden until a moderator shows it.

    Called by the room after the thing is saved and before its card is put. Its author is told.
    A change of what stands already (`is_edit`) is looked at for links and repeats, and not counted again.
    """
    links = queries.links_in(text)
    why = _why_held(by, text, links, at)
    if not is_edit:
        Writing.objects.create(person=by, at=at, fingerprint=queries.fingerprint(text), links=len(links))
    _count(by, at, shown_link=bool(links) and not why, one_more=not is_edit)
    if not why:
        return False
    kind = queries.kind_for(thing)
    thing.hidden_at = at
    thing.save(update_fields=["hidden_at"])
    Case.objects.get_or_create(
        about_kind=kind.code,
        about_id=thing.pk,
        decided_at=None,
        defaults={"opened_at": at, "due_at": at + DELAY, "held_for": why},
    )
    kind.changed(thing)
    # The journal is read by the staff: it names nobody whom the thing itself does not name.
    named = None if kind.veiled(thing) or kind.author(thing) != by else by
    activity.record(Verb.THING_HELD, by=None, about=thing, tell=[by], concerns=named, data={"why": why}, at=at)
    return True


def _why_held(person, text: str, links: list[str], at: datetime) -> str:
    """Why a person should look first; blank where nothing speaks against showing it at once."""
    if queries.trust_of(person, at) != Trust.NEW:
        return ""
    if queries.others_with(text, person, since=at - timedelta(days=7)) >= 2:
        return Held.REPEATED
    if links and queries.is_mostly_links(text):
        return Held.MOSTLY_LINKS
    if links and not queries.has_shown_link(person):
        return Held.LINK
    return ""


def _count(person, at: datetime, *, shown_link: bool, one_more: bool) -> None:
    """One more text of this person; from the first link that stood for everybody on, links are no surprise."""
    Standing.objects.get_or_create(person=person)
    Standing.objects.filter(person=person).update(written=F("written") + int(one_more))
    if shown_link:
        Standing.objects.filter(person=person, linked_at=None).update(linked_at=at)


@transaction.atomic
def forget_old_writings(*, at: datetime | None = None) -> int:
    """Delete fingerprints that are past their days (clock). Returns how many went."""
    return queries.stale_writings(at or timezone.now()).delete()[0]
