"""Words that appear later, at a random hour, so that nobody can tell from them who was where at that moment."""

import random
from datetime import timedelta

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity
from m4d.core.text import clean_text
from m4d.core.verdicts import Refusal, verdict

from .. import policies, queries
from ..choices import DELAYS, LONGEST_CONTRIBUTION, Verb
from ..models import Contribution, Delayed, Draft, Manner
from .files import files_cannot_wait
from .speaking import contribute, keep_draft
from .writing import held_discussion

_DRAWN = random.SystemRandom()


def speak(
    question, *, by, text: str, language: str, appears: str = "", place_shown: str = "", organization=None,
    via_mail: bool = False, cut: str = "", files=(), at=None,
) -> Contribution | Delayed:  # fmt: skip
    """Say something as its writer wants it to appear: at once or later, with all of their place or less."""
    verdict(bool(appears and files) and files_cannot_wait()).or_refuse()
    at = at or timezone.now()
    words = {"by": by, "text": text, "language": language, "organization": organization, "at": at}
    words |= {"place_shown": place_shown, "via_mail": via_mail, "cut": cut}
    # What comes too late is refused, and its draft stays: not in one transaction with what follows.
    waits = appears and not question.discussion.has_closed(at)
    said = _delay(question, appears, **words) if waits else contribute(question, files=files, **words)
    _keep_manner(question, by=by, appears=appears, place_shown=place_shown)
    return said


@transaction.atomic
def _keep_manner(question, *, by, **chosen) -> None:
    accounts.hold(by)
    Manner.objects.update_or_create(discussion_id=question.discussion_id, person=by, defaults=chosen)


@transaction.atomic
def _delay(question, appears, *, by, text, language, organization, at, place_shown, via_mail, cut) -> Delayed:
    """Keep the words until a moment drawn by lot, but not longer than until the close."""
    accounts.hold(by)
    discussion = question.discussion = held_discussion(question)
    policies.may_contribute(by, question, text=text, at=at, organization=organization).or_refuse()
    policies.may_delay(by, question, text=text, at=at).or_refuse()
    least, most = DELAYS[appears]
    waits = _DRAWN.uniform(least.total_seconds(), min(most, discussion.closes_at - at).total_seconds())
    Draft.objects.filter(question=question, person=by).delete()
    return Delayed.objects.create(
        question=question, person=by, on_behalf_of=organization, is_on_behalf=organization is not None,
        text=clean_text(text), language=language, place_shown=place_shown, via_mail=via_mail,
        cut=clean_text(cut)[:LONGEST_CONTRIBUTION], due_at=at + timedelta(seconds=waits),
    )  # fmt: skip


@transaction.atomic
def take_back_delayed(delayed, *, by) -> Draft:
    """Words that wait become a draft again."""
    delayed = Delayed.objects.select_for_update().get(pk=delayed.pk)
    policies.may_take_back_delayed(by, delayed).or_refuse()
    delayed.delete()
    return keep_draft(delayed.question, by=by, text=delayed.text, language=delayed.language)


def release_due(*, at=None) -> int:
    """Show what is due. Each stands in a transaction of its own."""
    at = at or timezone.now()
    return sum(_release(one, at) for one in queries.delayed_due(at))


def release_all(discussion, *, at) -> int:
    """Show what still waits: a discussion does not close before everything stands that was written in time."""
    return sum(_release(one, at) for one in queries.delayed_in(discussion))


@transaction.atomic
def _release(delayed, at) -> bool:
    """Make a contribution of the words. Where a rule speaks against it now, their writer is told."""
    question = delayed.question
    # Before the discussion, as whoever speaks: nobody waits crosswise.
    accounts.wait_for(delayed.person)
    discussion = held_discussion(question)
    row = Delayed.objects.select_for_update().filter(pk=delayed.pk, due_at__isnull=False).first()
    if row is None:
        return False
    # The clock may come after the close; the words came before it.
    at = min(at, discussion.closes_at - timedelta(seconds=1))
    try:
        with transaction.atomic(), translation.override(row.person.language):
            verdict(
                row.is_on_behalf and row.on_behalf_of is None and _("The organization that spoke is no longer here.")
            ).or_refuse()
            contribute(
                question, by=row.person, text=row.text, language=row.language, organization=row.on_behalf_of,
                via_mail=row.via_mail, cut=row.cut, place_shown=row.place_shown, is_delayed=True, at=at,
            )  # fmt: skip
            row.delete()
    except Refusal as refusal:
        row.due_at, row.why_not = None, " ".join(str(reason) for reason in refusal.reasons)
        row.save(update_fields=["due_at", "why_not"])
        activity.record(
            Verb.CONTRIBUTION_NOT_SHOWN, by=None, about=question, at=at, tell=[row.person],
            data={"title": discussion.title},
        )  # fmt: skip
        return False
    return True
