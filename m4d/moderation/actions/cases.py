"""What can happen to reports: somebody reports, a moderator decides, a hidden thing is shown again."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from m4d.accounts import actions as accounts
from m4d.accounts import models as accounts_models
from m4d.activity import actions as activity

from .. import policies, queries
from ..choices import Held, Outcome, Verb
from ..models import APPEAL_DAYS, DELAY, Case, Decision, Flag, Standing

THING_TEXT = 10_000
"""Signs of the words decided about that are kept with the decision."""


def register_kind(code, *, label, model, title, author, changed, **further) -> None:
    """Let things of a room be reported and hidden; see `queries.Kind` for what each argument means."""
    queries.add_kind(
        queries.Kind(code=code, label=label, model=model, title=title, author=author, changed=changed, **further)
    )


@transaction.atomic
def flag(thing, *, by, reason, text="", language="en", at=None) -> Flag:
    """Report a thing. Reports about the same thing gather in one case until a moderator decides."""
    at = at or timezone.now()
    accounts.hold(by)
    policies.may_flag(by, thing, at=at).or_refuse()
    case, _made = Case.objects.get_or_create(
        about_kind=queries.kind_for(thing).code,
        about_id=thing.pk,
        decided_at=None,
        defaults={"opened_at": at, "due_at": at + DELAY},
    )
    try:
        with transaction.atomic():
            report = Flag.objects.create(case=case, by=by, reason=reason, text=text, language=language, created_at=at)
    except IntegrityError:
        # The same form was sent twice at once: the second hears what the check says now.
        policies.may_flag(by, thing, at=at).or_refuse()
        raise
    # The journal is read by more people than the queue, so it does not say who reported; the report itself does.
    activity.record(Verb.THING_FLAGGED, by=None, about=case, data={"kind": case.about_kind}, at=at)
    return report


@transaction.atomic
def decide(case, *, by, outcome, rule, text, language="en", at=None) -> Decision:
    """Close a case: leave the thing as it is, hide it, or show a hidden thing again. The author is told why."""
    at = at or timezone.now()
    case = Case.objects.select_for_update().get(pk=case.pk)
    kind, thing = queries.kind_of(case.about_kind), queries.thing_of(case)
    policies.may_decide(by, case, outcome, thing=thing).or_refuse()
    was_waiting = case.is_waiting
    words = {"rule": rule, "text": text, "language": language}
    decision = write_decision(case, kind, thing, by=by, outcome=outcome, words=words, at=at)
    if outcome == Outcome.DISMISS:
        activity.record(Verb.FLAG_DISMISSED, by=by, about=case, at=at)
        return decision
    if outcome == Outcome.RESTORE and case.held_for == Held.LINK and decision.concerns is not None:
        # A moderator found the link to be fine, so the next one is no surprise.
        Standing.objects.filter(person=decision.concerns, linked_at=None).update(linked_at=at)
    if outcome == Outcome.HIDE:
        hide(kind, thing, at=at)
    else:
        show(kind, thing, at=at)
    _tell_author(kind, thing, decision, by=by, at=at, was_held=was_waiting and case.is_held)
    return decision


def write_decision(case, kind, thing, *, by, outcome, words, at, sweep=None) -> Decision:
    """One row with the words that were decided about, and the case closed. Asks no policy: its callers did."""
    decision = Decision.objects.create(
        case=case,
        outcome=outcome,
        by=by,
        concerns=kind.author(thing) if thing is not None else None,
        is_veiled=thing is not None and kind.veiled(thing),
        title=str(kind.title(thing))[:300] if thing is not None else "",
        thing_text=kind.text(thing)[:THING_TEXT] if thing is not None else "",
        sweep=sweep,
        created_at=at,
        **words,
    )
    Case.objects.filter(pk=case.pk, decided_at=None).update(decided_at=at)
    return decision


def hide(kind, thing, *, at) -> None:
    """Hide a thing from others, and let its room renew what stands for it."""
    thing.hidden_at = at
    thing.save(update_fields=["hidden_at"])
    kind.changed(thing)


def show(kind, thing, *, at) -> None:
    """Show a hidden thing. Of what was held before anybody read it those who follow are told now."""
    thing.hidden_at = None
    thing.save(update_fields=["hidden_at"])
    kind.changed(thing)
    if Case.objects.filter(about_kind=kind.code, about_id=thing.pk).exclude(held_for="").exists():
        kind.released(thing, at)


def _tell_author(kind, thing, decision, *, by, at, was_held) -> None:
    """The author reads the rule, the moderator's words and how to appeal, never who reported."""
    author = decision.concerns
    verb = Verb.THING_HIDDEN if decision.outcome == Outcome.HIDE else Verb.THING_RESTORED
    data = {"rule": decision.rule, "text": decision.text, "language": decision.language, "kind": kind.code}
    activity.record(verb, by=by, about=thing, tell=[author], concerns=_named(decision), data=data, at=at)
    if author is not None:
        _mail_author(kind, thing, decision, author, was_held=was_held)


def _named(decision):
    """Whom the journal names beside the thing: nobody where the author stands under a veil."""
    return None if decision.is_veiled else decision.concerns


def _mail_author(kind, thing, decision, person, *, was_held) -> None:
    name = "thing_hidden" if decision.outcome == Outcome.HIDE else "thing_restored"
    with translation.override(person.language):
        context = {
            "kind": str(kind.label),
            "title": decision.title,
            "rule": decision.get_rule_display(),
            "text": decision.text,
            "thing_text": decision.thing_text,
            "was_held": was_held,
            "path": thing.get_absolute_url(),
            "appeal_path": reverse("moderation:appeal_creation", args=["decision", decision.pk]),
            "appeal_days": APPEAL_DAYS,
            # Its room stands above this one, so it is named by its address.
            "contact_path": f"/{person.language}/contact/",
        }
    activity.post_mail(person, f"moderation/mail/{name}", context)


@transaction.atomic
def remind_of_late_cases(*, at=None) -> int:
    """Write to every moderator about reports and appeals that wait too long, once a day for each (clock, hourly).

    Returns how many are late.
    """
    at = at or timezone.now()
    late = [queries.late_cases(at), queries.late_appeals(at)]
    numbers = [rows.count() for rows in late]
    told_before = Q(alerted_at__isnull=False) & Q(alerted_at__gt=at - timedelta(hours=24))
    # Both are marked, whichever of them is new.
    fresh = [rows.exclude(told_before).update(alerted_at=at) for rows in late]
    if any(fresh):
        for person in accounts_models.Person.objects.with_role("moderator"):
            with translation.override(person.language):
                context = {"count": sum(numbers), "path": reverse("moderation:queue")}
            activity.post_mail(person, "moderation/mail/late", context)
    return sum(numbers)
