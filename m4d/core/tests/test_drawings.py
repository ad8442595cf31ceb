"""Drawings say in words what they show, carry no style of their own, and survive hostile names."""

import json
import xml.etree.ElementTree as ElementTree
from itertools import combinations

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from m4d.core.ui import icons, line, measure, weave

HOSTILE = '<script>alert("1")</script>'


def well_formed(html):
    ElementTree.fromstring(f"<x>{html}</x>")
    assert "style=" not in html
    assert "<script" not in html
    return html


def test_a_span_names_both_ends_and_reads_as_a_sentence():
    assert line.span("Loja", "Spain", 3) == (
        '<span class="span" data-level="3"><span>Loja</span> <span class="hidden-text">to</span>'
        '<i aria-hidden="true"><b></b><b></b></i><span>Spain</span></span>'
    )
    assert 'class="span upright short" data-level="4"' in line.span("A", "B", 9, upright=True, short=True)
    assert 'data-level="0"' in line.span("A", "B", None)
    assert "&lt;script&gt;" in well_formed(line.span(HOSTILE, "B", 1))


@pytest.mark.parametrize(
    ("level", "word"), [(0, "No evidence yet"), (1, "Reported"), (2, "Observed"), (3, "Evaluated"), (4, "Confirmed")]
)
def test_the_word_stands_next_to_the_line(level, word):
    drawn = line.strength(level)
    assert drawn == f'<span class="strength" data-level="{level}"><i aria-hidden="true"></i>{word}</span>'


def test_a_fan_is_the_heading_of_its_page():
    drawn = well_formed(
        line.fan(
            "Kédougou",
            [
                {"name": "Isère", "url": "/en/corridors/kedougou-isere/", "level": 2, "note": "14 members"},
                {"name": HOSTILE, "level": 1, "inbound": True},
            ],
        )
    )
    assert drawn.startswith('<div class="fan"><h1 class="place">Kédougou</h1><ul>')
    assert '<li data-level="2"><i aria-hidden="true"></i><div><b><a href="/en/corridors/kedougou-isere/">' in drawn
    assert '<li data-level="1" class="inbound">' in drawn
    assert line.fan("Naga", []) == '<div class="fan alone"><h1 class="place">Naga</h1></div>'


def test_reach_puts_the_dot_before_the_ring_while_something_is_missing():
    drawn = well_formed(measure.reach(41, 60, "Trained: 41 of 60"))
    assert 'role="img" aria-label="Trained: 41 of 60"' in drawn
    assert '<circle class="ring" cx="89.29%"' in drawn
    assert '<circle class="dot" cx="61.01%"' in drawn
    assert 'class="gap" x1="61.01%" x2="89.29%"' in drawn


def test_reach_beyond_the_goal_has_no_gap_and_zero_is_drawn():
    assert 'class="gap"' not in measure.reach(62, 60, "")
    assert 'cx="0%"' in well_formed(measure.reach(0, 0, ""))
    assert 'class="ring"' not in measure.reach(5, None, "", maximum=10)


def test_bars_repeat_every_value_in_their_table():
    parts = [
        {"label": "Training", "value": 84, "text": "EUR 84"},
        {"label": HOSTILE, "value": 16, "text": "EUR 16"},
        {"label": "Nothing", "value": 0, "text": "EUR 0"},
    ]
    drawn = well_formed(measure.bars(parts, "Budget"))
    assert drawn.count("<tr>") == 3
    assert drawn.count("<rect") == 2
    assert '<td class="n">EUR 84</td><td class="n">84%</td>' in drawn
    assert 'aria-label="Budget: Training EUR 84, ' in drawn
    assert measure.share(1, 1000) == "under 1%"
    assert "<rect" not in measure.bars([{"label": "a", "value": 0}], "b")


def test_units_mark_positions_or_the_first_ones():
    assert measure.units(3, [1], "3 strokes") == (
        '<div class="units" role="img" aria-label="3 strokes"><i></i><i class="on"></i><i></i></div>'
    )
    assert measure.units(3, 2).count('class="on"') == 2


def test_a_route_says_where_we_are():
    drawn = well_formed(
        measure.route([{"state": "done", "title": "2009"}, {"state": "now", "title": "2026"}, {"title": "2027"}])
    )
    assert drawn == (
        '<ol class="route"><li class="done"><b>2009</b><span class="hidden-text"> (Done)</span></li>'
        '<li class="now" aria-current="step"><b>2026</b><span class="hidden-text"> (Now)</span></li>'
        '<li><b>2027</b><span class="hidden-text"> (To come)</span></li></ol>'
    )


def test_the_double_line_is_one_line_inside_another():
    assert line.arc((0, 0), (100, 0), 4).count("<path") == 2
    assert line.arc((0, 0), (100, 0), 3) == '<path class="arc l3" d="M0 0Q50 -32 100 0"/>'


def test_equal_earth_at_known_points():
    # Values of the published formula (Šavrič, Patterson, Jenny 2018) on the unit sphere.
    assert weave.equal_earth(0, 11, centre=11) == (0, 0)
    assert weave.equal_earth(90, 0, centre=0)[1] == pytest.approx(1.3173628, abs=1e-6)
    assert weave.equal_earth(0, 179.9999, centre=0)[0] == pytest.approx(2.7066300, abs=1e-4)


def test_runs_become_short_path_text():
    assert weave.path([(7, 10, 20), (7, 25, 30), (14, 5, 9)]) == "M10 7h10m5 0h5M5 14h4"
    assert weave.joined([(7, 0, 10), (7, 11, 20), (7, 40, 41)]) == [(7, 0, 20)]


@pytest.fixture
def atlas(tmp_path):
    projection = {"kind": "equal-earth", "centre": 11, "scale": 199.5112, "x": 540.0, "y": 258.1}
    runs = {"SN": [200, 4700, 4900, 201, 4700, 4900], "FR": [80, 5200, 5400]}
    data = {
        "world": {"view": [0, 0, 1080, 467], "projection": projection, "land": "M470 203h20"},
        "here": {"SN": [203, 470, 490]},
        "fine": {"view": [0, 0, 1080, 467], "projection": projection, "runs": runs},
        "country/SN": {
            "view": [0, 0, 640, 400],
            "projection": {"kind": "plain", "centre": -14.4, "lat": 14.4, "scale": 80, "x": 320, "y": 1352},
            "land": "M0 12h9",
            "here": "M100 200h300",
        },
    }
    (tmp_path / "country").mkdir()
    for name, content in data.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(content))
    return weave.Atlas(tmp_path)


def test_a_country_close_up_places_its_towns(atlas):
    chart = atlas.country("sn").dot((12.56, -12.18), "Kédougou").ring((14.69, -17.44), HOSTILE)
    chart.label = "Map of Senegal"
    drawn = well_formed(chart.svg())
    assert 'role="img" aria-label="Map of Senegal"' in drawn
    assert '<path class="here" d="M100 200h300"/>' in drawn
    assert '<circle class="dot" cx="492" cy="347.2" r="7"/>' in drawn
    assert "Kédougou</text>" in drawn
    assert atlas.country("XX") is None
    assert atlas.country("../../etc/passwd") is None


def test_two_ends_get_a_part_of_the_world_that_holds_both(atlas):
    origin, destination = (12.56, -12.18), (45.2, 5.7)
    chart = atlas.between(origin, destination, here=("SN", "FR")).arc(origin, destination, 2)
    assert chart.holds(*origin)
    assert chart.holds(*destination)
    assert 'class="arc l2"' in chart.svg()
    chart.dot(origin, "Kédougou")
    assert atlas.between(origin, destination, here=("SN", "FR")).marks == []


def boxes_of(chart, size=1.0, *, phone=False):
    """Where the names of a map stand when they are set so large, and what they say."""
    boxes = {}
    for node in ElementTree.fromstring(chart.svg()):
        if node.tag == "text" and not (phone and node.get("class") == "roomy"):
            wide = len(node.text) * weave.LETTER * size
            left = float(node.get("x")) - wide * {"end": 1, "middle": 0.5}.get(node.get("text-anchor"), 0)
            low = float(node.get("y")) + 4 * size
            boxes[node.text] = (left, low - weave.LABEL * size, left + wide, low)
    return boxes


def assert_readable(boxes, view):
    left, top, width, height = view
    for one, other in combinations(boxes.values(), 2):
        assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3], boxes
    for box in boxes.values():
        assert left <= box[0] and box[2] <= left + width and top <= box[1] and box[3] <= top + height, boxes


def test_names_keep_inside_the_view_and_off_one_another(atlas):
    chart = atlas.country("SN").dot((14.0, -10.6), "A long name at the edge").ring((14.0, -10.7), "Another long name")
    assert set(boxes_of(chart)) == {"A long name at the edge", "Another long name"}
    assert_readable(boxes_of(chart), chart.view)


def test_a_name_is_not_taken_for_that_of_another_mark():
    # To the right of its ring there is room, but nearer to the dot below.
    marks = (("ring", (300, 200), "Roma"), ("dot", (330, 221), ""), ("ring", (100, 200), ""))
    (name,) = weave._labels((0, 0, 640, 380), False, marks, ())
    assert name == '<text x="287" y="205" text-anchor="end">Roma</text>'


@pytest.mark.parametrize("filling", [False, True])
def test_names_without_room_are_left_out_and_those_without_room_on_a_phone_only_there(atlas, filling):
    chart = atlas.country("SN")
    chart.fills = filling
    for number in range(12):
        chart.dot((14.4 + number % 3 / 10, -14.4 + number / 30), f"Crowded place {number}")
    chart.ring((12.9, -16.4), "Far from them and too long for a phone")
    for size, phone in ((weave.FILLING, False),) if filling else ((1.0, False), (weave.PHONE[False], True)):
        shown = boxes_of(chart, size, phone=phone)
        assert_readable(shown, chart.view)
        assert 0 < len(shown) < 13
        assert ("Far from them and too long for a phone" in shown) is not phone
    # A dot is drawn for each, named or not.
    assert chart.svg().count("<circle") == 13


def test_light_pages_have_no_maps(atlas):
    request = RequestFactory().get("/")
    page = Template("{% load drawings %}{% weave chart %}")
    assert page.render(Context({"chart": atlas.country("SN"), "request": request})).startswith("<svg")
    request.light = True
    assert page.render(Context({"chart": atlas.country("SN"), "request": request})) == ""
    assert page.render(Context({"chart": None})) == ""


def test_only_used_symbols_travel():
    html = f"<p>{icons.icon('search')}{icons.icon('reply')}</p>"
    sprite = icons.sprite(html)
    assert sprite.count("<symbol") == 2
    assert 'id="i-search"' in sprite and 'id="i-reply"' in sprite
    assert icons.sprite("<p>no icon</p>") == ""
    assert 'class="icon turns"' in icons.icon("reply")
    with pytest.raises(KeyError):
        icons.icon("nothing")


def test_arrows_point_the_way_people_read():
    assert line.way("Loja", "Spain", "en") == "Loja → Spain"
    assert line.way("لوخا", "إسبانيا", "ar") == "لوخا ← إسبانيا"
