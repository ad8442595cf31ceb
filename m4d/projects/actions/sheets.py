"""Writes down the page of a project in each language, so that readers get it without the work of making it."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.html import strip_tags

from m4d.core.later import later, outside
from m4d.core.pages import touch

from .. import queries
from ..models import Project, ProjectSheet

#: Projects written in one background job.
BATCH = 10
#: Longest description of a page for search engines, in characters.
DESCRIPTION = 300
_WRITTEN = ["tags", "stamp", "title", "summary", "html", "map_html", "json_ld", "made_at"]


def write_sheet(project, tags: list[str], stamp: str, language: str) -> ProjectSheet:
    """Write down the page in one language. What it is made from comes from `queries.stamped`."""
    with translation.override(language):
        context = queries.page_of(project, language)
        chart = queries.chart_of_project(project, language)
        html = render_to_string("projects/_sheet.html", {**context, "has_map": chart is not None})
        summary = context["summary"]
        sheet = ProjectSheet(
            project=project,
            language=language,
            tags=tags,
            stamp=stamp,
            title=context["title"].text,
            summary=" ".join(strip_tags(summary.html).split())[:DESCRIPTION] if summary else "",
            html=html,
            map_html=str(chart.svg()) if chart else "",
            json_ld=render_to_string("projects/_structured.html", {"project": project}),
            made_at=timezone.now(),
        )
    ProjectSheet.objects.bulk_create(
        [sheet], update_conflicts=True, unique_fields=["project", "language"], update_fields=_WRITTEN
    )
    return sheet


@outside
def write_sheets(*, project_ids: list[int]) -> None:
    """Write down the pages of these projects in every language of the site (background).

    Each is made outside any transaction: making one takes long, and nobody else could write to SQLite meanwhile. So
    each project is read when it is its turn, after the counters of its stamp: a page made from what has changed since
    carries an old stamp, and is made again when it is asked for.
    """
    for number in project_ids:
        read = queries.stamped(number)
        if read is None:
            continue
        for language, _name in settings.LANGUAGES:
            write_sheet(*read, language)


def ask_for_sheets(projects: Iterable[Project]) -> None:
    """Have the pages of these projects written once the change is safe; until then the first reader has it done."""
    ids = [project.pk for project in projects]
    for start in range(0, len(ids), BATCH):
        later(write_sheets, project_ids=ids[start : start + BATCH])


def rewrite_sheets() -> int:
    """Have every page written anew, as after a change of the words of the interface. Returns how many projects."""
    projects = list(Project.objects.only("pk"))
    ProjectSheet.objects.all().delete()
    touch("projects")
    ask_for_sheets(projects)
    return len(projects)


def renew_sheets() -> int:
    """Have the pages written anew that name a territory which was renamed since, before somebody waits (clock).

    Returns how many.
    """
    old = ProjectSheet.objects.filter(project__places__territory__edited_at__gt=F("made_at"))
    projects = list(Project.objects.filter(sheets__in=old).distinct())
    ProjectSheet.objects.filter(project__in=projects).delete()
    ask_for_sheets(projects)
    return len(projects)
