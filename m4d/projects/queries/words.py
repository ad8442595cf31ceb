"""Facts of a project in words: which countries, what time. What is not known is empty."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.core import time as times
from m4d.core.money import number
from m4d.vocabulary import queries as vocabulary

from ..choices import Precision


def span_of_countries(project) -> str:
    """Both ends in words for a line of text: "Morocco, Belgium"."""
    names = vocabulary.names("country", [*project.countries[:3], *project.partner_countries[:3]])
    return _(", ").join(dict.fromkeys(names))


def years_of(project) -> str:
    """The time of a project in years, as far as it is known: "2009 to 2011", "since 2014", "until 2016"."""
    start, end = project.start_on, project.end_on
    if start and end:
        if start.year == end.year:
            return str(start.year)
        return times.span(start, end, start_precision=Precision.YEAR, end_precision=Precision.YEAR)
    if start:
        return _("from %(year)s") % {"year": start.year}
    return _("until %(year)s") % {"year": end.year} if end else ""


def years_element(project) -> SafeString | str:
    """The same years, readable by programs as well."""
    start, end = project.start_on, project.end_on
    if start and end and start.year != end.year:
        return times.span_element(start, end, start_precision=Precision.YEAR, end_precision=Precision.YEAR)
    year = times.on_element(start or end, precision=Precision.YEAR)
    if start and end or not year:
        return year
    return mark_safe(escape(_("from %(year)s") if start else _("until %(year)s")) % {"year": year})


def time_of(project) -> str:
    """The time of a project as exactly as it is known: "September 2009 to 31 May 2011"; empty when it is not."""
    start, end = project.start_on, project.end_on
    if project.start_precision == project.end_precision == Precision.YEAR:
        return years_of(project)
    return times.span(start, end, start_precision=project.start_precision, end_precision=project.end_precision)


def outcome_of(run) -> str:
    """What an import brought: "1 new project, 2 changed, 0 as before", each number as its language counts."""
    parts = [
        ngettext("%(number)s new project", "%(number)s new projects", run.created) % {"number": number(run.created)},
        ngettext("%(number)s changed", "%(number)s changed", run.updated) % {"number": number(run.updated)},
        ngettext("%(number)s as before", "%(number)s as before", run.same) % {"number": number(run.same)},
    ]
    return _(", ").join(parts)
