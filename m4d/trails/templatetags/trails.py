"""A trail drawn as stops along an upright line."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def trail(reached) -> SafeString:
    """`{% trail onward %}`: each thing on the way with its kind, those beyond it under it."""
    return _list(reached) if reached else mark_safe("")


def _list(reached) -> SafeString:
    items = [
        format_html(
            '<li class="done"><b><a href="{}"><bdi{}>{}</bdi></a></b> <span class="small soft">{}</span>{}</li>',
            one.path,
            format_html(' lang="{}"', one.thing.language) if getattr(one.thing, "language", "") else "",
            conditional_escape(one.title),
            one.label,
            _list(one.beyond) if one.beyond else "",
        )
        for one in reached
    ]
    return format_html('<ol class="route">{}</ol>', mark_safe("".join(items)))  # noqa: S308 made by format_html above
