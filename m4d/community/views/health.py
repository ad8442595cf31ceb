"""How the community is doing: a page and a file for facilitators, and for reports to donors."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.core import time as times
from m4d.core.text import direction
from m4d.places import queries as places
from m4d.vocabulary import queries as vocabulary

from .. import actions, gateways, policies, queries
from ..queries.health import FEWEST, SILENT_DAYS

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@login_required
def health_detail(request):
    """Month by month, and who is silent: counts, and nobody's name."""
    policies.may_see_health(request.user).or_refuse()
    made = queries.health() or actions.count_health()
    counts = made.counts
    context = {
        "made_at": made.made_at,
        "months": [row | {"name": _month(row["month"])} for row in reversed(_since_the_first(counts["months"]))],
        "countries": _named(counts["countries"], places.country_name, _("Other countries together")),
        "types": _named(counts["types"], _type, _("Other kinds together")),
        "languages": _named(counts["languages"], _language, ""),
        "days": SILENT_DAYS,
        "fewest": FEWEST,
        "trail": [(_("Discuss"), reverse("community:group_list")), (_("How the community is doing"), "")],
    }
    return render(request, "community/health_detail.html", context)


@login_required
def health_file(request, form):
    """The same counts as a file."""
    policies.may_see_health(request.user).or_refuse()
    if form not in _TYPES:
        raise Http404
    made = queries.health() or actions.count_health()
    sheets = _sheets(made.counts)
    if form == "csv":
        body = gateways.as_csv(_one_below_the_other(sheets))
    else:
        body = gateways.as_xlsx(sheets, right_to_left=direction(get_language()) == "rtl")
    response = HttpResponse(body, content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="community-{made.made_at:%Y-%m-%d}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _since_the_first(months: list[dict]) -> list[dict]:
    """From the first month in which anything happened; a young site does not begin with rows of nothing."""
    begun = [number for number, row in enumerate(months) if row["joined"] or row["posts"] or row["topics"]]
    return months[begun[0] :] if begun else months[-1:]


def _month(code: str) -> str:
    year, month = code.split("-")
    return times.on(date(int(year), int(month), 1), precision="month")


def _type(code: str) -> str:
    return vocabulary.name("stakeholder_type", code)


def _language(code: str) -> str:
    return vocabulary.name("language", code)


def _named(rows: list[dict], name, others: str) -> list[dict]:
    return [row | {"name": name(row["code"]) if row["code"] else others} for row in rows]


def _few(number):
    """A count as a file tells it: a number, or the words where it is too small to be told."""
    return number if number is not None else _("fewer than 3")


def _sheets(counts: dict) -> dict[str, list[list]]:
    """One table a sheet, each with its headings in the reader's language."""
    months = [_("Month"), _("Joined"), _("Wrote for the first time"), _("Posts"), _("Topics"), _("Topics answered"),
              _("Answered within a day"), _("Hours to the first answer, median")]  # fmt: skip
    keys = ("month", "joined", "first_posts", "posts", "topics", "answered", "within_a_day", "median_hours")
    silence = [_("Members"), _("Wrote in the last 90 days")]
    countries = _named(counts["countries"], places.country_name, _("Other countries together"))
    types = _named(counts["types"], _type, _("Other kinds together"))
    languages = _named(counts["languages"], _language, "")
    return {
        _("Months"): [months, *([row[key] for key in keys] for row in counts["months"])],
        _("Countries"): [[_("Country"), *silence], *_rows(countries)],
        _("Kinds of actors"): [[_("Kind of actor"), *silence], *_rows(types)],
        _("Languages"): [
            [_("Language"), _("Posts"), _("People who wrote")],
            *([row["name"], row["posts"], _few(row["writers"])] for row in languages),
        ],
    }


def _rows(named: list[dict]) -> list[list]:
    return [[row["name"], row["members"], _few(row["writers"])] for row in named]


def _one_below_the_other(sheets: dict[str, list[list]]) -> list[list]:
    """Several tables in one CSV file: the first column says which table a row belongs to."""
    return [[title, *row] for title, rows in sheets.items() for row in rows]
