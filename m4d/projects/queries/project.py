"""Single projects, what they are tied to, and imports."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from m4d.people.models import Organization
from m4d.places import queries as places
from m4d.places.models import Corridor

from ..choices import End
from ..models import ImportRun, Participation, Project, ProjectPlace

#: A file of the largest size is in within an hour.
LONGEST_IMPORT = timedelta(hours=6)
#: OrganisationRole: accountable and implementing lead; an unknown role may be the lead as well.
_LEADING = ("", "2", "4")
_FUNDING = "1"


def project_in_short(person, slug: str) -> Project | None:
    """Which project an address means, if this person may see it: all that most members' pages need of it."""
    return Project.objects.visible_to(person).filter(slug=slug).only("slug", "is_listed").order_by().first()


def leads_with_seat_of(person, project) -> list[Organization]:
    """Organizations that lead a project and at which the person holds or held a seat; in one statement."""
    return list(
        Organization.objects.filter(
            seats__holdings__person=person, participations__project=project, participations__role__in=_LEADING
        ).distinct()
    )


def partners_with_organizations(project) -> list[Participation]:
    """The partners of a project, each with the organization that it is."""
    return list(project.participations.select_related("organization"))


def corridors_for(projects, among: QuerySet | None = None) -> dict[int, list[Corridor]]:
    """The open corridors from where each project works to its other end, by its number; three statements for all.

    `among` narrows them to some corridors.

    An end is where the project has a place, or else where the partners of that end are, with all that lies above: what
    happens in a town stands on the corridor of its region and on that of its country.
    """
    ends = _ends_of(list(projects))
    here = set().union(*(territories[End.HERE] for territories in ends.values()))
    there = set().union(*(territories[End.THERE] for territories in ends.values()))
    if not here or not there:
        return {}
    open_now = Corridor.objects.listed() if among is None else among.listed()
    corridors = list(open_now.filter(origin__in=here, destination__in=there).order_by("pk"))
    return {
        pk: [
            corridor
            for corridor in corridors
            if corridor.origin_id in territories[End.HERE] and corridor.destination_id in territories[End.THERE]
        ]
        for pk, territories in ends.items()
    }


def _ends_of(projects) -> dict[int, dict[str, set[int]]]:
    """The territories at both ends of each project."""
    known = places.countries()
    of_places = _territories(ProjectPlace.objects.filter(project__in=projects), "territory")
    # Who only gives the money does not say where the other end is.
    partners = Participation.objects.filter(project__in=projects).exclude(role=_FUNDING)
    of_partners = _territories(partners, "organization__territory")
    ends = {}
    for project in projects:
        ends[project.pk] = {}
        for end, codes in ((End.HERE, project.countries), (End.THERE, project.partner_countries)):
            key = (project.pk, end)
            ends[project.pk][end] = {known[code].id for code in codes if code in known} | (
                of_places.get(key) or of_partners.get(key, set())
            )
    return ends


def _territories(rows, way: str) -> dict[tuple[int, str], set[int]]:
    """The territories that rows lead to and those above them, by project and end."""
    columns = [f"{way}_id", *(f"{way}__{'parent__' * steps}parent_id" for steps in range(3))]
    found: dict = {}
    for project, end, *path in rows.filter(**{f"{way}__isnull": False}).values_list("project_id", "end", *columns):
        for one in (End.HERE, End.THERE) if end == End.BOTH else (end,):
            found.setdefault((project, one), set()).update(filter(None, path))
    return found


def corridors_stated_for(identifier: str) -> list[Corridor]:
    """Corridors on which the starter data of places states a project by its number."""
    return list(Corridor.objects.listed().filter(statements__code__startswith=f"{identifier.lower()}:").distinct())


def point_of(place) -> tuple[float, float] | None:
    """Latitude and longitude of a place in degrees: the published ones, else those of its territory."""
    if place.latitude is not None and place.longitude is not None:
        return float(place.latitude), float(place.longitude)
    return place.territory.point if place.territory else None


def partners_at(project, end: End) -> list[Participation]:
    """Partners that speak from one end; those at both ends stand at each."""
    return [row for row in project.participations.all() if row.end in (end, End.BOTH)]


def import_runs(person) -> QuerySet:
    """Imports a person may see, newest first."""
    return ImportRun.objects.visible_to(person).select_related("by")


def import_under_way(digest: str, at: datetime) -> ImportRun | None:
    """The import of this very file that is not finished yet; one that should long be over keeps nobody waiting."""
    begun = ImportRun.objects.filter(requested_at__gt=at - LONGEST_IMPORT)
    return begun.filter(digest=digest, finished_at=None, refused_at=None).order_by("pk").first()


def problems_of(run) -> QuerySet:
    """What an import had to report, in the order of the file."""
    return run.problems.select_related("organization").order_by("pk")
