"""The woven land: complete, small, and where it should be."""

import importlib.util
import json
import re
from pathlib import Path

import pytest

from m4d.core.ui.weave import Atlas

DATA = Path(__file__).resolve().parent.parent / "data"
FOCUS = [
    "CR",
    "EC",
    "SV",
    "MA",
    "NP",
    "PH",
    "SN",
    "TN",
    "DZ",
    "CV",
    "EG",
    "ET",
    "GE",
    "GH",
    "JM",
    "ML",
    "MD",
    "NG",
    "LK",
    "BD",
]


@pytest.fixture(scope="module")
def atlas():
    return Atlas(DATA / "weave")


@pytest.fixture(scope="module")
def builder():
    spec = importlib.util.spec_from_file_location("build_weave", DATA / "build_weave.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(path: str) -> set[int]:
    return {int(float(y)) for y in re.findall(r"M-?\d+ (-?[\d.]+)", path)}


def test_the_world_is_small_and_evenly_woven(atlas):
    land = atlas.world().land
    assert len(land) < 3_000
    assert all(row % 7 == 0 for row in rows(land))
    assert re.fullmatch(r"(?:[Mm]-?\d+ \d+|h\d+)+", land)


@pytest.mark.parametrize("code", FOCUS)
def test_each_country_of_the_programme_has_a_close_up(atlas, code):
    chart = atlas.country(code)
    assert chart.view[:3] == (0, 0, 640)
    assert 340 <= chart.view[3] <= 460
    assert len(rows(chart.here)) > 8
    assert len(json.dumps([chart.land, chart.here])) < 5_000


@pytest.mark.parametrize(
    ("code", "lat", "lon"),
    [("SN", 12.56, -12.18), ("EC", -3.99, -79.2), ("PH", 13.62, 123.18), ("TN", 36.18, 8.7), ("FR", 45.2, 5.7)],
)
def test_towns_lie_on_the_strokes_of_their_country(atlas, code, lat, lon):
    chart = atlas.country(code)
    x, y = chart.place(lat, lon)
    row = round(y / 6) * 6
    at, on_row, inside = 0.0, False, False
    for step, across, down in re.findall(r"([Mmh])(-?[\d.]+)(?: (-?[\d.]+))?", chart.here):
        if step == "M":
            at, on_row = float(across), abs(float(down) - row) < 0.5
        elif step == "m":
            at += float(across)
        else:
            inside = inside or (on_row and at - 8 <= x <= at + float(across) + 8)
            at += float(across)
    assert inside


def test_an_overseas_town_is_shown_on_a_part_of_the_world(atlas):
    cayenne = (4.92, -52.33)
    chart = atlas.country("FR", holding=cayenne)
    assert chart.holds(*cayenne)
    assert chart.here


ABUJA, LONDON, NAGA, TURIN = (9.06, 7.49), (51.5, -0.12), (13.62, 123.18), (45.07, 7.69)


def ends_of_rows(path: str) -> tuple[float, float]:
    """How far to the left and to the right the strokes reach."""
    left, right, at = 1e9, -1e9, 0.0
    for step, across in re.findall(r"([Mmh])(-?[\d.]+)", path):
        at = float(across) if step == "M" else at + float(across)
        left, right = min(left, at), max(right, at)
    return left, right


def test_a_corridor_from_south_to_north_has_land_as_wide_as_a_page(atlas):
    chart = atlas.between(ABUJA, LONDON, here=["NG", "GB"])
    _, _, width, height = chart.view
    assert 2.3 < width / height < 2.45
    assert ends_of_rows(chart.land) == (0, width)
    assert len(chart.land) + len(chart.here) < 4_500


def test_a_phone_shows_the_middle_of_it_with_both_ends_and_their_names(atlas):
    chart = atlas.between(ABUJA, LONDON, here=["NG", "GB"]).dot(ABUJA, "Nigeria").ring(LONDON, "Royaume-Uni")
    left, top, width, height = chart.core
    assert round(width / height, 1) == 1.5
    assert left + width / 2 == pytest.approx(chart.view[2] / 2, abs=1)
    for _kind, (x, y), _label in chart.marks:
        assert left + 8 < x < left + width - 8 and top + 8 < y < top + height - 8
    drawn = str(chart.svg())
    assert 'class="weave wide tall"' in drawn and 'preserveAspectRatio="xMidYMid slice"' in drawn
    assert drawn.count("<text") == 2


def test_a_corridor_from_west_to_east_is_cut_at_top_and_bottom_alone(atlas):
    chart = atlas.between(NAGA, TURIN, here=["PH", "IT"]).dot(NAGA, "Naga").ring(TURIN, "Turin")
    assert chart.view[2] == chart.core[2] == 820
    assert all(chart.core[1] + 8 < y < chart.core[1] + chart.core[3] - 8 for _kind, (_x, y), _label in chart.marks)
    assert "tall" not in str(chart.svg())


DAKAR, KEDOUGOU = (14.69, -17.44), (12.56, -12.18)


def test_a_corridor_inside_a_country_has_its_neighbours_as_far_as_a_page_is_wide(atlas):
    chart = atlas.between(KEDOUGOU, DAKAR, here=["SN"])
    left, _, width, height = chart.view
    assert chart.core == atlas.country("SN").view
    assert 2.3 < width / height < 2.45
    assert left + width - 12 < ends_of_rows(chart.land)[1] <= left + width + 1  # Mali
    assert ends_of_rows(chart.land)[0] > left + 100  # the Atlantic
    assert len(chart.land) + len(chart.here) < 4_500


def test_the_even_odd_rule_leaves_holes_open(builder):
    square = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    hole = [(4, 4), (6, 4), (6, 6), (4, 6), (4, 4)]
    runs = sorted(builder.scan([square, hole], 5, 0, 9))
    assert runs == [(0, 0, 10), (5, 0, 4), (5, 6, 10)]


def test_topojson_arcs_are_decoded_and_turned(builder):
    topology = {
        "transform": {"scale": [0.5, 0.5], "translate": [-10, 0]},
        "arcs": [[[0, 0], [4, 0], [0, 4]], [[0, 0], [0, 4], [4, 0]]],
    }
    arcs = builder.decode(topology)
    assert arcs[0] == [(-10, 0), (-8, 0), (-8, 2)]
    rings = builder.polygons({"type": "Polygon", "arcs": [[0, -2]]}, arcs)
    assert rings == [[[(-10, 0), (-8, 0), (-8, 2), (-10, 2), (-10, 0)]]]
