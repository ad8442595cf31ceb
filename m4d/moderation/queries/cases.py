"""What can be asked about reports: the queue and one case."""

from django.db.models import Count, Model, Prefetch, QuerySet
from django.utils import timezone

from ..models import Case, Decision, Flag
from .registry import Kind, kind_for, kind_of, kinds

FLAGS_A_DAY = 20
"""How many reports one person may send in 24 hours."""


def thing_visible_to(person, code: str, pk: int) -> Model | None:
    """The thing that somebody wants to report, if they can see it at all; otherwise None."""
    kind = kind_of(code)
    if kind is None:
        return None
    return kind.model.objects.visible_to(person).select_related(*kind.related).filter(pk=pk).first()


def thing_of(case: Case) -> Model | None:
    """The thing a case is about, hidden or not; None when it no longer exists."""
    kind = kind_of(case.about_kind)
    if kind is None:
        return None
    return kind.model._default_manager.select_related(*kind.related).filter(pk=case.about_id).first()


def queue(person) -> QuerySet:
    """Cases that wait, the one that is due first on top."""
    return Case.objects.visible_to(person).waiting().annotate(flag_count=Count("flags"))


def decided(person) -> QuerySet:
    """Cases that were decided, with what was decided last."""
    return (
        Case.objects.visible_to(person)
        .decided()
        .annotate(flag_count=Count("flags"))
        .prefetch_related(Prefetch("decisions", queryset=Decision.objects.select_related("by")))
    )


def close_to(person, kind: Kind, things: list) -> set[int]:
    """The numbers of those things of one kind that are the person's own, or that they answer for."""
    own = {thing.pk for thing in things if (author := kind.author(thing)) is not None and author.pk == person.pk}
    return own | set(kind.concerned(things, person))


def with_things(cases: list[Case], person) -> list[Case]:
    """The same cases, each with `.kind`, `.title` and `.author`, and `.is_close` where it is about the person.

    Two statements at the most for each kind on the page.
    """
    for kind in kinds():
        here = [case for case in cases if case.about_kind == kind.code]
        if not here:
            continue
        rows = kind.model._default_manager.select_related(*kind.related).in_bulk([case.about_id for case in here])
        close = close_to(person, kind, list(rows.values()))
        for case in here:
            thing = rows.get(case.about_id)
            case.kind = kind
            case.title = kind.title(thing) if thing is not None else ""
            case.author = kind.author(thing) if thing is not None and not kind.veiled(thing) else None
            case.is_close = case.about_id in close
    return cases


def case_for(person, pk: int) -> Case | None:
    """One case with its reports and decisions, for those who may see it."""
    return (
        Case.objects.visible_to(person)
        .filter(pk=pk)
        .prefetch_related(
            Prefetch("flags", queryset=Flag.objects.select_related("by")),
            Prefetch("decisions", queryset=Decision.objects.select_related("by")),
        )
        .first()
    )


def has_flagged(person, thing) -> bool:
    """Whether the person has already reported the thing and waits for a decision."""
    return Flag.objects.filter(
        by=person, case__about_kind=kind_for(thing).code, case__about_id=thing.pk, case__decided_at__isnull=True
    ).exists()


def flags_since(person, moment) -> int:
    """How many reports somebody has sent since a moment."""
    return Flag.objects.filter(by=person, created_at__gte=moment).count()


def late_cases(at=None) -> QuerySet:
    """Cases that have waited longer than the stated delay."""
    return Case.objects.waiting().filter(due_at__lt=at or timezone.now())
