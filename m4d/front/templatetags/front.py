"""What pages of editors show of the site itself."""

from functools import cache
from pathlib import Path

from django import template
from django.apps import apps
from django.utils.html import format_html
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from m4d.catalogue.models import registry
from m4d.core.ui.weave import Atlas
from m4d.front import queries
from m4d.front.queries import home

register = template.Library()

# The part of the woven world where corridors are: left, top, width and height in its own units.
VIEW = (130, 16, 880, 318)

# The kinds of things that the home page counts, in this order.
COUNTED = {
    "project": _("Described on this site: what was tried, where, with whom and when"),
    "corridor": _("Lines between two places, each with what is known of it"),
    "territory": _("Countries, regions and towns, under the names people use"),
    "organization": _("Authorities, associations and others, at both ends"),
    "person": _("People you can ask"),
}


@cache
def _atlas() -> Atlas:
    """The maps of places, read once."""
    return Atlas(Path(apps.get_app_config("places").path) / "data" / "weave")


@register.simple_tag
def corridors_to_open():
    """A few corridors, each with both names, the level, and a project that worked along it."""
    return queries.corridors_to_open(get_language(), _atlas().world(view=VIEW).holds)


@register.simple_tag
def corridor_map(featured):
    """The woven world with these corridors on it."""
    chart = _atlas().world(view=VIEW)
    chart.fills = True
    named = []
    for one in featured:
        origin, destination = one.corridor.origin.point, one.corridor.destination.point
        chart.arc(origin, destination, one.corridor.level)
        chart.dot(origin, one.origin)
        chart.ring(destination, one.destination)
        named.append(gettext("%(origin)s to %(destination)s") % {"origin": one.origin, "destination": one.destination})
    chart.label = gettext("Map of the world drawn in lines, with these corridors: %(corridors)s.") % {
        "corridors": gettext(", ").join(named)
    }
    return chart


@register.simple_tag
def counts_of_site():
    """How many of each kind there are, in words, with the way there."""
    here = queries.what_is_here()
    counts = [
        {
            "number": here["kinds"][code],
            "name": registry.kinds[code].plural,
            "text": text,
            "path": registry.kinds[code].list_path,
        }
        for code, text in COUNTED.items()
        if here["kinds"].get(code) and code in registry.kinds
    ]
    return {"kinds": counts, "themes": here["themes"], "of": here["kinds"]}


@register.simple_tag
def place_name(name, language):
    """A name with its language where that is not the language of the page."""
    return name if language == get_language() else format_html('<bdi lang="{}">{}</bdi>', language, name)


@register.simple_tag
def questions_with_answers(page, themes):
    """The editors' questions that lead somewhere: each with the number of things under its theme."""
    found = []
    for block in page.questions:
        number = themes.get(block.value["theme"], 0)
        if number:
            found.append({**block.value, "number": number})
    return found


@register.simple_tag
def beginnings_of(page):
    """The projects it started with; one that is not on the site (any more) is told without a link."""
    told = [block.value for block in page.beginnings]
    listed = home.listed_projects([one["project"] for one in told])
    return [{**one, "leads": one["project"] in listed} for one in told]


@register.simple_tag
def units_of(page):
    """How many strokes are drawn under the story, and how many of them stand for projects that are on the site."""
    held = home.projects_of_first_phase() if page.story_units else 0
    return {"total": page.story_units, "held": min(held, page.story_units)}
