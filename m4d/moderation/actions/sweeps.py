"""Hiding everything that one person wrote, over all kinds, in the background; and taking that back."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity
from m4d.core.later import later

from .. import policies, queries
from ..choices import Outcome, Verb
from ..models import APPEAL_DAYS, Case, Sweep, SweepItem
from .cases import write_decision

CHUNK = 100
"""Things that one job hides or shows; the page counts along between two jobs."""


@transaction.atomic
def sweep_person(person, *, by, rule: str, text: str, language: str = "en", at: datetime | None = None) -> Sweep:
    """Begin to hide everything that somebody wrote. They get one mail, not one for each thing."""
    at = at or timezone.now()
    accounts.wait_for(person)
    policies.may_sweep(by, person).or_refuse()
    total = sum(number for _kind, number in queries.shown_by(person))
    sweep = Sweep.objects.create(
        person=person, by=by, rule=rule, text=text, language=language, started_at=at, total=total
    )
    data = {"rule": rule, "text": text, "language": language, "count": total}
    activity.record(Verb.PERSON_SWEPT, by=by, about=sweep, tell=[person], concerns=person, data=data, at=at)
    _mail(sweep)
    later(sweep_on, sweep_id=sweep.pk)
    return sweep


@transaction.atomic
def sweep_on(*, sweep_id: int) -> int:
    """Hide the next things of a sweep (background). Done twice, it does nothing twice. Returns how many."""
    sweep = Sweep.objects.select_for_update().filter(pk=sweep_id, finished_at=None).first()
    if sweep is None:
        return 0
    done, full = 0, False
    for kind in queries.kinds_with_authors():
        things = list(_shown(kind, sweep.person)[: CHUNK - done])
        if things:
            _hide(sweep, kind, things)
            done += len(things)
        if done == CHUNK:
            full = True
            break
    if full:
        later(sweep_on, sweep_id=sweep.pk)
    else:
        sweep.finished_at = timezone.now()
        sweep.save(update_fields=["finished_at"])
    return done


def _shown(kind, person):
    return kind.authored_by(person).filter(hidden_at=None).select_related(*kind.related).order_by("pk")


def _hide(sweep: Sweep, kind, things: list) -> None:
    """Hide things of one kind, and close the cases that wait about them: the sweep has answered those."""
    numbers = [thing.pk for thing in things]
    kind.model._base_manager.filter(pk__in=numbers).update(hidden_at=sweep.started_at)
    SweepItem.objects.bulk_create(
        [SweepItem(sweep=sweep, about_kind=kind.code, about_id=number) for number in numbers], ignore_conflicts=True
    )
    cases = Case.objects.waiting().filter(about_kind=kind.code, about_id__in=numbers)
    waiting = {case.about_id: case for case in cases}
    words = {"rule": sweep.rule, "text": sweep.text, "language": sweep.language}
    for thing in things:
        thing.hidden_at = sweep.started_at
        kind.changed(thing)
        if thing.pk in waiting:
            write_decision(
                waiting[thing.pk], kind, thing, by=sweep.by, outcome=Outcome.HIDE, words=words,
                at=sweep.started_at, sweep=sweep,
            )  # fmt: skip


@transaction.atomic
def undo_sweep(sweep: Sweep, *, by, at: datetime | None = None) -> Sweep:
    """Begin to show again exactly what a sweep has hidden; the person is told."""
    at = at or timezone.now()
    sweep = Sweep.objects.select_for_update(of=("self",)).select_related("person").get(pk=sweep.pk)
    policies.may_undo_sweep(by, sweep).or_refuse()
    begin_undoing(sweep, by=by, at=at)
    return sweep


def begin_undoing(sweep: Sweep, *, by, at: datetime) -> None:
    """Mark a sweep as taken back and let the background show its things. Asks no policy: its callers did."""
    if sweep.undoing_at is not None:
        return
    sweep.undoing_at, sweep.undone_by = at, by
    # A sweep that is still running stops here: what it did not reach stays as it is.
    sweep.finished_at = sweep.finished_at or at
    sweep.save(update_fields=["undoing_at", "undone_by", "finished_at"])
    activity.record(Verb.SWEEP_UNDONE, by=by, about=sweep, tell=[sweep.person], concerns=sweep.person, at=at)
    later(undo_on, sweep_id=sweep.pk)


@transaction.atomic
def undo_on(*, sweep_id: int) -> int:
    """Show the next things of a sweep again (background); what was hidden for itself since then stays hidden."""
    sweep = Sweep.objects.select_for_update().filter(pk=sweep_id, undone_at=None).exclude(undoing_at=None).first()
    if sweep is None:
        return 0
    items = list(sweep.items.filter(shown_at=None).order_by("pk")[:CHUNK])
    for kind in queries.kinds():
        numbers = [item.about_id for item in items if item.about_kind == kind.code]
        numbers = set(numbers) - queries.hidden_for_itself(kind, numbers, since=sweep.started_at)
        kind.model._base_manager.filter(pk__in=numbers).update(hidden_at=None)
        for thing in kind.model._base_manager.select_related(*kind.related).filter(pk__in=numbers):
            kind.changed(thing)
    SweepItem.objects.filter(pk__in=[item.pk for item in items]).update(shown_at=timezone.now())
    if len(items) == CHUNK:
        later(undo_on, sweep_id=sweep.pk)
    else:
        sweep.undone_at = timezone.now()
        sweep.save(update_fields=["undone_at"])
    return len(items)


def _mail(sweep: Sweep) -> None:
    with translation.override(sweep.person.language):
        context = {
            "rule": sweep.get_rule_display(),
            "text": sweep.text,
            "count": sweep.total,
            "appeal_path": reverse("moderation:appeal_creation", args=["sweep", sweep.pk]),
            "appeal_days": APPEAL_DAYS,
        }
    activity.post_mail(sweep.person, "moderation/mail/swept", context)
