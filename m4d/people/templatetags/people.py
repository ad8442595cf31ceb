"""What templates of this room need: names of codes, directions, whom a name belongs to."""

from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.activity import queries as activity
from m4d.core.text import direction
from m4d.vocabulary import queries as vocabulary

from .. import queries

register = template.Library()


@register.filter
def named(codes, scheme):
    """Names of the codes of a vocabulary in the reader's language."""
    return vocabulary.names(scheme, codes or [])


@register.filter
def name_of(code, scheme):
    """The name of one code in the reader's language; nothing for no code."""
    return vocabulary.name(scheme, code) if code else ""


@register.simple_tag
def comma():
    """What stands between the members of a list in the reader's language."""
    return queries.comma()


@register.simple_tag
def sees(field):
    """Who sees a line, to be chosen under it: a small list with its label."""
    errors = format_html_join("", '<span class="error">{}</span>', ((error,) for error in field.errors))
    label, choice = _audience(get_language(), field.html_name, field.label, tuple(field.field.choices), field.value())
    return label + errors + choice


@lru_cache(maxsize=1_000)
def _audience(language, name, label, choices, chosen):
    """Label and list, written once for each language, field and answer."""
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, mark_safe(" selected") if code == chosen else "", words) for code, words in choices),
    )
    who = format_html('{}<span class="hidden-text"> ({})</span>', _("Who sees this"), label)
    return (
        format_html('<div class="sees"><label for="id_{}">{}</label>', name, who),
        format_html('<select class="input" id="id_{0}" name="{0}">{1}</select></div>', name, options),
    )


@register.filter
def together(names):
    """Names in one line, with the comma of the reader's language."""
    return format_html_join(queries.comma(), "{}", ((name,) for name in names))


@register.filter
def name_marked(organization):
    """The name of an organization inside a sentence of ours, with its language."""
    return activity.said_in(organization.name, organization.name_language)


@register.filter
def direction_of(language):
    """The writing direction of a language."""
    return direction(language)


@register.filter
def called(names, pk):
    """What a dictionary by number says: a name that a policy left open, or nothing."""
    return names.get(pk, "") if names else ""


@register.filter
def has_ended_by(holding, today):
    """Whether the mandate was over on that day."""
    return holding.is_expired(today)
