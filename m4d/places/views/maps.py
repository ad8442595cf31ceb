"""The maps of this room: woven from the files in data/weave, with no line below the country."""

from math import cos, hypot, radians
from pathlib import Path

from django.utils.translation import gettext as _

from m4d.core.ui.weave import Atlas, Map

from ..models import Corridor, Territory

#: Units of the map between two names: for the capital, and for further towns.
ROOM_FOR_FIRST, ROOM_FOR_TOWN = 40, 140

ATLAS = Atlas(Path(__file__).resolve().parent.parent / "data" / "weave")


def point_of(territory: Territory) -> tuple[float, float] | None:
    """Where a territory lies; where the data do not say, the nearest one above it that has a position."""
    for place in reversed(territory.path()):
        if place.point is not None:
            return place.point
    return None


def territory_map(territory: Territory, language: str) -> Map | None:
    """The country of a territory with the territory itself, the capital and one or two towns to find one's way."""
    point = point_of(territory)
    if point is None:
        return None
    chart = ATLAS.country(territory.country, holding=None if territory.is_country else point)
    if chart is None:
        return None
    country = territory.path()[0].name_in(language)
    marked = [] if territory.is_country else [point]
    if territory.is_country:
        chart.label = _("Map of %(country)s") % {"country": country}
    else:
        chart.dot(point, territory.name_in(language))
        chart.label = _("Map of %(country)s with %(place)s") % {
            "country": country,
            "place": territory.name_in(language),
        }
    for number, (names, latitude, longitude) in enumerate(_landmarks(territory)):
        # The capital is worth a crowded map; another town is not.
        room = ROOM_FOR_FIRST if number == 0 else ROOM_FOR_TOWN
        apart = all(_units(chart, (latitude, longitude), other) > room for other in marked)
        if apart and chart.holds(latitude, longitude):
            marked.append((latitude, longitude))
            chart.ring((latitude, longitude), names.get(language) or names[""])
        if len(marked) >= 3:
            break
    return chart


def _landmarks(territory: Territory) -> list:
    data = territory.sheet.data if territory.sheet_id and territory.sheet else {}
    return [*([data["capital"]] if data.get("capital") else []), *data.get("towns", [])]


def _units(chart: Map, first, second) -> float:
    """How far apart two points are drawn, in units of the map."""
    (x1, y1), (x2, y2) = chart.place(*first), chart.place(*second)
    return hypot(x1 - x2, y1 - y2)


def distance(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Degrees between two points, near enough to keep names apart."""
    across = (first[1] - second[1]) * cos(radians((first[0] + second[0]) / 2))
    return ((first[0] - second[0]) ** 2 + across**2) ** 0.5


def corridor_map(corridor: Corridor, language: str) -> Map | None:
    """The part of the world that holds both ends, and the line between them."""
    origin, destination = point_of(corridor.origin), point_of(corridor.destination)
    if origin is None or destination is None:
        return None
    here = {corridor.origin_country, corridor.destination_country}
    chart = ATLAS.between(origin, destination, here=sorted(here))
    names = {"origin": corridor.origin.name_in(language), "destination": corridor.destination.name_in(language)}
    chart.label = _("Map with the corridor from %(origin)s to %(destination)s") % names
    if distance(origin, destination) > 0.05:
        chart.arc(origin, destination, corridor.level)
    return chart.dot(origin, names["origin"]).ring(destination, names["destination"])


def world_map(lines) -> Map:
    """The world with corridors between places; `lines`: (origin country, point, destination country, point, level)."""
    lines = list(lines)
    chart = ATLAS.world(here=sorted({code for line in lines for code in (line[0], line[2])}))
    for _origin, start, _destination, end, level in lines:
        chart.arc(start, end, level)
    for point in dict.fromkeys(line[1] for line in lines):
        chart.dot(point)
    for point in dict.fromkeys(line[3] for line in lines):
        chart.ring(point)
    chart.label = _("Map of the world with corridors between places; every one of them is in the list of corridors")
    return chart
