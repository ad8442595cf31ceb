"""Who may propose, second, answer, set up, open and look after a discussion."""

from datetime import timedelta

from django.utils.translation import gettext as _

from m4d.core.time import on
from m4d.core.verdicts import Verdict, verdict
from m4d.moderation import policies as moderation

from .. import queries
from ..choices import PROPOSALS_A_DAY
from ..models import Discussion, may_look_after

looks_after = may_look_after


def moderates(person, discussion) -> bool:
    """Whether somebody is one of the moderators of this discussion."""
    return queries.is_moderator_of(person, discussion)


def may_propose(person, *, text: str, at) -> Verdict:
    """Members propose; nobody floods the list."""
    if not person.is_authenticated:
        return verdict(_("Sign in to propose an e-discussion."))
    today = Discussion.objects.filter(proposed_by=person, proposed_at__gte=at - timedelta(hours=24)).count()
    return verdict(
        today >= PROPOSALS_A_DAY and _("You have proposed several e-discussions today. Write the next one tomorrow."),
        *moderation.may_write(person, text=text, at=at).reasons,
    )


def may_second(person, discussion) -> Verdict:
    """Every member once, while nobody has answered; the proposer has said so already."""
    if not person.is_authenticated:
        return verdict(_("Sign in to second this proposal."))
    return verdict(
        discussion.answered_at is not None and _("This proposal has its answer already."),
        discussion.proposed_by_id == person.pk and _("This is your own proposal."),
        queries.has_seconded(person, discussion) and _("You have seconded this proposal."),
    )


def may_answer(person, discussion, *, reason: str) -> Verdict:
    """Facilitators answer once, with a reason that everybody reads."""
    return verdict(
        not looks_after(person) and _("Only facilitators answer proposals."),
        discussion.answered_at is not None and _("This proposal has its answer already."),
        not reason.strip() and _("Write the reason: whoever proposed and seconded it will read it."),
    )


def may_set_up(person, discussion) -> Verdict:
    """Facilitators prepare what was taken up, until it opens."""
    return verdict(
        not looks_after(person) and _("Only facilitators set up e-discussions."),
        not discussion.is_taken_up and _("Answer the proposal first."),
        discussion.opened_at is not None and _("This e-discussion has opened. Its dates stand."),
    )


def may_schedule(person, discussion) -> Verdict:
    """Nothing is announced while anything is missing, and each missing thing is named."""
    return verdict(
        *may_set_up(person, discussion).reasons,
        discussion.scheduled_at is not None and _("This e-discussion is scheduled already."),
        *queries.missing_of(discussion),
    )


def may_open(person, discussion, *, at) -> Verdict:
    """Opening is guarded: by a facilitator, or by the clock (nobody), and only when nothing is missing."""
    early = discussion.opens_at is not None and at < discussion.opens_at
    return verdict(
        person is not None and not looks_after(person) and _("Only facilitators open e-discussions."),
        discussion.is_hidden and _("This e-discussion is hidden."),
        discussion.opened_at is not None and _("This e-discussion has opened already."),
        *queries.missing_of(discussion),
        discussion.scheduled_at is None and _("Schedule it first."),
        early and _("Its first day is %(day)s.") % {"day": on(discussion.starts_on)},
        discussion.closes_at is not None and at >= discussion.closes_at and _("Its last day is over."),
    )


def may_change_question(person, discussion) -> Verdict:
    """Before the opening facilitators and moderators; once open only the moderators of this discussion."""
    if discussion.opened_at is not None:
        return verdict(
            not moderates(person, discussion)
            and _("Only the moderators of this e-discussion can change questions once it is open."),
            discussion.closed_at is not None and _("This e-discussion is closed. Its questions stand."),
        )
    return verdict(
        not (looks_after(person) or moderates(person, discussion))
        and _("Only facilitators and the moderators of this e-discussion write its questions."),
        not discussion.is_taken_up and _("Answer the proposal first."),
    )


def may_moderate(person, discussion) -> Verdict:
    """Whether somebody may open the desk of a discussion, write recaps and read its late list."""
    return verdict(
        not moderates(person, discussion) and _("Only the moderators of this e-discussion can do this."),
    )


def may_invite(person, discussion, *, some: bool, at) -> Verdict:
    """Facilitators and the moderators, from the announcement until the close."""
    return verdict(
        not (looks_after(person) or moderates(person, discussion))
        and _("Only facilitators and the moderators of this e-discussion can do this."),
        discussion.scheduled_at is None and _("Announce it first."),
        discussion.is_hidden and _("This e-discussion is hidden."),
        discussion.has_closed(at) and _("This e-discussion is closed."),
        not some and _("Write at least one address, or choose those who are interested."),
    )


def may_follow_up(person, discussion) -> Verdict:
    """Facilitators and the moderators tell what came of a published summary."""
    return verdict(
        not (looks_after(person) or moderates(person, discussion))
        and _("Only facilitators and the moderators of this e-discussion can do this."),
        discussion.published_at is None and _("The summary is not published yet."),
    )
