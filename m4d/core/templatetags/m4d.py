"""Dates, numbers and amounts in the reader's language."""

from django import template
from django.conf import settings

from m4d.core import money as amounts
from m4d.core import text
from m4d.core import time as times

register = template.Library()


@register.simple_tag
def number(value, digits=None):
    return amounts.number(value, digits=digits)


@register.simple_tag
def money(amount, currency):
    return amounts.money(amount, currency)


@register.simple_tag
def on(day, precision="day"):
    """A date in a page."""
    return times.on_element(day, precision=precision)


@register.simple_tag
def moment(at):
    """Date, time and zone in a page, as the reader's clock shows it."""
    return times.moment_element(at)


@register.simple_tag
def since(at):
    """How long ago, in a page."""
    return times.since_element(at)


@register.simple_tag
def on_words(day, precision="day"):
    """A date in a mail or a file."""
    return times.on(day, precision=precision)


@register.simple_tag
def moment_words(at):
    """Date, time and zone in a mail or a file."""
    return times.moment(at)


@register.simple_tag
def zone_name(zone):
    """A time zone by a place that keeps its time; that of the site where none is chosen."""
    return times.zone_name(zone) if zone else settings.TIME_ZONE


@register.filter
def direction(language):
    return text.direction(language)


@register.filter
def breakable(value):
    """A text whose e-mail addresses break after "@" and "." only."""
    return text.breakable(value)
