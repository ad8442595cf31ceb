"""Figures in sentences, in the reader's language: what a statement that rests on a figure says."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.core.money import money, number

from ..choices import Series
from ..models import Corridor, EvidenceStatement
from .countries import country_name


def said(statement: EvidenceStatement, corridor: Corridor, language: str) -> str:
    """The sentence of a statement that rests on a figure; its text where it has one of its own."""
    if statement.text or statement.value is None:
        return statement.text
    names = {
        "origin": country_name(corridor.origin_country, language),
        "destination": country_name(corridor.destination_country, language),
        "period": period_words(statement.period),
    }
    if statement.series == Series.STOCK:
        return stock_sentence(statement.value, **names)
    if statement.series == Series.FLOW:
        return _(
            "In %(period)s people in %(destination)s sent about %(amount)s to %(origin)s. This is an estimate."
        ) % (names | {"amount": millions(statement.value)})
    return _("Sending money from %(destination)s to %(origin)s cost %(share)s of the amount in %(period)s.") % (
        names | {"share": percent(statement.value)}
    )


def stock_sentence(value: float, *, origin: str, destination: str, period: str) -> str:
    """How many people from one country live in another."""
    count = int(value)
    return ngettext(
        "In %(period)s %(number)s person from %(origin)s lived in %(destination)s.",
        "In %(period)s %(number)s people from %(origin)s lived in %(destination)s.",
        count,
    ) % {"number": number(count), "origin": origin, "destination": destination, "period": period}


def people_in(count: int, period: str) -> str:
    """A number of people in a year, for a short note."""
    return ngettext("%(number)s person in %(period)s", "%(number)s people in %(period)s", count) % {
        "number": number(count),
        "period": period,
    }


def period_words(period: str) -> str:
    """A year as it is; a quarter as "2019, quarter 4"."""
    if len(period) == 6 and period[4] == "Q":
        return _("%(year)s, quarter %(quarter)s") % {"year": period[:4], "quarter": period[5]}
    return period


def millions(value: float) -> str:
    """Million US dollars, with more digits for small amounts."""
    digits = 0 if value >= 10 else 1 if value >= 1 else 2
    return _("USD %(amount)s million") % {"amount": number(round(value, digits), digits=digits)}


def dollars(value: float) -> str:
    """US dollars in words short enough for a table."""
    return millions(value / 1_000_000) if value >= 100_000 else money(round(value), "USD")


def percent(value: float) -> str:
    """A percentage with one digit after the sign."""
    return _("%(number)s%%") % {"number": number(round(value, 1), digits=1)}
