"""What was decided about somebody: for themself, and for a moderator who thinks about the next step."""

from datetime import datetime, timedelta

from django.db.models import Count, QuerySet, Value
from django.utils import timezone

from m4d.accounts.models import Person

from ..choices import Measure, Outcome
from ..models import APPEAL_DAYS, Appeal, Decision, Sanction, Sweep
from .registry import Kind, kinds

APPEALABLE = {"decision": Decision, "sanction": Sanction, "sweep": Sweep}
"""What somebody can appeal against, by its word in the address."""

_ABOUT = ("by", "decision", "sanction", "sweep", "sweep__person", "sanction__person", "decision__concerns")


def decisions_about(person) -> QuerySet[Decision]:
    """What was hidden of somebody or shown again, newest first, with its appeal; sweeps stand by themselves."""
    found = Decision.objects.told().filter(concerns=person, sweep=None)
    return found.select_related("appeal", "case").order_by("-created_at", "-pk")


def sanctions_of(person) -> QuerySet[Sanction]:
    """Every measure against somebody, newest first, with its appeal."""
    return Sanction.objects.filter(person=person).select_related("appeal", "by")


def sweeps_of(person) -> QuerySet[Sweep]:
    """When everything of somebody was hidden at once, newest first, with its appeal."""
    return Sweep.objects.filter(person=person).select_related("appeal", "by")


def against(person, word: str, pk: int) -> Decision | Sanction | Sweep | None:
    """The decision, sanction or sweep about this person that an address names; None for anybody else's."""
    model = APPEALABLE.get(word)
    if model is Decision:
        return Decision.objects.visible_to(person).select_related("appeal", "case").filter(pk=pk).first()
    return model.objects.filter(person=person, pk=pk).select_related("appeal").first() if model else None


def person_of(thing: Decision | Sanction | Sweep) -> Person | None:
    """Whom a decision, sanction or sweep is about."""
    return thing.concerns if isinstance(thing, Decision) else thing.person


def decided_at(thing: Decision | Sanction | Sweep) -> datetime:
    """When a decision, sanction or sweep was made."""
    if isinstance(thing, Decision):
        return thing.created_at
    return thing.starts_at if isinstance(thing, Sanction) else thing.started_at


def appeal_until(thing: Decision | Sanction | Sweep) -> datetime:
    """Until when its author may appeal."""
    return decided_at(thing) + timedelta(days=APPEAL_DAYS)


def appeals_waiting(person) -> QuerySet[Appeal]:
    """Appeals without an answer, the one that is due first on top."""
    return Appeal.objects.visible_to(person).waiting().select_related(*_ABOUT).order_by("due_at", "pk")


def appeals_answered(person) -> QuerySet[Appeal]:
    """Appeals that were answered, the latest first."""
    found = Appeal.objects.visible_to(person).exclude(answered_at=None)
    return found.select_related("by", "decision", "decision__case", "sanction", "sweep").order_by(
        "-answered_at", "-pk"
    )


def late_appeals(at=None) -> QuerySet[Appeal]:
    """Appeals that have waited longer than the stated delay."""
    return Appeal.objects.waiting().filter(due_at__lt=at or timezone.now())


def kinds_with_authors() -> list[Kind]:
    """The kinds of which everything that one person wrote can be found."""
    return [kind for kind in kinds() if kind.authored_by is not None]


def shown_by(person) -> list[tuple[Kind, int]]:
    """How many things of each kind stand in somebody's name now, in one statement; kinds with none are left out."""
    known = {kind.code: kind for kind in kinds_with_authors()}
    counts = [
        kind.authored_by(person).filter(hidden_at=None).order_by().annotate(of_kind=Value(code)).values("of_kind")
        .annotate(n=Count("pk")).values_list("of_kind", "n")
        for code, kind in known.items()
    ]  # fmt: skip
    numbers = dict(counts[0].union(*counts[1:], all=True)) if counts else {}
    return [(kind, numbers[code]) for code, kind in known.items() if numbers.get(code)]


def next_measure(person) -> Measure:
    """The step that follows what somebody was told before: each measure once, then the next."""
    steps = [Measure.REMINDER, Measure.SLOW, Measure.SUSPENDED]
    had = set(Sanction.objects.filter(person=person, appeal=None).values_list("measure", flat=True))
    return next((step for step in steps if step not in had), Measure.SUSPENDED)


def hidden_for_itself(kind: Kind, numbers, *, since) -> set[int]:
    """Those things whose own case a moderator has decided to hide since a moment, and not shown again."""
    last = {}
    rows = Decision.objects.filter(
        case__about_kind=kind.code, case__about_id__in=numbers, created_at__gte=since, sweep=None
    )
    for number, outcome in rows.order_by("created_at", "pk").values_list("case__about_id", "outcome"):
        last[number] = outcome
    return {number for number, outcome in last.items() if outcome == Outcome.HIDE}
