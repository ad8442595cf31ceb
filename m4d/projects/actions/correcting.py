"""People who know a project correct what stands about it; imports leave what they wrote alone."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from m4d.activity import actions as activity
from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.places import actions as places

from .. import policies
from ..choices import Basis, Origin, Verb
from ..models import Participation, Project
from .keeping import place_partners, put_on_corridors
from .sheets import ask_for_sheets

#: What people may correct; everything else belongs to the publisher or to the sources.
FIELDS = ("title", "summary", "language", "themes", "sdg", "gcm")


class Changed(Exception):
    """Somebody else saved the project in the meantime; carries what stands now."""

    def __init__(self, project):
        self.project = project
        super().__init__(str(project.pk))


@transaction.atomic
def correct_project(
    project: Project, *, by, version: int, values: dict, partners: Mapping | None = None, at=None
) -> Project:
    """Save corrections. Raises Refusal without the right, Changed when `version` is no longer the newest.

    `partners` says which organizations partners are: {number of the participation: organization or None}.
    """
    at = at or timezone.now()
    if partners or "themes" in values:
        # Partners say where its ends are, and only a project with a theme stands on corridors: none opens unseen.
        places.hold_openings()
    project = Project.objects.select_for_update().get(pk=project.pk)
    policies.may_correct(by, project, at=at).or_refuse()
    policies.may_carry(values).or_refuse()
    if partners:
        policies.may_say_who_partners_are(by).or_refuse()
    if project.version != version:
        raise Changed(project)
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise TypeError(f"a project has no {', '.join(sorted(unknown))} to correct")
    changed = [name for name in FIELDS if name in values and getattr(project, name) != values[name]]
    if not changed and not partners:
        return project
    for name in changed:
        setattr(project, name, values[name])
    touched = _choose(project, partners) if partners else set()
    if "title" in changed:
        project.title_is_ours = False
    if "themes" in changed:
        project.theme_basis = Basis.CORRECTED if project.themes else ""
    if "sdg" in changed or "gcm" in changed:
        project.tag_basis = Basis.CORRECTED if project.sdg or project.gcm else ""
    project.corrected = sorted({*project.corrected, *changed, *_bases(changed)})
    project.corrected_at, project.corrected_by, project.updated_at = at, by, at
    project.version += 1
    project.save()
    if (partners or "themes" in changed) and project.origin == Origin.IATI:
        put_on_corridors([project])
    told = {"fields": [*changed, "partners"] if partners else changed}
    activity.record(Verb.PROJECT_CORRECTED, by=by, about=project, data=told, at=at, for_followers=True)
    catalogue.put(project)
    ask_for_sheets([project])
    pages.touch("projects", f"project-{project.slug}", *(f"organization-{slug}" for slug in sorted(touched)))
    return project


def _choose(project, partners) -> set[str]:
    """Say which organizations these partners are; the addresses of those that gain or lose the project.

    Country and end of a published partner follow from its organization; in the starter list a source states them.
    """
    rows = list(project.participations.select_related("organization"))
    touched = set()
    for row in rows:
        if row.pk in partners:
            touched |= {one.slug for one in (row.organization, partners[row.pk]) if one is not None}
            row.organization, row.is_chosen = partners[row.pk], True
    if project.origin == Origin.IATI:
        project.partner_countries = place_partners(rows, project.countries)
    Participation.objects.bulk_update(rows, ["organization", "is_chosen", "country", "end"])
    return touched


def _bases(changed):
    """Columns that go with a corrected one, so that an import leaves them alone as well."""
    more = set()
    if "title" in changed:
        more.add("title_is_ours")
    if "themes" in changed:
        more.add("theme_basis")
    if "sdg" in changed or "gcm" in changed:
        more |= {"tag_basis", "sdg", "gcm"}
    if "title" in changed or "summary" in changed:
        more.add("language")
    return more
