"""What every address of the API answers with: datasets, records, rows, and why something could not be answered."""

from datetime import date, datetime
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from ninja import Schema

from m4d.catalogue.models import registry
from m4d.core.pages.problems import problem


class DatasetOut(Schema):
    """One dataset and where to get it."""

    code: str
    label: str
    columns: list[str]
    licence: str
    json_url: str
    csv_url: str
    xlsx_url: str
    feed_url: str | None


class DatasetList(Schema):
    """All datasets."""

    datasets: list[DatasetOut]


class RecordOut(Schema):
    """One record: how people find it, and its row of the dataset in `data`."""

    kind: str
    id: str
    url: str
    title: str
    title_language: str
    summary: str
    summary_language: str
    language: str
    date: date | None
    latitude: float | None
    longitude: float | None
    tags: dict[str, list[str]]
    data: dict
    licence: str
    source: str
    updated_at: datetime


class RecordPage(Schema):
    """A page of records. `next` is the address of the following page; `total` is exact when `total_is_exact`."""

    items: list[RecordOut]
    total: int | None
    total_is_exact: bool
    next: str | None


class RowPage(Schema):
    """A page of rows of a dataset that has no pages for people."""

    items: list[dict]
    next: str | None


class Problem(Schema):
    """Why something could not be answered, in whole sentences (RFC 9457, `application/problem+json`)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    reasons: list[str]


class NoCollection(Problem):
    """There is no collection of this name, and those that there are."""

    collections: dict[str, str]


def answer_of(record, language: str) -> dict:
    """A record as it is answered: its own values, and the address and licence that follow from them."""
    return {**vars(record), "url": record.url(language), "licence": record.licence, "source": record.source}


def refused(name: str) -> str:
    """The sentence for a parameter that cannot be read."""
    return _("Please check the parameter %(name)s.") % {"name": name}


def unknown(name: str, known) -> str:
    """The sentence for a parameter that means nothing here: whoever mistyped it would take everything for a part."""
    names = {"name": name[:80], "known": ", ".join(known)}
    return _("There is no parameter “%(name)s” here; there are: %(known)s.") % names


def readable_only(view):
    """Any method but reading is refused as everything else is; the framework would say so in bare words."""

    @wraps(view)
    def answer(request, *given, **named):
        response = view(request, *given, **named)
        if response.status_code != 405:
            return response
        refusal = problem(405, [_("This address can only be read.")])
        refusal["Allow"] = response["Allow"]
        return refusal

    return answer


def missing() -> JsonResponse:
    """There is no such thing, or this reader may not see it: the two look the same."""
    return problem(404, [_("There is nothing here that you can see.")])


def no_collection(name: str) -> JsonResponse:
    """A name that stands for no collection: the answer says which there are and where. In English, for programmers."""
    codes = [*registry.kinds, *registry.datasets, "search"]
    detail = f"There is no collection “{name[:80]}”. The collections are: {', '.join(codes)}."
    addresses = {code: f"{settings.SITE_URL}/api/v1/{code}/" for code in codes}
    return problem(404, [detail], title="No such collection", collections=addresses)


def busy(request: HttpRequest) -> HttpResponse:
    """Whole lists are written one after another: however many are asked for, pages are answered meanwhile.

    A program is told when to come back; the browser of a person asks again by itself.
    """
    reasons = [_("Another list is being written right now. Please try again in a minute.")]
    if request.accepts("text/html"):
        answer = render(request, "core/refusal.html", {"reasons": reasons}, status=429)
        answer["Refresh"] = "10"
    else:
        answer = problem(429, reasons)
    answer["Retry-After"] = "60"
    return answer
