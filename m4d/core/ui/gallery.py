"""What the gallery shows: each component by its example file, and each drawing, with sample words."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from django import forms
from django.utils.translation import get_language

from m4d.core.ui import icons, weave
from m4d.core.ui.forms import Explained

CORE = Path(__file__).resolve().parent.parent
FOLDER = CORE / "templates" / "components"
DEADLINE = datetime(2026, 12, 18, 16, 0, tzinfo=UTC)


@cache
def words(language: str) -> dict:
    """Sample words: Arabic for Arabic pages, so that they can be judged, English for all others."""
    samples = json.loads((Path(__file__).parent / "gallery.json").read_text(encoding="utf-8"))
    return samples["ar" if language == "ar" else "en"]


def _forms(t: dict) -> dict:
    class Sample(forms.Form):
        name = forms.CharField(label=t["partner_name"], error_messages={"required": t["give_name"]})
        country = forms.ChoiceField(
            label=t["country"], choices=[("FR", t["france"]), ("ES", t["spain"])], required=False
        )
        keeps = forms.ChoiceField(
            label=t["who_keeps"],
            help_text=t["no_right_answer"],
            widget=forms.RadioSelect,
            choices=[("we", Explained(t["we_do"], t["we_do_hint"])), ("they", t["partner_does"])],
            error_messages={"required": t["choose_who"]},
        )
        decision = forms.CharField(
            label=t["one_decision"], required=False, widget=forms.Textarea(attrs={"data-words": 150, "rows": 4})
        )
        agree = forms.BooleanField(label=t["agree"], help_text=t["agree_hint"], required=False)

    class Filter(forms.Form):
        is_filter = True
        about = forms.CharField(
            label=t["knows_about"], required=False, widget=forms.TextInput(attrs={"type": "search"})
        )
        place = forms.ChoiceField(
            label=t["place"], choices=[("", t["anywhere"]), ("SN", t["senegal"])], required=False
        )

    return {
        "form": Sample(auto_id="good_%s", initial={"keeps": "they"}),
        "wrong": Sample({}, auto_id="wrong_%s", prefix="w"),
        "filter_form": Filter(auto_id="filter_%s"),
    }


def _lists(t: dict) -> dict:
    return {
        "facts": [
            {"label": t["authority"], "value": t["municipality"], "url": "#"},
            {"label": t["speaks"], "value": "Pulaar, Malinké, Français"},
            {"label": t["population"], "value": "74,000", "source": "2023"},
            {"label": t["grant"], "value": ""},
        ],
        "both_texts": [{"label": t["authority"], "mine": t["kedougou"], "stored": t["municipality"]}],
        "meta": [t["senegal"], "2009", t["in_french"]],
        "trail": [(t["places"], "#"), (t["senegal"], "#"), (t["kedougou"], "")],
        "views": [
            {"label": t["people"], "count": "1,284", "url": "#", "current": True},
            {"label": t["organizations"], "count": 312, "url": "#"},
        ],
        "entries": [
            {
                "icon": "flag",
                "kind": t["project"],
                "title": t["coffee"],
                "url": "#",
                "text": t["coffee_text"],
                "meta": [t["loja_spain"], "2009"],
            },
            {"icon": "place", "kind": t["territory"], "title": t["kedougou"], "url": "#", "text": t["kedougou_text"]},
        ],
        "roster": {
            "headings": [t["role"], t["place"], t["speaks"]],
            "rows": [
                [
                    {"text": t["desk_officer"], "url": "#"},
                    {"text": t["kedougou"], "label": t["place"]},
                    {"text": "Français, Pulaar", "label": t["speaks"]},
                ],
                [
                    {"text": t["coordinator"], "url": "#"},
                    {"text": t["isere"], "label": t["place"]},
                    {"text": "Français", "label": t["speaks"]},
                ],
            ],
        },
    }


def _drawings(t: dict) -> dict:
    return {
        "fan_lines": [
            {"name": t["isere"], "url": "#", "level": 2, "note": t["isere_note"]},
            {"name": t["ile_de_france"], "url": "#", "level": 1, "note": t["first_contacts"]},
            {"name": t["guinea"], "level": 1, "note": t["gold_fields"], "inbound": True},
        ],
        "parts": [
            {"label": t["training"], "value": 84_000, "text": "EUR 84,000"},
            {"label": t["tools"], "value": 52_000, "text": "EUR 52,000"},
            {"label": t["exchanges"], "value": 23_000, "text": "EUR 23,000"},
            {"label": t["audit"], "value": 21_000, "text": "EUR 21,000"},
        ],
        "stages": [
            {"state": "done", "title": "2009", "note": t["coffee"]},
            {"state": "now", "title": "2026", "note": t["plan_now"]},
            {"state": "next", "title": "2027", "note": t["plan_next"]},
        ],
        "marked": [3, 17],
        "chart": _chart(t),
    }


def _chart(t: dict) -> weave.Map:
    """A map with land of its own, so that the gallery needs no data of a higher room."""
    projection = {"kind": "plain", "centre": 0, "lat": 0, "scale": 10, "x": 320, "y": 170}
    land = [(y, 40 + abs(y - 90) * 0.8, 250 - abs(y - 120) * 0.4) for y in range(10, 330, 12)]
    land += [(y, 400 + abs(y - 200) * 0.5, 640) for y in range(10, 330, 12)]
    here = [(y, 90 + abs(y - 200), 200 - abs(y - 200) * 0.3) for y in range(160, 240, 6)]
    chart = weave.Map((0, 0, 640, 340), projection, weave.path(land), weave.path(here), label=t["map_label"])
    origin, destination = (-4, -17), (5, 18)
    return chart.arc(origin, destination, 2).dot(origin, t["kedougou"]).ring(destination, t["isere"])


def context(request) -> dict:
    """Everything that the examples name, in the language of the page."""
    language = get_language() or "en"
    t = words(language)
    return {
        "examples": [
            (path.name.split(".")[0], f"components/{path.name}") for path in sorted(FOLDER.glob("*.example.html"))
        ],
        "sample_language": "ar" if language == "ar" else "en",
        "t": t,
        "deadline": DEADLINE,
        "icon_names": sorted(icons.ICONS),
        **_forms(t),
        **_lists(t),
        **_drawings(t),
    }
