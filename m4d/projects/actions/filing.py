"""Corridors that are opened take in the projects that were there before them."""

from django.db import transaction

from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.core.later import later, outside
from m4d.places.models import Corridor

from .. import queries
from ..models import Project
from .sheets import ask_for_sheets

#: Projects looked at in one job, and those of them written in one transaction.
AT_ONCE, BATCH = 500, 25


@outside
def file_under_corridors(*, corridor_ids: list[int], after: int = 0) -> int:
    """File the projects between their two ends under corridors: a part of them, and the rest in the next job.

    Returns how many were looked at. Run twice it changes nothing.
    """
    among = Corridor.objects.filter(pk__in=corridor_ids)
    rows = Project.objects.filter(pk__gt=after).order_by("pk").only("themes", "countries", "partner_countries")
    projects = list(rows[:AT_ONCE]) if among.exists() else []
    wanted = list(_missing(projects, among))
    for start in range(0, len(wanted), BATCH):
        _file(wanted[start : start + BATCH], among)
    if len(projects) == AT_ONCE:
        later(file_under_corridors, corridor_ids=corridor_ids, after=projects[-1].pk)
    return len(projects)


@transaction.atomic
def _file(numbers, among) -> None:
    """Some of them, as they stand now: one may have changed since it was looked at."""
    projects = list(Project.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    missing = _missing(projects, among)
    filed = [project for project in projects if project.pk in missing]
    if not filed:
        return
    for project in filed:
        project.corridors.add(*missing[project.pk])
    catalogue.renew("project", [project.pk for project in filed])
    ask_for_sheets(filed)
    pages.touch("projects", *(f"project-{project.slug}" for project in filed))


def _missing(projects, among) -> dict[int, list[Corridor]]:
    """The corridors on which each of those with a theme of ours belongs and does not stand yet, by its number."""
    standing = set(
        Project.corridors.through.objects.filter(corridor__in=among, project__in=projects).values_list(
            "project_id", "corridor_id"
        )
    )
    found = queries.corridors_for([project for project in projects if project.themes], among=among)
    missing = {pk: [one for one in corridors if (pk, one.pk) not in standing] for pk, corridors in found.items()}
    return {pk: corridors for pk, corridors in missing.items() if corridors}
