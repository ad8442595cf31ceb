"""Appeals: somebody objects to a decision, and somebody else than who decided answers."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from m4d.accounts import models as accounts_models
from m4d.activity import actions as activity

from .. import policies, queries
from ..choices import Outcome, Verb
from ..models import APPEAL_DELAY, Appeal, Decision, Sanction, Sweep
from .cases import show, write_decision
from .sanctions import end_sanction
from .sweeps import begin_undoing


@transaction.atomic
def appeal(
    against: Decision | Sanction | Sweep, *, by, text: str, language: str = "en", at: datetime | None = None
) -> Appeal:
    """Ask another moderator to look again; every moderator but the one who decided is told."""
    at = at or timezone.now()
    policies.may_appeal(by, against, at=at).or_refuse()
    about = {type(against).__name__.lower(): against}
    try:
        with transaction.atomic():
            made = Appeal.objects.create(
                by=by, text=text, language=language, created_at=at, due_at=at + APPEAL_DELAY, **about
            )
    except IntegrityError:
        # The same form was sent twice at once: the second hears what the check says now.
        policies.may_appeal(by, type(against).objects.get(pk=against.pk), at=at).or_refuse()
        raise
    moderators = accounts_models.Person.objects.with_role("moderator").exclude(pk=against.by_id).exclude(pk=by.pk)
    activity.record(Verb.APPEAL_MADE, by=None, about=made, tell=moderators, at=at)
    return made


@transaction.atomic
def answer_appeal(
    made: Appeal, *, by, granted: bool, answer: str, language: str = "en", at: datetime | None = None
) -> Appeal:
    """Uphold the decision, or take it back; whoever appealed and whoever decided are told."""
    at = at or timezone.now()
    made = Appeal.objects.select_for_update().get(pk=made.pk)
    policies.may_answer(by, made).or_refuse()
    made.answered_at, made.answered_by, made.granted = at, by, granted
    made.answer, made.answer_language = answer, language
    made.save()
    if granted:
        _take_back(made, by=by, at=at)
    activity.record(
        Verb.APPEAL_ANSWERED, by=by, about=made, tell=[made.by, made.against.by],
        concerns=None if made.is_veiled else made.by,
        data={"granted": granted}, at=at,
    )  # fmt: skip
    if made.by is not None:
        _mail(made)
    return made


def _take_back(made: Appeal, *, by, at) -> None:
    """What was decided no longer holds. The mail about the appeal tells it, so nothing else is written."""
    if made.sanction is not None:
        if made.sanction.lifted_at is None:
            end_sanction(made.sanction, by=by, at=at)
        return
    if made.sweep is not None:
        begin_undoing(made.sweep, by=by, at=at)
        return
    case = made.decision.case
    kind, thing = queries.kind_of(case.about_kind), queries.thing_of(case)
    if thing is None or not thing.is_hidden:
        return
    words = {"rule": made.decision.rule, "text": made.answer, "language": made.answer_language}
    write_decision(case, kind, thing, by=by, outcome=Outcome.RESTORE, words=words, at=at)
    show(kind, thing, at=at)


def _mail(made: Appeal) -> None:
    with translation.override(made.by.language):
        context = {
            "granted": made.granted,
            "answer": made.answer,
            "title": made.decision.title if made.decision else "",
            "path": reverse("moderation:own_standing"),
        }
    # Who is shut out cannot open the page about themself.
    if not accounts_models.Person.objects.filter(pk=made.by_id, is_active=True).exists():
        context["path"] = ""
    activity.post_mail(made.by, "moderation/mail/appeal_answered", context)
