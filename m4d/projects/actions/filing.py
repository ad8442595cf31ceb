"""A corridor that is opened takes in the projects that were there before it."""

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
def file_under_corridor(*, corridor_id: int, after: int = 0) -> int:
    """File the projects between its two ends under a corridor: a part of them, and the rest in the next job.

    Returns how many were looked at. Run twice it changes nothing.
    """
    among = Corridor.objects.filter(pk=corridor_id)
    rows = Project.objects.filter(pk__gt=after).order_by("pk").only("themes", "countries", "partner_countries")
    projects = list(rows[:AT_ONCE]) if among.exists() else []
    wanted = _between(projects, among)
    for start in range(0, len(wanted), BATCH):
        _file(wanted[start : start + BATCH], among)
    if len(projects) == AT_ONCE:
        later(file_under_corridor, corridor_id=corridor_id, after=projects[-1].pk)
    return len(projects)


@transaction.atomic
def _file(numbers, among) -> None:
    """Some of them, as they stand now: one may have changed since it was looked at."""
    projects = list(Project.objects.select_for_update().filter(pk__in=numbers).order_by("pk"))
    wanted = set(_between(projects, among))
    filed = [project for project in projects if project.pk in wanted]
    if not filed:
        return
    for corridor in among:
        corridor.projects.add(*filed)
    catalogue.renew("project", [project.pk for project in filed])
    ask_for_sheets(filed)
    pages.touch("projects", *(f"project-{project.slug}" for project in filed))


def _between(projects, among) -> list[int]:
    """Those with a theme of ours that lie between the two ends and do not stand on the corridor yet."""
    standing = set(Project.corridors.through.objects.filter(corridor__in=among).values_list("project_id", flat=True))
    new = [project for project in projects if project.themes and project.pk not in standing]
    found = queries.corridors_for(new, among=among)
    return [project.pk for project in new if found.get(project.pk)]
