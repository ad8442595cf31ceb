"""Thin tags over the drawings of core.ui: see the table in the README of core."""

from django import template

from m4d.core.ui import line, look, measure
from m4d.core.ui import weave as maps

register = template.Library()

register.simple_tag(line.span, name="span")
register.simple_tag(line.strength, name="strength")
register.simple_tag(line.strengths, name="strengths")
register.simple_tag(line.fan, name="fan")
register.simple_tag(measure.reach, name="reach")
register.simple_tag(measure.bars, name="bars")
register.simple_tag(measure.units, name="units")
register.simple_tag(measure.route, name="route")


@register.simple_tag(takes_context=True)
def weave(context, chart):
    """The map, or nothing on light pages and where there is none; the page says in words what it shows."""
    if not chart or look.is_light(context.get("request")):
        return ""
    return maps.weave(chart)
