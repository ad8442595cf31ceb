"""What the home page shows of the site itself: real corridors, real counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import hypot

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef

from m4d.catalogue import queries as catalogue
from m4d.core.pages.memory import Memory
from m4d.languages import queries as languages
from m4d.places.models import Corridor, CorridorEnd
from m4d.projects.models import Project

CORRIDORS_SHOWN = 6
_CANDIDATES = 120
# Degrees between the two ends.
_SHORTEST = 6
_MANY = 50_000
_STOCK_OF = "2019"
_known = Memory("projects")
_END_FIELDS = ("name", "names", "name_language", "latitude", "longitude", "kind")


@dataclass(frozen=True)
class Featured:
    """One corridor of the home page: both names, how much is known, and a project that worked along it."""

    corridor: Corridor
    origin: str
    origin_language: str
    destination: str
    destination_language: str
    note: str
    note_language: str


def corridors_to_open(language: str, is_on_map: Callable[[float, float], bool]) -> list[Featured]:
    """A few corridors for the map: with projects or other evidence, one for each country of origin, spread over the
    world and over the levels of evidence; both ends of each on the map. Three statements.
    """

    def fit(found):
        return [one for one in found if all(is_on_map(end.latitude, end.longitude) for end in _ends(one))]

    drawn = Corridor.objects.listed().filter(origin__latitude__isnull=False, destination__latitude__isnull=False)
    worked = drawn.filter(projects__is_listed=True).annotate(
        project_id=F("projects"),
        project_title=F("projects__title"),
        project_language=F("projects__language"),
        title_is_ours=F("projects__title_is_ours"),
    )
    known = drawn.filter(statement_count__gt=0)
    chosen = _spread(fit(_slim(worked) + _slim(known, "-statement_count")))
    if len(chosen) < CORRIDORS_SHOWN:
        chosen = _spread(fit(_slim(drawn)), chosen)
    chosen.sort(key=_first)
    titles = _titles(chosen, language)
    return [_featured(corridor, language, titles) for corridor in chosen]


def _first(corridor: Corridor) -> tuple:
    """The order of the list: where something is done or said by its ends, then by evidence, then by people."""
    return (not _is_worked(corridor), -corridor.level, -_people(corridor), corridor.key)


def _is_worked(corridor: Corridor) -> bool:
    return getattr(corridor, "project_id", None) is not None or corridor.has_parts


def _people(corridor: Corridor) -> int:
    """How many people moved between two countries; what lies below them has no such figure."""
    is_counted = all(end.is_country for end in _ends(corridor))
    return int(corridor.sheet.get("stock", {}).get(_STOCK_OF) or 0) if is_counted else 0


def _ends(corridor: Corridor) -> tuple:
    return corridor.origin, corridor.destination


def _titles(corridors: list[Corridor], language: str) -> dict:
    """The titles of their projects in the reader's language, as far as somebody translated them."""
    projects = [
        Project(pk=one.project_id, title=one.project_title, language=one.project_language)
        for one in corridors
        if not getattr(one, "title_is_ours", True)
    ]
    return languages.versions_for(projects, ["title"], language)


def _slim(corridors, *then: str) -> list[Corridor]:
    """Only what the drawing needs, the best known first."""
    ends = [f"{end}__{field}" for end in ("origin", "destination") for field in _END_FIELDS]
    return list(
        corridors.select_related("origin", "destination")
        .only("slug", "level", "key", "origin_country", "sheet", *ends)
        .annotate(has_parts=Exists(CorridorEnd.objects.filter(corridor=OuterRef("pk"))))
        .order_by("-level", "-has_parts", *then, "key", "pk")[:_CANDIDATES]
    )


def _spread(corridors: list[Corridor], chosen: Sequence[Corridor] = ()) -> list[Corridor]:
    """Add the corridors that lie farthest from those chosen, so that their names find room on the map."""
    chosen = list(chosen)
    while len(chosen) < CORRIDORS_SHOWN:
        countries = {one.origin_country for one in chosen}
        left = [corridor for corridor in corridors if corridor.origin_country not in countries]
        if not left:
            break
        chosen = [*chosen, max(left, key=lambda corridor: (_room(corridor, chosen), -corridor.pk))]
    return chosen


def _room(corridor: Corridor, chosen: list[Corridor]) -> float:
    """How well a corridor fits beside the others, in degrees; towns and titles that people gave count more."""
    origin = min((_apart(corridor.origin, one.origin) for one in chosen), default=90)
    marks = [place for one in chosen for place in _ends(one)]
    destination = min((_apart(corridor.destination, place) for place in marks), default=20)
    # A project with a title says most; a figure between two countries says less than either.
    known = 0.7 if getattr(corridor, "title_is_ours", True) else 1.0
    # A figure of few people is no example of anything.
    few = 1.0 if _is_worked(corridor) or _people(corridor) >= _MANY else 0.3
    # The drawing shows that some is reported only, and some better known.
    new = 1.0 if corridor.level in {one.level for one in chosen} else 1.6
    near = 1.0 if not corridor.origin.is_country else 0.6
    # A line that is too short to be seen on a map of the world waits for longer ones.
    long = 1.0 if _apart(corridor.origin, corridor.destination) > _SHORTEST else 0.3
    return (origin + destination) * known * few * new * near * long * (1 + corridor.level / 4)


def _apart(one, other) -> float:
    return hypot(one.latitude - other.latitude, one.longitude - other.longitude)


def what_is_here() -> dict:
    """How much of each kind there is, and how much of it carries each theme: {"kinds": {...}, "themes": {...}}."""
    visitor = AnonymousUser()
    themes = catalogue.counts_by_code("theme", visitor)
    return {
        "kinds": catalogue.counts_by_kind("", "", visitor),
        "themes": {code: sum(counts.values()) for code, counts in themes.items()},
    }


def projects_of_first_phase() -> int:
    """How many projects of the first phase of the Joint Migration and Development Initiative we hold."""
    return _known.get("first phase", lambda: Project.objects.listed().filter(phase="1").count())


def listed_projects(slugs) -> set[str]:
    """Those of these addresses that lead to a project."""
    return set(
        Project.objects.listed().filter(slug__in=[slug for slug in slugs if slug]).values_list("slug", flat=True)
    )


def _featured(corridor: Corridor, language: str, titles: dict) -> Featured:
    note = titles.get((getattr(corridor, "project_id", None), "title"))
    return Featured(
        corridor,
        corridor.origin.name_in(language),
        corridor.origin.language_of_name(language),
        corridor.destination.name_in(language),
        corridor.destination.language_of_name(language),
        note.text if note else "",
        note.language if note else "",
    )
