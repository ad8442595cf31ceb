"""What can happen to seats: opened, taken, verified or refused, handed over, left, run out."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity

from .. import policies, queries
from ..choices import EndReason, Verb
from ..models import Affiliation, Organization, Seat, SeatHolding, SeatNote
from .refresh import touch_seat

REMINDER_DAYS = 30
"""How many days before a mandate ends its holder gets a mail."""


@transaction.atomic
def open_seat(*, by, duty, language="en", organization=None, territory=None, at=None) -> Seat:
    """Name a duty that stays while the people who hold it change."""
    policies.may_open_seat(by, organization).or_refuse()
    seat = Seat.objects.create(
        organization=organization,
        territory=territory,
        duty=duty,
        language=language,
        created_by=by,
        created_at=at or timezone.now(),
    )
    activity.record(Verb.SEAT_OPENED, by=by, about=seat, at=at)
    touch_seat(seat)
    return seat


@transaction.atomic
def take_seat(seat, *, by, holder, mandate_from, mandate_until=None, evidence="", at=None) -> SeatHolding:
    """Put somebody on a free seat. The mandate counts once a verifier has confirmed it."""
    seat = _held(seat, holder=holder)
    policies.may_manage_seat(by, seat).or_refuse()
    policies.may_take_seat(holder, seat).or_refuse()
    holding = _start(seat, holder, mandate_from, mandate_until, evidence, by=by, at=at)
    activity.record(Verb.SEAT_TAKEN, by=by, about=seat, concerns=holder, tell=[holder], at=at)
    touch_seat(seat)
    return holding


@transaction.atomic
def hand_over_seat(
    seat, *, by, successor, seen, mandate_from, mandate_until=None, evidence="", note="", language="en", at=None
) -> SeatHolding:
    """End the present holding, start the next. What hangs on the seat stays, what is private stays with people.

    `seen` is the number of the open holding that `by` looked at, None for a free seat: a hand-over that was begun
    before another one is refused. `note` is what the next holder needs to know, from somebody who may read the notes.
    """
    at = at or timezone.now()
    seat = _held(seat, holder=successor)
    before = _locked(seat.holdings.open()).first()
    policies.may_hand_over(by, seat, successor, seen=seen).or_refuse()
    if note:
        write_seat_note(seat, by=by, text=note, language=language, at=at)
    if before is not None:
        _end(before, EndReason.HANDED_OVER, by=by, at=at)
    holding = _start(seat, successor, mandate_from, mandate_until, evidence, by=by, at=at)
    told = [successor] if before is None else [successor, before.person]
    activity.record(Verb.SEAT_HANDED_OVER, by=by, about=seat, concerns=successor, tell=told, at=at)
    touch_seat(seat)
    return holding


@transaction.atomic
def renew_mandate(seat, *, by, seen, mandate_from, mandate_until=None, evidence="", at=None) -> SeatHolding:
    """Whoever held the seat until the mandate ran out, or was refused, asks for a new one, which waits for a verifier.

    `seen` is the number of the mandate that ended. Between the two nobody speaks from the seat.
    """
    at = at or timezone.now()
    ended = SeatHolding.objects.select_related("person").filter(pk=seen, seat=seat).first()
    seat = _held(seat, holder=ended and ended.person)
    list(_locked(seat.holdings.open()))
    before = queries.ended_mandate(seat, at.date())
    policies.may_renew_mandate(by, seat, before, at=at, seen=seen).or_refuse()
    policies.may_run_until(mandate_until, at.date()).or_refuse()
    if before.is_open:
        _end(before, EndReason.EXPIRED, by=by, at=at)
    holding = _start(seat, before.person, mandate_from, mandate_until, evidence, by=by, at=at)
    _tell_holder(Verb.MANDATE_RENEWED, holding, by=by, at=at)
    return holding


@transaction.atomic
def verify_holding(holding, *, by, at=None) -> SeatHolding:
    """A verifier confirms the mandate: from here on the holder may speak for the place."""
    at = at or timezone.now()
    _held(holding.seat, holder=holding.person)
    holding = _as_it_stands(holding)
    policies.may_verify_holding(by, holding).or_refuse()
    holding.verified_at, holding.verified_by = at, by
    holding.save(update_fields=["verified_at", "verified_by"])
    _tell_holder(Verb.HOLDING_VERIFIED, holding, by=by, at=at)
    return holding


@transaction.atomic
def refuse_holding(holding, *, by, reason, at=None) -> SeatHolding:
    """A verifier cannot confirm the mandate and says why: it ends, and the holder is told, by notice and by mail."""
    at = at or timezone.now()
    holding = _as_it_stands(holding)
    policies.may_refuse_holding(by, holding, reason).or_refuse()
    holding.end_note = reason
    holding.save(update_fields=["end_note"])
    _end(holding, EndReason.REFUSED, by=by, at=at)
    _tell_holder(Verb.HOLDING_REFUSED, holding, by=by, at=at)
    context = {"duty": holding.seat.duty, "path": queries.seat_path(holding.seat), "reason": reason}
    context["again"] = bool(policies.may_try_again(holding.seat, holding.person_id, at=at))
    activity.post_mail(holding.person, "people/mail/mandate_refused", context)
    return holding


@transaction.atomic
def leave_seat(holding, *, by, at=None) -> SeatHolding:
    """The holder leaves, or an admin ends the holding; the seat is free."""
    at = at or timezone.now()
    holding = _as_it_stands(holding)
    policies.may_leave_seat(by, holding).or_refuse()
    _end(holding, EndReason.LEFT, by=by, at=at)
    _tell_holder(Verb.HOLDING_ENDED, holding, by=by, at=at)
    return holding


@transaction.atomic
def write_seat_note(seat, *, by, text, language="en", at=None) -> SeatNote:
    """Leave a note on the seat, for whoever holds it next. The journal says that, and never what, was written."""
    accounts.hold(by)
    policies.may_read_seat_notes(by, seat).or_refuse()
    policies.may_state({"language": language}).or_refuse()
    note = SeatNote.objects.create(seat=seat, by=by, text=text, language=language, created_at=at or timezone.now())
    activity.record(Verb.SEAT_NOTED, by=by, about=seat, tell=queries.note_readers(seat), at=at)
    return note


@transaction.atomic
def remind_of_mandates(*, at=None) -> int:
    """Write once to everybody whose mandate ends within 30 days (clock). Returns how many were written to."""
    at = at or timezone.now()
    soon = at.date() + timedelta(days=REMINDER_DAYS)
    ending = SeatHolding.objects.running(at.date()).filter(
        mandate_until__lte=soon, reminded_at__isnull=True, person__isnull=False
    )
    # The page of the seat of what is hidden is shut to its holder, and its address tells the name.
    ending = ending.filter(seat__organization__hidden_at=None)
    ending = ending.exclude(seat__organization=None, seat__territory__is_listed=False)
    holdings = list(ending.select_related("person", "seat__organization", "seat__territory"))
    for holding in holdings:
        activity.post_mail(
            holding.person,
            "people/mail/mandate_ending",
            {"duty": holding.seat.duty, "until": holding.mandate_until, "path": queries.seat_path(holding.seat)},
        )
        holding.reminded_at = at
        holding.save(update_fields=["reminded_at"])
    return len(holdings)


def end_expired_mandates(*, at=None) -> int:
    """End what ran out before today (clock). Returns how many. The page showed them as expired in the meantime."""
    at = at or timezone.now()
    over = SeatHolding.objects.open().filter(mandate_until__lt=at.date()).select_related("seat").order_by("pk")
    return sum(_expire(holding, at=at) for holding in list(over))


@transaction.atomic
def _expire(holding, *, at) -> bool:
    """End one mandate that ran out, unless somebody has left or handed over the seat since the list was made."""
    holding = _as_it_stands(holding)
    if not holding.is_open:
        return False
    _end(holding, EndReason.EXPIRED, by=None, at=at)
    _tell_holder(Verb.HOLDING_EXPIRED, holding, by=None, at=at)
    return True


@transaction.atomic
def vacate_seats_of(person, *, at=None) -> int:
    """The person leaves the network: their seats are free, old holdings keep dates without a name."""
    left = SeatHolding.objects.open().filter(person=person)
    _hold_organizations(left.values("seat__organization_id"))
    for holding in _locked(left):
        _end(holding, EndReason.ERASED, by=None, at=at or timezone.now())
        touch_seat(holding.seat)
    return SeatHolding.objects.filter(person=person).update(person=None, evidence="", end_note="")


def _held(seat, *, holder) -> Seat:
    """A seat as it stands, and whoever is to hold it, in their organization: none of it changes before the commit.

    Somebody who leaves the network or the organization meanwhile would else be left on the seat. Person, membership,
    organization, seat, holdings: whoever ends a membership locks in the same order, so nobody waits crosswise.
    """
    if holder is not None:
        accounts.hold(holder)
        members = Affiliation.objects.current().filter(person=holder, organization=seat.organization_id)
        list(members.select_for_update().values_list("pk"))
    _hold_organizations([seat.organization_id])
    return Seat.objects.select_for_update(of=("self",)).get(pk=seat.pk)


def _hold_organizations(numbers) -> None:
    """Organizations come before the holdings there, since their pages are written after these."""
    held = Organization.objects.select_for_update(no_key=True).filter(pk__in=numbers)
    list(held.order_by("pk").values_list("pk"))


def _as_it_stands(holding) -> SeatHolding:
    """One holding read anew, locked with the organization of its seat."""
    _hold_organizations([holding.seat.organization_id])
    return _locked(SeatHolding.objects).get(pk=holding.pk)


def _locked(holdings):
    """These holdings with seat and person; nobody else ends or verifies one until the transaction is over."""
    return holdings.select_for_update(of=("self",)).select_related("seat__organization", "person")


def _start(seat, person, mandate_from, mandate_until, evidence, *, by, at) -> SeatHolding:
    return SeatHolding.objects.create(
        seat=seat,
        person=person,
        mandate_from=mandate_from,
        mandate_until=mandate_until,
        evidence=evidence,
        appointed_by=by,
        created_at=at or timezone.now(),
    )


def _end(holding, reason, *, by, at) -> None:
    holding.ended_at, holding.ended_by, holding.end_reason = at, by, reason
    holding.save(update_fields=["ended_at", "ended_by", "end_reason"])


def _tell_holder(verb, holding, *, by, at) -> None:
    """Whoever holds or held the seat hears what became of it, and its page follows."""
    person = holding.person
    activity.record(verb, by=by, about=holding.seat, concerns=person, tell=[person], at=at)
    touch_seat(holding.seat)
