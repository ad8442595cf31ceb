"""Who may open, take, look after, hand over and leave a seat, verify who holds it, and read its notes."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..choices import EndReason
from .organization import OWN_ORGANIZATION, is_own, is_verifier, may_edit_organization


def may_open_seat(person, organization=None) -> Verdict:
    """Seats of an organization are opened by its admins; seats of a territory alone by verifiers."""
    if organization is None:
        return verdict(not is_verifier(person) and _("Only verifiers open a seat for a territory."))
    if is_verifier(person):
        return verdict()
    return may_edit_organization(person, organization)


def may_take_seat(person, seat) -> Verdict:
    """Whether somebody may be put on a seat that nobody holds."""
    return verdict(
        seat.closed_at is not None and _("This seat is closed."),
        queries.open_holding(seat) is not None
        and _("Somebody holds this seat. It must be handed over or left first."),
        not queries.may_sit(person.pk, seat) and NOT_A_MEMBER,
    )


NOT_A_MEMBER = gettext_lazy("The holder must be a confirmed member of the organization.")


def _sits(person, holding) -> bool:
    """Whether the seat is this person's to look after: not while a mandate that only they asked for waits."""
    own = holding is not None and holding.person_id == person.pk
    return own and (holding.is_verified or holding.appointed_by_id != person.pk)


def may_manage_seat(person, seat) -> Verdict:
    """Whoever holds the seat, the organization's admins and verifiers look after it."""
    if not person.is_authenticated:
        return verdict(_("Sign in to look after a seat."))
    if is_verifier(person):
        return verdict()
    holding = queries.open_holding(seat)
    if _sits(person, holding):
        return verdict()
    admin = seat.organization_id is not None and queries.is_admin_of(person, seat.organization)
    return verdict(not admin and _("Only the holder, the organization's admins and verifiers look after a seat."))


def may_hand_over(person, seat, successor, *, seen) -> Verdict:
    """Handing over: from the holder, or by an admin or verifier, to a confirmed member of the organization.

    `seen` is the number of the open holding that the person looked at, None for a free seat.
    """
    allowed = may_manage_seat(person, seat)
    if not allowed:
        return allowed
    holding = queries.open_holding(seat)
    if seen != (holding.pk if holding is not None else None):
        return verdict(MOVED_ON)
    return verdict(
        seat.closed_at is not None and _("This seat is closed."),
        holding is not None and holding.person_id == successor.pk and _("This person already holds the seat."),
        holding is not None and _owed_an_answer(person, holding),
        not queries.may_sit(successor.pk, seat)
        and _("The next holder must be a confirmed member of the organization."),
    )


MOVED_ON = gettext_lazy("Meanwhile somebody changed who holds this seat. Look at the seat again before you go on.")
"""What was looked at is no longer what runs: nobody verifies, ends or hands over a mandate that they did not see."""


TRIES = 3
TRIES_WITHIN = timedelta(days=30)
"""How often a mandate may be refused before its holder writes to somebody instead of entering it once more."""


def may_renew_mandate(person, seat, ended, *, at, seen=None) -> Verdict:
    """Going on after a mandate ran out or was refused: asked for by its holder, or by the organization's admins.

    `ended` is that mandate (`queries.ended_mandate`), `seen` the number of the one that stood on the page.
    """
    if not person.is_authenticated:
        return verdict(_("Sign in to look after a seat."))
    if ended is None or seen not in (None, ended.pk):
        return verdict(MOVED_ON)
    organization = seat.organization if seat.organization_id else None
    asks = ended.person_id == person.pk or (organization is not None and queries.is_admin_of(person, organization))
    if not asks:
        return verdict(_("Only the holder and the organization's admins ask for a new mandate."))
    return verdict(
        seat.closed_at is not None and _("This seat is closed."),
        not queries.may_sit(ended.person_id, seat) and NOT_A_MEMBER,
        *may_try_again(seat, ended.person_id, at=at).reasons,
    )


def may_try_again(seat, holder: int, *, at) -> Verdict:
    """A mandate that was refused comes again with more evidence, and not for ever. `holder` is the person's number."""
    many = queries.refusals_since(seat, holder, at - TRIES_WITHIN) >= TRIES
    return verdict(
        many
        and _("A verifier has refused this mandate three times in 30 days. Write to the programme before you go on.")
    )


def may_run_until(until, today) -> Verdict:
    """A new mandate has days to come, else it has run out before anybody answers."""
    return verdict(until is not None and until < today and _("Give a last day that is still to come."))


def may_leave_seat(person, holding) -> Verdict:
    """The holder leaves; admins and verifiers may also end a holding."""
    return verdict(
        not may_manage_seat(person, holding.seat) and _("Only the holder or an admin can end this."),
        not holding.is_open and MOVED_ON,
        _owed_an_answer(person, holding),
    )


def _owed_an_answer(person, holding) -> str:
    """Who can answer about a mandate that waits does not end it without a word, be it by giving the seat away."""
    waits = bool(may_answer_holding(person, holding))
    return _("This mandate waits for an answer. Confirm it, or refuse it with a reason.") if waits else ""


def may_verify_holding(person, holding, *, belonged=None, sits=None) -> Verdict:
    """A verifier confirms that a member of the organization holds its seat, where they may answer about it.

    `belonged` are the numbers of the organizations that the person ever belonged to, and `sits` says whether the
    holder belongs to that of the seat, where the caller has them.
    """
    allowed = may_answer_holding(person, holding, belonged=belonged)
    if not allowed:
        return allowed
    return verdict(not (queries.may_sit(holding.person_id, holding.seat) if sits is None else sits) and NOT_A_MEMBER)


def may_answer_holding(person, holding, *, belonged=None) -> Verdict:
    """A verifier answers about a mandate: not their own, and none that they had a hand in."""
    if not is_verifier(person):
        return verdict(_("Only verifiers of the programme confirm who holds a seat."))
    seat, is_holder = holding.seat, holding.person_id == person.pk
    own = seat.organization is not None and is_own(person, seat.organization, belonged)
    has_a_hand = person.pk in (seat.created_by_id, holding.appointed_by_id)
    return verdict(
        is_holder and _("Somebody else must confirm your mandate."),
        own and not is_holder and OWN_ORGANIZATION,
        has_a_hand
        and not (is_holder or own)
        and _("You opened this seat or chose who holds it. Another verifier must answer."),
        holding.is_verified and _("This is already verified."),
        not holding.is_open and MOVED_ON,
    )


def may_refuse_holding(person, holding, reason) -> Verdict:
    """Whoever may confirm a mandate may also say that they cannot, in words that help its holder."""
    return verdict(
        *may_answer_holding(person, holding).reasons,
        not reason.strip() and _("Say why, and what would help."),
    )


def sees_holding(person, holding, may_manage) -> bool:
    """Whether a mandate stands on the page of its seat for this reader.

    One that was refused never counted: it is a matter of its holder and of those who look after the seat, and no
    public mark on a name.
    """
    own = holding.person_id is not None and holding.person_id == person.pk
    return bool(may_manage) or own or holding.end_reason != EndReason.REFUSED


def may_read_seat_notes(person, seat) -> Verdict:
    """Notes of a seat are for its holder and the organization's admins: work, not private letters."""
    if not person.is_authenticated:
        return verdict(_("Sign in to read the notes of a seat."))
    holding = queries.open_holding(seat)
    holds = _sits(person, holding)
    admin = seat.organization_id is not None and queries.is_admin_of(person, seat.organization)
    return verdict(not holds and not admin and _("Only the holder and the organization's admins read these notes."))
