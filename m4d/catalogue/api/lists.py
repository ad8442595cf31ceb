"""Lists as JSON: which datasets there are, and each of them a page at a time."""

from itertools import islice

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from pydantic import AwareDatetime

from m4d.catalogue import queries
from m4d.catalogue.models import Dataset, registry
from m4d.core.pages.problems import problem

from .answers import (
    DatasetList,
    NoCollection,
    Problem,
    RecordPage,
    RowPage,
    answer_of,
    no_collection,
    refused,
)
from .asked import NotReadable, conditions, insist, kinds_of, narrowing
from .interface import api

MOST = 100


@api.get("/", response={200: DatasetList, 400: Problem}, summary="All datasets", operation_id="datasets")
def datasets(request: HttpRequest):
    """Every dataset with its columns, its licence, and where to get it."""
    insist(request)
    language = translation.get_language()
    found = [
        _dataset(kind.code, kind.plural, list(kind.columns), kind.licence, f"/feeds/{kind.code}.xml?lang={language}")
        for kind in registry.kinds.values()
    ]
    found += [
        _dataset(given.code, given.label, given.columns, given.licence, None) for given in registry.datasets.values()
    ]
    return {"datasets": found}


def _dataset(code, label, columns, licence, feed) -> dict:
    start = f"{settings.SITE_URL}/api/v1/{code}"
    return {
        "code": code,
        "label": str(label),
        "columns": columns,
        "licence": licence,
        "json_url": f"{start}/",
        "csv_url": f"{start}.csv",
        "xlsx_url": f"{start}.xlsx",
        "feed_url": f"{settings.SITE_URL}{feed}" if feed else None,
    }


@api.get(
    "/{kind}/",
    response={200: RecordPage | RowPage, 400: Problem, 404: NoCollection, 422: Problem},
    operation_id="list",
)
def listed(
    request: HttpRequest,
    kind: str,
    q: str = "",
    updated_since: AwareDatetime | None = None,
    cursor: str = "",
    limit: int = 50,
):
    """A list, filtered and a page at a time. A parameter that is not named here, or a broken cursor, is refused."""
    size, language, filters = max(1, min(limit, MOST)), translation.get_language(), queries.filters_of(request.GET)
    if kind in registry.datasets:
        insist(request, "cursor", "limit", *narrowing(kind))
        return _rows(request, registry.datasets[kind], cursor, size)
    kinds = kinds_of(request, kind)
    if kinds is None:
        return no_collection(kind)
    insist(request, "cursor", "limit", "updated_since", *narrowing(kind))
    if updated_since is not None:
        # Databases and time zones end sooner than the years that can be written.
        if not 1970 <= updated_since.year <= 2200:
            return problem(422, [refused("updated_since")])
        if q.strip() or len(kinds) != 1:
            return problem(422, [_("Please use updated_since with one dataset and without words.")])
        records, after = queries.changed_since(kind, request.user, updated_since, filters, cursor, size, language)
        total, is_exact = None, False
    else:
        found = queries.find(
            kind=kinds, audience_for=request.user, words=q, filters=filters, language=language, after=cursor,
            size=size, numbers_only=True,
        )  # fmt: skip
        if found.was_cut:
            # A page says what it left out and answers the rest; a program would not read that.
            raise NotReadable("q")
        if found.was_lost:
            raise NotReadable("cursor")
        records = queries.read_records(found.cards, language)
        after, total, is_exact = found.next_cursor, found.total, found.total_is_exact
    items = [answer_of(record, language) for record in records]
    return {"items": items, "total": total, "total_is_exact": is_exact, "next": _next(request, after)}


def _next(request, cursor: str) -> str | None:
    if not cursor:
        return None
    given = request.GET.copy()
    given["cursor"] = cursor
    return f"{settings.SITE_URL}{request.path}?{given.urlencode()}"


def _rows(request, dataset: Dataset, cursor: str, size: int) -> dict:
    """A page of rows that are not cards; the cursor is the number of the last one, or counts them."""
    start = queries.place_of(cursor)
    if dataset.page is not None:
        pairs = dataset.page(request.user, conditions(request, dataset), start, size + 1)
        rows, last = [row for _number, row in pairs], pairs[size - 1][0] if len(pairs) > size else 0
    else:
        rows = list(islice(dataset.rows(request.user, conditions(request, dataset)), start, start + size + 1))
        last = start + size
    after = queries.cursor_at(last) if len(rows) > size else ""
    return {"items": [_plain(dataset, row) for row in rows[:size]], "next": _next(request, after)}


def _plain(dataset: Dataset, row: dict) -> dict:
    return {column: row.get(column) for column in dataset.columns}
