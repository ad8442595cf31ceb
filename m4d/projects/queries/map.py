"""The maps of this room: both ends of one project, and where the projects of a list are."""

from functools import cache
from math import hypot
from pathlib import Path

from django.apps import apps
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from m4d.core.ui.weave import Atlas, Map
from m4d.places import queries as places

from ..choices import End
from .project import point_of

#: Marks with names at each end of a project's map; more would lie on one another.
MOST_MARKS = 6
#: Degrees between two countries that are both named on the map of the world.
APART = 14


@cache
def _atlas() -> Atlas:
    """The woven land that the room places keeps."""
    return Atlas(Path(apps.get_app_config("places").path) / "data" / "weave")


def chart_of_project(project, language: str) -> Map | None:
    """The part of the world with both ends of a project; None where nothing says where it is."""
    here, there = _marks(project, language, End.HERE), _marks(project, language, End.THERE)
    if not here:
        return None
    points = [point for point, _name in [*here, *there]]
    if there:
        chart = _atlas().around(points, here=project.countries, shape=0.62)
        chart.arc(here[0][0], there[0][0], 1)
    else:
        chart = _atlas().country(project.countries[0], holding=points[0]) if project.countries else None
        chart = chart or _atlas().around(points, here=project.countries, shape=0.62)
    for point, name in here:
        chart.dot(point, name)
    for point, name in there:
        chart.ring(point, name)
    names = {"here": _(", ").join(name for _p, name in here), "there": _(", ").join(name for _p, name in there)}
    chart.label = (
        _("Map with both ends of the project: %(here)s, and %(there)s") % names
        if there
        else _("Map of the project: %(here)s") % names
    )
    return chart


def _marks(project, language, end) -> list[tuple[tuple[float, float], str]]:
    """Points with names at one end: the places that have one, else the countries."""
    marks: dict = {}
    for row in project.places.all():
        point = point_of(row) if row.end == end else None
        if point and len(marks) < MOST_MARKS:
            marks.setdefault(point, row.territory.name_in(language) if row.territory else row.name)
    if marks:
        return list(marks.items())
    known = places.countries()
    codes = project.countries if end == End.HERE else project.partner_countries
    found = [known[code] for code in codes[:MOST_MARKS] if code in known]
    return [((row.latitude, row.longitude), row.name_in(language)) for row in found if row.latitude is not None]


def countries_of(found) -> list[tuple[str, int]]:
    """The countries that the results touch, with how many of them: all that the map of a list shows."""
    block = next((block for block in found.facets if block.code == "country"), None)
    return [(row.code, row.n) for row in [*block.choices, *block.rest] if row.n] if block else []


def chart_of_countries(counted: list[tuple[str, int]]) -> Map | None:
    """A dot for each of these countries, the busiest ones named. It costs the same for any number of results."""
    language = get_language() or "en"
    known = places.countries()
    rows = [(known[code], n) for code, n in counted if code in known and known[code].latitude is not None]
    if not rows:
        return None
    chart = _atlas().world(here=sorted(country.iso2 for country, _n in rows))
    names: list = []
    for country, _n in rows:
        point = (country.latitude, country.longitude)
        apart = all(hypot(point[0] - other[0], (point[1] - other[1]) / 2) > APART for other in names)
        is_named = apart and len(names) < MOST_MARKS
        if is_named:
            names.append(point)
        chart.dot(point, country.name_in(language) if is_named else "")
    named = _(", ").join(f"{country.name_in(language)} ({n})" for country, n in rows[:12])
    chart.label = ngettext(
        "Map of the world with the country of these projects: %(names)s",
        "Map of the world with the countries of these projects: %(names)s",
        len(rows),
    ) % {"names": named}
    return chart
