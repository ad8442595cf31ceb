"""Maps woven from horizontal strokes: land in pale lines, the country in question in stronger ones.

A map costs one to four kilobytes of path text and is never mirrored. Coordinates are those of the
SVG view; latitudes and longitudes are degrees. The strokes are made ahead of time by
`places/data/build_weave.py` with the projections of this module.
"""

import json
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from math import asin, cos, hypot, inf, radians, sin, sqrt
from pathlib import Path

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from m4d.core.ui.line import arc as arc_path
from m4d.core.ui.line import control

Point = tuple[float, float]
Run = tuple[float, float, float]
Box = tuple[float, float, float, float]
_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
LETTER = 10.6  # width of a letter of a label in the widest of the usual faces, in view units
LABEL = 17  # height of a label
CLEARER = 4  # how much nearer to its own mark than to any other a name should stand
NARROWEST = 72  # the smallest part of the world (1080 units wide) that fine strokes can show
PHONE = {False: 1.6, True: 2.05}  # how much larger the style sheet sets names in a narrow column; True for wide maps
FILLING = 0.75  # how large it sets them on a map that fills a band
WIDE = 700
# A page-wide map: its width by its height on a wide screen, where the style sheet ends it at 32rem, and on a phone.
# Land is drawn for the first and cut to the second.
ON_PAGE, ON_PHONE = 2.375, 1.5


def equal_earth(lat: float, lon: float, *, centre: float) -> Point:
    """The Equal Earth projection (Šavrič, Patterson, Jenny 2018), in radians of the unit sphere; y grows upwards."""
    turned = (lon - centre + 180) % 360 - 180
    theta = asin(sqrt(3) / 2 * sin(radians(lat)))
    squared = theta * theta
    sixth = squared**3
    slope = 9 * _A4 * sixth * squared + 7 * _A3 * sixth + 3 * _A2 * squared + _A1
    x = 2 * sqrt(3) * radians(turned) * cos(theta) / (3 * slope)
    y = theta * (_A4 * sixth * squared + _A3 * sixth + _A2 * squared + _A1)
    return x, y


def place(projection: dict, lat: float, lon: float) -> Point:
    """Where a point lies on a map with this projection ("equal-earth" or "plain"), in view units."""
    if projection["kind"] == "equal-earth":
        x, y = equal_earth(lat, lon, centre=projection["centre"])
    else:
        turned = (lon - projection["centre"] + 180) % 360 - 180
        x, y = turned * cos(radians(projection["lat"])), lat
    return (
        round(projection["x"] + x * projection["scale"], 1),
        round(projection["y"] - y * projection["scale"], 1),
    )


def path(runs: Iterable[Run]) -> str:
    """Runs (y, from x, to x) as path text: absolute at the start of a row, relative along it."""
    parts: list[str] = []
    row = at = None
    for y, x1, x2 in runs:
        x1, x2 = round(x1), round(x2)
        parts.append(f"M{x1} {y:g}" if y != row else f"m{x1 - at} 0")
        parts.append(f"h{x2 - x1}")
        row, at = y, x2
    return "".join(parts)


def joined(runs: Iterable[Run], *, shortest: float = 3, gap: float = 2.5) -> list[Run]:
    """Runs in order, with overlaps and small gaps closed and specks left out."""
    out: list[Run] = []
    for y, x1, x2 in sorted(runs):
        if out and out[-1][0] == y and x1 - out[-1][2] <= gap:
            out[-1] = (y, out[-1][1], max(out[-1][2], x2))
        else:
            out.append((y, x1, x2))
    return [run for run in out if run[2] - run[1] >= shortest]


@dataclass
class Map:
    """One map: its land, and what was put on it. `label` is the sentence for those who do not see it."""

    view: tuple[float, float, float, float]
    projection: dict
    land: str
    here: str = ""
    label: str = ""
    fills: bool = False
    core: tuple[float, float, float, float] | None = None  # what every screen shows of a map that is cut to its figure
    arcs: list[tuple[Point, Point, int]] = field(default_factory=list)
    marks: list[tuple[str, Point, str]] = field(default_factory=list)

    def place(self, lat: float, lon: float) -> Point:
        """Where this point lies on the map; it may lie outside the view (see `holds`)."""
        return place(self.projection, lat, lon)

    def holds(self, lat: float, lon: float, margin: float = 8) -> bool:
        """Whether the point is inside the view, `margin` units away from its edge."""
        x, y = self.place(lat, lon)
        left, top, width, height = self.view
        return left + margin <= x <= left + width - margin and top + margin <= y <= top + height - margin

    def arc(self, origin: Point, destination: Point, level: int = 3) -> "Map":
        """A line from one (lat, lon) to another; its style says how much is known."""
        self.arcs.append((self.place(*origin), self.place(*destination), level))
        return self

    def dot(self, point: Point, label: str = "") -> "Map":
        """A filled dot: here, origin."""
        self.marks.append(("dot", self.place(*point), str(label)))
        return self

    def ring(self, point: Point, label: str = "") -> "Map":
        """An open ring: there, destination, or a town for orientation."""
        self.marks.append(("ring", self.place(*point), str(label)))
        return self

    def svg(self) -> SafeString:
        """The drawing."""
        return weave(self)


def _bend(arcs: tuple) -> list[Box]:
    """Small boxes along the lines of a map, so that names keep off them."""
    boxes = []
    for (x1, y1), (x2, y2), _ in arcs:
        cx, cy = control((x1, y1), (x2, y2))
        for part in range(1, 12):
            t = part / 12
            x = (1 - t) ** 2 * x1 + 2 * t * (1 - t) * cx + t * t * x2
            y = (1 - t) ** 2 * y1 + 2 * t * (1 - t) * cy + t * t * y2
            boxes.append((x - 3, y - 3, x + 3, y + 3))
    return boxes


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@lru_cache(maxsize=256)
def _labels(view: tuple, fills: bool, marks: tuple, arcs: tuple) -> tuple[str, ...]:
    """Names beside the marks, each where it stands inside the view, on no other name or mark and nearest to its own.

    On phones the style sheet sets names larger: one that has room only at the size of a wide screen is marked, and
    left out there. One that has no room at all is left out: the page names everything in words as well.
    """
    sizes = [FILLING] if fills else [1.0, PHONE[view[2] > WIDE]]
    taken = {size: [(x - 8, y - 8, x + 8, y + 8) for _, (x, y), _ in marks] for size in sizes}
    lines = _bend(arcs)
    points = [point for _, point, _ in marks]
    middle = sum(x for x, _ in points) / max(len(points), 1)
    out = []
    for kind, point, text in marks:
        if not text:
            continue
        found = []
        near = {size: _near(taken[size], point, len(text), size) for size in sizes}
        for rank, place in enumerate(_beside(kind, point, point[0] < middle - 1)):
            boxes = {}
            for size in sizes:
                box = _box(place, len(text), size)
                if not _is_free(box, view, near[size]) or _stray(box, point, points) > 2 * CLEARER:
                    break
                boxes[size] = box
            if boxes:
                crossed = sum(_overlap(boxes[sizes[0]], other) for other in lines)
                # A name that could be taken for that of another mark is worse than one across lines.
                strays = _stray(boxes[sizes[0]], point, points) > -CLEARER
                found.append((strays, -len(boxes), crossed + rank / 10, rank, place, boxes))
                if not strays and not crossed and len(boxes) == len(sizes):
                    break  # no later place is better
        if not found:
            continue
        *_, (anchor, x, y), boxes = min(found, key=lambda one: one[:4])
        for size, box in boxes.items():
            taken[size].append(box)
        said = f' text-anchor="{anchor}"' if anchor != "start" else ""
        said += ' class="roomy"' if len(boxes) < len(sizes) else ""
        out.append(f'<text x="{x:g}" y="{y:g}"{said}>{escape(text)}</text>')
    return tuple(out)


def _beside(kind: str, point: Point, is_left: bool) -> list[tuple[str, float, float]]:
    """Where a name can stand at its mark, the best places first: anchor, and the start of the line of writing."""
    x, y = point
    away = 15 if kind == "dot" else 13
    sides = [("end", x - away), ("start", x + away)]
    if not is_left:
        sides.reverse()
    level = [(anchor, at, y + 5) for anchor, at in sides]
    slant = [(anchor, at, y + dy) for anchor, at in sides for dy in (-14, 24)]
    return [*level, ("middle", x, y - away - 3), ("middle", x, y + away + 14), *slant]


def _box(place: tuple[str, float, float], letters: int, size: float) -> Box:
    """The room that a name takes when it is set so many times larger than on a map of its own size."""
    anchor, x, y = place
    wide = letters * LETTER * size
    left = x - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor]
    return (left, y - (LABEL - 4) * size, left + wide, y + 4 * size)


def _near(taken: list[Box], point: Point, letters: int, size: float) -> list[Box]:
    """What stands where a name of this mark might, its own mark aside."""
    x, y = point
    wide, high = letters * LETTER * size + 16, LABEL * size + 32
    around, own = (x - wide, y - high, x + wide, y + high), (x - 8, y - 8, x + 8, y + 8)
    return [box for box in taken if _overlap(box, around) and box != own]


def _is_free(box: Box, view: tuple, near: list[Box]) -> bool:
    """Whether a name can stand there: inside the view and on nothing else."""
    left, top, width, height = view
    inside = left + 4 <= box[0] and box[2] <= left + width - 4 and top <= box[1] and box[3] <= top + height
    return inside and not any(_overlap(box, other) for other in near)


def _stray(box: Box, own: Point, points: list[Point]) -> float:
    """By how much nearer a name would stand to some other mark than to its own; below zero where that is nearest."""
    others = [_away(box, point) for point in points if point != own]
    return _away(box, own) - min(others, default=inf)


def _away(box: Box, point: Point) -> float:
    """How far a name stands from a point."""
    left, top, right, bottom = box
    return hypot(max(left - point[0], 0, point[0] - right), max(top - point[1], 0, point[1] - bottom))


def weave(chart: Map) -> SafeString:
    """A map as SVG: land, the country in question, lines with their style, dots, rings, names."""
    view = " ".join(f"{value:g}" for value in chart.view)
    wide = " wide" if (chart.core or chart.view)[2] > WIDE else ""
    wide += " tall" if chart.core and chart.core[2] < chart.view[2] else ""
    fills = ' preserveAspectRatio="xMidYMid slice"' if chart.fills or chart.core else ""
    parts = [f'<svg class="weave{wide}" viewBox="{view}"{fills} role="img" aria-label="{escape(chart.label)}">']
    parts.append(f'<path class="land" d="{chart.land}"/>')
    if chart.here:
        parts.append(f'<path class="here" d="{chart.here}"/>')
    parts += [arc_path(origin, destination, level) for origin, destination, level in chart.arcs]
    for kind, (x, y), _ in sorted(chart.marks, key=lambda mark: mark[0] == "dot"):
        parts.append(f'<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="{7 if kind == "dot" else 5.5}"/>')
    parts += _labels(chart.core or chart.view, chart.fills, tuple(chart.marks), tuple(chart.arcs))
    parts.append("</svg>")
    return mark_safe("".join(parts))  # noqa: S308 - numbers of our own and escaped text


class Atlas:
    """The woven land of one folder: `world.json`, `here.json`, `fine.json` and `country/XX.json`."""

    def __init__(self, folder: Path):
        self.folder = Path(folder)
        self._read = lru_cache(maxsize=64)(self._load)
        self._drawn = lru_cache(maxsize=256)(self._around)
        self._widened = lru_cache(maxsize=64)(self._with_land_beside)
        self._rows = lru_cache(maxsize=1)(self._by_row)
        self._stronger = lru_cache(maxsize=256)(self._strong)

    def _load(self, name: str) -> dict | None:
        file = self.folder / f"{name}.json"
        return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None

    def world(self, *, here: Iterable[str] = (), view: tuple | None = None) -> Map:
        """The world without Antarctica; `view` (x, y, width, height) shows a part of it."""
        data = self._read("world")
        return Map(tuple(view or data["view"]), data["projection"], data["land"], self._stronger(tuple(here)))

    def _strong(self, here: tuple[str, ...]) -> str:
        """The land of these countries on the map of the world."""
        strong = self._read("here")
        return path(sorted(run for code in here for run in triples(strong.get(code, []))))

    def country(self, code: str, *, holding: Point | None = None) -> Map | None:
        """One country close up; where `holding` (lat, lon) lies off that map, the part of the world around it."""
        known = len(code) == 2 and code.isascii() and code.isalpha()
        data = self._read(f"country/{code.upper()}") if known else None
        chart = data and Map(tuple(data["view"]), data["projection"], data["land"], data["here"])
        if holding is None or (chart and chart.holds(*holding)):
            return chart
        return self.around([holding], here=(code,))

    def between(self, origin: Point, destination: Point, *, here: Iterable[str] = ()) -> Map:
        """The part of the world that holds both ends, page-wide; inside one country its close-up if that does."""
        here = sorted({code.upper() for code in here})
        chart = self.country(here[0]) if len(here) == 1 else None
        if chart and chart.holds(*origin, margin=20) and chart.holds(*destination, margin=20):
            return deepcopy(self._widened(here[0]))
        return self.around([origin, destination], here=here, is_page_wide=True)

    def _with_land_beside(self, code: str) -> Map:
        """A close-up with the land around it as far as a page is wide, read off the fine strokes of the world."""
        chart = self.country(code)
        _, _, wide, high = chart.core = chart.view
        height = max(high, wide / ON_PHONE)
        width = height * ON_PAGE
        left, top = (wide - width) / 2, (high - height) / 2
        runs: list[Run] = []
        for y in _steps(-(-top // 12) * 12, top + height, 12):
            gaps = [(left, 0), (wide, wide - left)] if 0 <= y <= high else [(left, wide - left)]
            for start, end in gaps:
                runs += [(y, x, min(x + 8, end)) for x in _steps(start, end - 1, 8) if self._is_land(chart, x + 4, y)]
        chart.land += path(joined(runs))
        chart.view = (round(left), round(top), round(width), round(height))
        return chart

    def _is_land(self, chart: Map, x: float, y: float) -> bool:
        """Whether the fine strokes of the world run through this point of a close-up."""
        plain = chart.projection
        lon = plain["centre"] + (x - plain["x"]) / (plain["scale"] * cos(radians(plain["lat"])))
        across, down = place(self._read("fine")["projection"], (plain["y"] - y) / plain["scale"], lon)
        return any(x1 <= across * 10 <= x2 for x1, x2 in self._rows().get(round(down), ()))

    def _by_row(self) -> dict[int, list[tuple[float, float]]]:
        rows: dict[int, list[tuple[float, float]]] = {}
        for flat in self._read("fine")["runs"].values():
            for row, x1, x2 in triples(flat):
                rows.setdefault(row, []).append((x1, x2))
        return rows

    def around(
        self, points: Iterable[Point], *, here: Iterable[str] = (), shape: float = 0.46, is_page_wide: bool = False
    ) -> Map:
        """The part of the world that holds these (lat, lon); `shape` is its height by its width.

        A page-wide map has land to both sides where its points lie above each other, and phones show the middle.
        """
        here = tuple(sorted({code.upper() for code in here}))
        return deepcopy(self._drawn(tuple(map(tuple, points)), here, shape, is_page_wide))

    def _around(self, points: tuple[Point, ...], here: tuple[str, ...], shape: float, is_page_wide: bool) -> Map:
        data = self._read("fine")
        base = data["projection"]
        x, y, width, height = frame([place(base, *point) for point in points], data["view"], shape)
        zoom, core = 820 / width, None
        if is_page_wide and height > width * 0.5:
            middle, width = x + width / 2, height * ON_PAGE
            x, zoom = middle - width / 2, 820 / (height * ON_PHONE)
            core = (round((width * zoom - 820) / 2), 0, 820, round(height * zoom))
        elif is_page_wide:
            seen = min(820 / ON_PAGE, height * zoom)
            core = (0, round((height * zoom - seen) / 2), 820, round(seen))
        step = max(1, round((11 if core and core[0] else 9.5) / zoom))
        projection = {**base, "scale": base["scale"] * zoom}
        projection["x"], projection["y"] = (base["x"] - x) * zoom, (base["y"] - y) * zoom
        top = -(-y // step) * step
        wanted = {int(row) for row in _steps(top, y + height, step)}
        strong: list[Run] = []
        land: list[Run] = []
        for code, flat in data["runs"].items():
            into = strong if code in here else land
            for row, x1, x2 in triples(flat):
                x1, x2 = x1 / 10, x2 / 10
                if row in wanted and x2 > x and x1 < x + width:
                    into.append(
                        (
                            round((row - y) * zoom, 1),
                            (max(x1, x) - x) * zoom,
                            (min(x2, x + width) - x) * zoom,
                        )
                    )
        view = (0, 0, round(width * zoom), round(height * zoom))
        return Map(view, projection, path(joined(land)), path(joined(strong)), core=core)


def _steps(start: float, end: float, step: int) -> Iterable[float]:
    at = start
    while at <= end:
        yield at
        at += step


def triples(flat: list) -> Iterable[Run]:
    """A flat list y, x1, x2, y, x1, x2, … as runs."""
    return zip(flat[0::3], flat[1::3], flat[2::3], strict=True)


def frame(points: list[Point], world: tuple, shape: float = 0.46) -> tuple[float, float, float, float]:
    """The part of the world (x, y, width, height) that shows all points with room for arcs and names."""
    left, top, wide, high = world
    xs, ys = [x for x, _ in points], [y for _, y in points]
    span, rise = max(xs) - min(xs), max(ys) - min(ys)
    width = min(wide, max(NARROWEST, span * 1.5, rise * 0.95 / shape))
    height = min(high, max(width * shape, rise * 1.35 + 12))
    x = (min(xs) + max(xs)) / 2 - width / 2
    # Lines bend upwards, so the points sit a little below the middle.
    y = (min(ys) + max(ys)) / 2 - height * (0.5 if rise > height * 0.55 else 0.58)
    x = min(max(x, left), left + wide - width)
    y = min(max(y, top), top + high - height)
    return round(x, 1), round(y, 1), round(width, 1), round(height, 1)
