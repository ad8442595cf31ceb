"""What happens by itself: opening, questions of the week, closing, reminders, the end of the window."""

from django.db import transaction
from django.utils import timezone

from m4d.accounts import models as accounts
from m4d.activity import actions as activity
from m4d.core.verdicts import Refusal

from .. import queries
from ..choices import Verb
from ..models import Discussion
from .delaying import release_all
from .discussion import open_discussion
from .summary import end_endorsement
from .writing import held, shown


@transaction.atomic
def open_due(*, at=None) -> int:
    """Open what is due. What lacks something stays closed, and the facilitators read what is missing."""
    at = at or timezone.now()
    opened = 0
    for discussion in queries.to_open(at):
        try:
            open_discussion(discussion, by=None, at=at)
            opened += 1
        except Refusal as refusal:
            _say_what_is_missing(discussion, refusal.reasons, at)
    return opened


def _say_what_is_missing(discussion, reasons, at) -> None:
    """Once: from here on it is in preparation again."""
    Discussion.objects.filter(pk=discussion.pk).update(scheduled_at=None, scheduled_by=None)
    facilitators = accounts.Person.objects.with_role("facilitator")
    activity.record(
        Verb.NOT_OPENED, by=None, about=discussion, tell=facilitators, data={"missing": len(reasons)}, at=at
    )
    discussion.scheduled_at = None
    shown(discussion, card=True, everywhere=True)


@transaction.atomic
def open_questions(*, at=None) -> int:
    """Tell of questions whose week begins."""
    at = at or timezone.now()
    questions = list(queries.questions_to_open(at))
    for question in questions:
        question.opened_at = at
        question.save(update_fields=["opened_at"])
        data = {"title": question.discussion.title}
        activity.record(
            Verb.QUESTION_OPENED, by=None, about=question, data=data, at=at, followers_of=[question.discussion]
        )
        shown(question.discussion)
    return len(questions)


@transaction.atomic
def close_due(*, at=None) -> int:
    """Close what is over; no more words are taken from that very moment on, also before this runs."""
    at = at or timezone.now()
    due = list(queries.to_close(at))
    for discussion in due:
        release_all(discussion, at=at)
        discussion = held(discussion)
        discussion.closed_at = discussion.closes_at
        discussion.save(update_fields=["closed_at"])
        told = queries.moderators_of(discussion)
        activity.record(Verb.CLOSED, by=None, about=discussion, tell=told, at=at, for_followers=True)
        shown(discussion, card=True, everywhere=True)
    return len(due)


@transaction.atomic
def remind_of_recaps(*, at=None) -> int:
    """Moderators of a lively discussion without a recap for a week are reminded."""
    at = at or timezone.now()
    due = queries.recaps_due(at)
    for discussion in due:
        activity.record(Verb.RECAP_DUE, by=None, about=discussion, tell=queries.moderators_of(discussion), at=at)
    return len(due)


@transaction.atomic
def end_windows(*, at=None) -> int:
    """Publish the summaries whose window is over."""
    at = at or timezone.now()
    over = list(queries.draft_windows_over(at))
    for discussion in over:
        end_endorsement(discussion, at=at)
    return len(over)
