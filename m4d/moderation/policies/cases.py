"""Who may report, see the queue and decide, and with which sentence they are refused."""

from datetime import timedelta

from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..choices import Outcome


def is_moderator(person) -> bool:
    """Moderators and administrators look after the queue."""
    return person.is_authenticated and (person.has_role("moderator") or person.has_role("admin"))


def may_flag(person, thing, *, at) -> Verdict:
    """Whether somebody may report a thing. Cheap objections come first, so visitors cost no statement."""
    if not person.is_authenticated:
        return verdict(_("Sign in to report something."))
    return verdict(
        _is_author(person, thing) and _("This is your own. You can change it yourself."),
        queries.has_flagged(person, thing) and _("You have already reported this. A moderator will look at it."),
        queries.flags_since(person, at - timedelta(hours=24)) >= queries.FLAGS_A_DAY
        and _("You have sent many reports today. Write the next one tomorrow."),
    )


def may_see_queue(person) -> Verdict:
    """Whether somebody may open the queue."""
    return verdict(not is_moderator(person) and _("Only moderators see what was reported."))


def may_read_reports(person, *, thing) -> Verdict:
    """Whether somebody may read who reported a thing, and in which words. Whom it is about never does."""
    if not is_moderator(person):
        return may_see_queue(person)
    return verdict(_is_about(person, thing) and _("This is about you. Another moderator must decide."))


def may_decide(person, case, outcome: str, *, thing) -> Verdict:
    """Whether somebody may close a case in this way. Nobody decides about their own."""
    moderates = is_moderator(person)
    return verdict(
        not moderates and _("Only moderators decide about reports."),
        *(may_read_reports(person, thing=thing).reasons if moderates else ()),
        not case.is_waiting and outcome != Outcome.RESTORE and _("This was already decided."),
        case.is_held
        and case.is_waiting
        and outcome == Outcome.DISMISS
        and _("This is held. Show it, or keep it hidden."),
        outcome == Outcome.HIDE and thing is None and _("This no longer exists, so there is nothing to hide."),
        outcome == Outcome.RESTORE
        and (thing is None or not thing.is_hidden)
        and _("This is not hidden, so there is nothing to show again."),
    )


def _is_about(person, thing) -> bool:
    """Whether a thing is the person's own, or one that they answer for."""
    return thing is not None and thing.pk in queries.close_to(person, queries.kind_for(thing), [thing])


def _is_author(person, thing) -> bool:
    author = queries.kind_for(thing).author(thing)
    return author is not None and author.pk == person.pk
