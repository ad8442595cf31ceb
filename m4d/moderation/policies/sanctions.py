"""Who may sanction, appeal, answer an appeal, and hide everything of somebody."""

from django.utils.translation import gettext as _

from m4d.core.time import moment
from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..choices import Measure, Outcome
from ..models import Decision, Sanction, Sweep
from .cases import is_moderator

STAFF = ("moderator", "admin", "facilitator", "programme", "editor", "verifier", "data_protection")
"""Duties of the network. Only an administrator takes measures against somebody who holds one."""


def _is_admin(person) -> bool:
    return person.is_superuser or person.has_role("admin")


def _objections_to_acting(by, person) -> list:
    """What speaks against one person taking any measure against another."""
    staff = any(person.has_role(role) for role in STAFF)
    return [
        not is_moderator(by) and _("Only moderators decide about members."),
        by == person and _("This is about you. Another moderator must decide."),
        person.is_erased and _("This person has left the network."),
        staff and is_moderator(by) and not _is_admin(by) and _("Only an administrator decides about a colleague."),
    ]


def may_see_member(by, person) -> Verdict:
    """Whether somebody may read what was decided about a member."""
    return verdict(
        not is_moderator(by) and _("Only moderators decide about members."),
        by == person and _("This is about you. Another moderator must decide."),
    )


def may_sanction(by, person, measure: str = "") -> Verdict:
    """Whether somebody may take this measure against a member."""
    return verdict(
        *_objections_to_acting(by, person),
        measure == Measure.CLOSED and not _is_admin(by) and _("Only an administrator closes an account."),
        measure == Measure.CLOSED
        and person.has_role("admin")
        and _("The account of an administrator is not closed. Take back the role first."),
        measure == Measure.CLOSED and not person.is_active and _("This account is already closed."),
    )


def may_lift(by, sanction: Sanction, *, at) -> Verdict:
    """Whether somebody may end a sanction before its time."""
    return verdict(
        *_objections_to_acting(by, sanction.person),
        not sanction.is_in_force(at) and _("This no longer holds, so there is nothing to end."),
        sanction.measure == Measure.CLOSED
        and not _is_admin(by)
        and _("Only an administrator opens an account again."),
    )


def may_appeal(person, thing: Decision | Sanction | Sweep, *, at) -> Verdict:
    """Whether somebody may ask another moderator to look at a decision about them again."""
    until = queries.appeal_until(thing)
    return verdict(
        queries.person_of(thing) != person and _("Only whom it is about can appeal."),
        hasattr(thing, "appeal") and _("You have already appealed. You get an answer by mail."),
        at > until and _("You could appeal until %(moment)s.") % {"moment": moment(until)},
        isinstance(thing, Decision)
        and thing.outcome != Outcome.HIDE
        and _("Nothing was taken from you here, so there is nothing to appeal against."),
        isinstance(thing, Sanction) and thing.lifted_at is not None and _("This was already taken back."),
        isinstance(thing, Sweep) and thing.undoing_at is not None and _("This was already taken back."),
    )


def may_answer(by, appeal) -> Verdict:
    """Whether somebody may answer an appeal: a moderator, but not whoever decided."""
    moderates = is_moderator(by)
    return verdict(
        not moderates and _("Only moderators answer appeals."),
        moderates and appeal.by_id == by.pk and _("This is about you. Another moderator must decide."),
        moderates and appeal.against.by_id == by.pk and _("You decided this. Somebody else must answer the appeal."),
        not appeal.is_waiting and _("This appeal was already answered."),
    )


def may_sweep(by, person) -> Verdict:
    """Whether somebody may hide everything that a member wrote."""
    return verdict(*_objections_to_acting(by, person))


def may_undo_sweep(by, sweep: Sweep) -> Verdict:
    """Whether somebody may show again what was hidden at once."""
    return verdict(
        not is_moderator(by) and _("Only moderators decide about members."),
        by == sweep.person and _("This is about you. Another moderator must decide."),
        sweep.undoing_at is not None and _("This was already taken back."),
        sweep.finished_at is None and _("This is still being done. Wait until it is finished."),
    )
