"""Weave the land of the maps: run by hand when the shapes of countries change, never by the site.

    python m4d/places/data/build_weave.py countries-50m.json countries.csv

Reads a TopoJSON of countries (world-atlas 2, Natural Earth at 1:50 million, public domain; ids are
ISO 3166-1 numeric) and a table with the columns `numeric` and `iso2`, and writes the folder `weave`:

- `world.json`: all land but Antarctica, strokes 7 units apart on a world 1080 units wide (Equal Earth);
- `here.json`: for each country its strokes on the same grid, as y, x1, x2, y, x1, x2, …;
- `fine.json`: the same for strokes 1 unit apart, x in tenths: what parts of the world are cut from;
- `country/XX.json`: each country close up, 640 units wide, strokes 6 units apart, its neighbours 12.

Shapes that carry no number belong to nobody in `here`, except where the United Nations name one state.
"""

import csv
import json
import sys
from math import cos, radians
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
from m4d.core.ui.weave import equal_earth, joined, path, place  # noqa: E402

OUT = Path(__file__).resolve().parent / "weave"
CENTRE, WIDTH, SOUTH, NORTH = 11, 1080, -57, 81
SAME_STATE = {"Somaliland": "SO", "N. Cyprus": "CY"}


def decode(topology: dict) -> list[list[tuple[float, float]]]:
    """The arcs as lists of (lon, lat)."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    return arcs


def polygons(geometry: dict, arcs: list) -> list[list[list[tuple[float, float]]]]:
    """The polygons of one country: each a list of rings, the first one outside."""

    def ring(indexes):
        points = []
        for index in indexes:
            part = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += part[1:] if points else part
        return points

    found = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [[ring(indexes) for indexes in polygon] for polygon in found]


def scan(rings: list, step: float, top: float, bottom: float) -> list[tuple]:
    """The inside of closed rings as runs on the lines y = n × step (even-odd rule)."""
    crossings: dict[int, list[float]] = {}
    for points in rings:
        for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1], strict=True):
            if y1 == y2:
                continue
            (x1, y1), (x2, y2) = sorted(((x1, y1), (x2, y2)), key=lambda point: point[1])
            first = int(-(-max(y1, top) // step))
            while first * step < y2 and first * step <= bottom:
                if first * step >= y1:
                    crossings.setdefault(first, []).append(x1 + (first * step - y1) / (y2 - y1) * (x2 - x1))
                first += 1
    runs = []
    for row, found in crossings.items():
        found.sort()
        runs += [(round(row * step, 2), x1, x2) for x1, x2 in zip(found[0::2], found[1::2], strict=False)]
    return runs


def main_part(shapes: list) -> list:
    """The largest polygon and those near it: a close-up leaves distant islands out."""

    def box(polygon):
        xs, ys = [p[0] for p in polygon[0]], [p[1] for p in polygon[0]]
        return min(xs), min(ys), max(xs), max(ys)

    def size(polygon):
        x1, y1, x2, y2 = box(polygon)
        return (x2 - x1) * (y2 - y1) * cos(radians((y1 + y2) / 2))

    x1, y1, x2, y2 = box(max(shapes, key=size))
    room = max(0.35 * max(x2 - x1, y2 - y1), 1.2)
    kept = []
    for shape in shapes:
        a1, b1, a2, b2 = box(shape)
        if x1 - room < (a1 + a2) / 2 < x2 + room and y1 - room < (b1 + b2) / 2 < y2 + room:
            kept.append(shape)
    return kept


def flat(runs: list, factor: int = 1) -> list[int]:
    return [value for y, x1, x2 in runs for value in (round(y), round(x1 * factor), round(x2 * factor))]


def write(name: str, data: dict) -> None:
    file = OUT / f"{name}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")


def world_projection() -> tuple[dict, tuple]:
    """Equal Earth, 1080 units wide, with its view: from the north of Greenland to Cape Horn."""
    scale = WIDTH / (2 * equal_earth(0, CENTRE + 179.999, centre=CENTRE)[0])
    top = equal_earth(NORTH, CENTRE, centre=CENTRE)[1] * scale
    bottom = equal_earth(SOUTH, CENTRE, centre=CENTRE)[1] * scale
    projection = {
        "kind": "equal-earth",
        "centre": CENTRE,
        "scale": round(scale, 4),
        "x": WIDTH / 2,
        "y": round(top, 2),
    }
    return projection, (0, 0, WIDTH, round(top - bottom))


def on_world(shapes: list, projection: dict) -> list:
    """The rings on the world map; the few that would tear at its edge are left out."""
    rings = []
    for polygon in shapes:
        for points in polygon:
            ring = [place(projection, lat, lon) for lon, lat in points]
            xs = [x for x, _ in ring]
            if max(xs) - min(xs) < WIDTH * 0.6:
                rings.append(ring)
    return rings


def weave_world(countries: dict) -> None:
    projection, view = world_projection()
    here, fine, land = {}, {}, []
    for code, shapes in countries.items():
        if code == "AQ":
            continue
        rings = on_world(shapes, projection)
        coarse = scan(rings, 7, 0, view[3])
        land += coarse
        here[code] = flat(joined(coarse, shortest=2))
        fine[code] = flat(joined(scan(rings, 1, 0, view[3]), shortest=0.5, gap=0.3), 10)
    write("world", {"view": view, "projection": projection, "land": path(joined(land, shortest=3.5, gap=4))})
    write("here", {code: runs for code, runs in here.items() if runs and code != "-"})
    write(
        "fine", {"view": view, "projection": projection, "runs": {code: runs for code, runs in fine.items() if runs}}
    )


def weave_country(code: str, countries: dict) -> None:
    own = main_part(countries[code])
    centre = own[0][0][0][0]
    points = [((lon - centre + 180) % 360 - 180, lat) for shape in own for lon, lat in shape[0]]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    middle = (south + north) / 2
    wide, high = max((east - west) * cos(radians(middle)), 0.05), max(north - south, 0.05)
    height = min(460, max(340, round(high / wide * 640 * 0.95)))
    scale = min(640 * 0.78 / wide, height * 0.88 / high)
    projection = {
        "kind": "plain",
        "centre": round(centre + (west + east) / 2, 4),
        "lat": round(middle, 3),
        "scale": round(scale, 3),
        "x": 320,
        "y": round(height / 2 + middle * scale, 2),
    }

    def rings(shapes):
        out = []
        for shape in shapes:
            for ring in shape:
                placed = [place(projection, lat, lon) for lon, lat in ring]
                xs = [x for x, _ in placed]
                if max(xs) - min(xs) < 180 * scale:
                    out.append(placed)
        return out

    def clipped(runs):
        return [(y, max(x1, 0), min(x2, 640)) for y, x1, x2 in runs if x2 > 0 and x1 < 640]

    kept = {id(shape) for shape in own}
    land = []
    for shapes in countries.values():
        land += clipped(scan(rings([s for s in shapes if id(s) not in kept]), 12, 0, height))
    here = clipped(scan(rings(own), 6, 0, height))
    write(
        f"country/{code}",
        {
            "view": (0, 0, 640, height),
            "projection": projection,
            "land": path(joined(land)),
            "here": path(joined(here)),
        },
    )


def build(shapes_file: str, codes_file: str) -> None:
    topology = json.loads(Path(shapes_file).read_text(encoding="utf-8"))
    with open(codes_file, encoding="utf-8", newline="") as file:
        codes = {row["numeric"]: row["iso2"] for row in csv.DictReader(file)}
    arcs = decode(topology)
    countries: dict[str, list] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = codes.get(str(geometry.get("id", ""))) or SAME_STATE.get(geometry["properties"]["name"], "-")
        countries.setdefault(code, []).extend(polygons(geometry, arcs))
    weave_world(countries)
    for code in countries:
        if code not in ("-", "AQ"):
            weave_country(code, countries)


if __name__ == "__main__":
    build(*sys.argv[1:3])
