"""Reads locations: names, gazetteer codes, and a point where it is one on Earth."""

from m4d.core import text as words

from ...choices import End, Outcome, Problem
from ...models import CODE_LENGTH, NAME_LENGTH, ProjectPlace
from .reading import rest


def read_place(node, reading):
    """One location of the activity."""
    latitude, longitude = _point(node.find("point/pos"), reading)
    extra = rest(
        node,
        attributes=("ref",),
        children=(
            "name",
            "description",
            "location-reach",
            "location-id",
            "exactness",
            "location-class",
            "feature-designation",
            "point",
        ),
    )
    point = node.find("point")
    if point is not None and (more := rest(point, children=("pos",))):
        extra["point"] = more
    if (kind := node.find("location-class")) is not None:
        extra["class"] = kind.get("code", "")
    reading.places.append(
        ProjectPlace(
            end=End.HERE,
            ref=reading.attribute(node, "ref", CODE_LENGTH),
            name=reading.name(node.find("name"), NAME_LENGTH),
            names=reading.texts(node.find("name")),
            description=reading.texts(node.find("description")),
            reach=reading.attribute(node.find("location-reach"), "code", 8),
            exactness=reading.attribute(node.find("exactness"), "code", 8),
            kind=reading.attribute(node.find("feature-designation"), "code", 40),
            codes=[dict(code.attrib) for code in node.findall("location-id")],
            latitude=latitude,
            longitude=longitude,
            extra=extra,
        )
    )


def _point(node, reading):
    """Latitude and longitude in degrees, or nothing with a report when they are not a point on Earth."""
    raw = words.clean_line(node.text or "") if node is not None else ""
    if not raw:
        return None, None
    parts = raw.replace(",", " ").split()
    if len(parts) == 2:
        latitude, longitude = (reading.number(node, part, places=8) for part in parts)
        if latitude is not None and longitude is not None and abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
    reading.report(node, Problem.POINT, Outcome.AS_TEXT, value=raw)
    reading.keep_unread(node)
    return None, None
