"""What templates of this room need."""

from django import template

from m4d.core.text import direction

from ..choices import Reason

register = template.Library()


@register.filter
def rule_name(code):
    """The rule in the reader's language."""
    return Reason(code).label if code in Reason.values else code


@register.filter
def is_late_at(case, at):
    """Whether a case has waited longer than the stated delay."""
    return case.is_late(at)


@register.filter
def direction_of(language):
    """The writing direction of a language."""
    return direction(language)
