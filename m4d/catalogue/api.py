"""The read side of /api/v1/: every list as JSON, from the same declarations as pages, feeds and exports."""

from collections.abc import Iterator
from contextlib import closing
from copy import deepcopy
from datetime import date, datetime
from itertools import islice

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer
from pydantic import AwareDatetime

from m4d.catalogue import queries
from m4d.catalogue.gateways import tables
from m4d.catalogue.models import Dataset, registry
from m4d.core.text import direction

MOST = 100
DESCRIPTION = (
    "What M4D Net knows, for programs. Whoever is signed in to the site in the same browser gets what members see; "
    "everybody else gets what visitors see. Lists are paged by cursor. Each dataset is also a CSV and an XLSX file."
)


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


class Reasons(Schema):
    """Why something could not be answered, in whole sentences."""

    reasons: list[str]


class NoCollection(Reasons):
    """There is no collection of this name (RFC 9457, `application/problem+json`), and those that there are."""

    type: str = "about:blank"
    title: str
    status: int = 404
    detail: str
    collections: dict[str, str]


class PlainLetters(JSONRenderer):
    """JSON in UTF-8: Arabic written as itself, not as six characters for each letter."""

    media_type = "application/json"
    json_dumps_params = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """The API, described dataset by dataset: addresses, filters and columns come from the rooms' declarations."""

    def get_openapi_schema(self, **given) -> dict:
        """The document of OpenAPI 3.1 with one address per dataset instead of a placeholder."""
        found = super().get_openapi_schema(**given)
        paths, schemas = found["paths"], found["components"]["schemas"]
        listed, single = paths.pop("/api/v1/{kind}/"), paths.pop("/api/v1/{kind}/{slug}")
        for kind in registry.kinds.values():
            facets = [registry.facets[facet] for facet in kind.facets if facet in registry.facets]
            row = described_record(schemas, kind.code, kind.columns)
            page = described_page(schemas, "RecordPage", kind.code, row)
            paths[f"/api/v1/{kind.code}/"] = described(listed, str(kind.plural), f"{kind.code}_list", page, facets)
            paths[f"/api/v1/{kind.code}/{{slug}}"] = described(single, str(kind.label), kind.code, row)
        everything = [facet for facet in registry.facets.values() if facet.code in queries.COMMON]
        search = {"$ref": "#/components/schemas/RecordPage"}
        paths["/api/v1/search/"] = described(listed, "Everything", "search", search, everything)
        for dataset in registry.datasets.values():
            row = described_row(schemas, dataset.code, dataset.columns)
            page = described_page(schemas, "RowPage", dataset.code, row)
            paths[f"/api/v1/{dataset.code}/"] = described(listed, str(dataset.label), f"{dataset.code}_list", page)
        for code in [*registry.kinds, *registry.datasets, "search"]:
            for form, media in FORMS.items():
                paths[f"/api/v1/{code}.{form}"] = described_file(listed, code, form, media)
        return found


FORMS = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def described(template: dict, summary: str, name: str, schema: dict, facets=()) -> dict:
    """One address of the document: without the placeholder, with its filters and its own answer."""
    operation = deepcopy(template["get"])
    operation |= {"summary": summary, "operationId": name}
    operation["parameters"] = [given for given in operation["parameters"] if given["name"] != "kind"]
    operation["parameters"] += [
        {
            "in": "query",
            "name": facet.code,
            "description": str(facet.label),
            "schema": {"type": "array", "items": {"type": "string"}},
            "explode": True,
        }
        for facet in facets
    ]
    operation["responses"][200]["content"]["application/json"]["schema"] = schema
    return {"get": operation}


def described_row(schemas: dict, code: str, columns) -> dict:
    """The columns of a dataset as a schema of their own."""
    labels = columns if isinstance(columns, dict) else dict.fromkeys(columns, "")
    properties = {name: {"description": str(label)} if label else {} for name, label in labels.items()}
    schemas[f"{code}_row"] = {"type": "object", "properties": properties}
    return {"$ref": f"#/components/schemas/{code}_row"}


def described_record(schemas: dict, code: str, columns) -> dict:
    """A record whose `data` has the columns of its kind."""
    record = deepcopy(schemas["RecordOut"])
    record["title"] = f"{code}_record"
    record["properties"]["data"] = described_row(schemas, code, columns)
    schemas[f"{code}_record"] = record
    return {"$ref": f"#/components/schemas/{code}_record"}


def described_page(schemas: dict, template: str, code: str, row: dict) -> dict:
    """A page whose items are rows or records of one dataset."""
    page = deepcopy(schemas[template])
    page["title"] = f"{code}_page"
    page["properties"]["items"] = {"type": "array", "items": row}
    schemas[f"{code}_page"] = page
    return {"$ref": f"#/components/schemas/{code}_page"}


def described_file(template: dict, code: str, form: str, media: str) -> dict:
    """The download of a whole dataset."""
    return {
        "get": {
            "operationId": f"{code}_{form}",
            "summary": f"{code}.{form}",
            "parameters": [given for given in template["get"]["parameters"] if given["name"] == "q"],
            "responses": {200: {"description": "OK", "content": {media: {"schema": {"type": "string"}}}}},
        }
    }


api = Interface(
    title="M4D Net",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    renderer=PlainLetters(),
    urls_namespace="catalogue:api",
)


@api.exception_handler(ValidationError)
def invalid(request, error):
    """A parameter that cannot be read: say which one."""
    names = sorted({str(problem["loc"][-1]) for problem in error.errors})
    return JsonResponse({"reasons": [_refused(name) for name in names]}, status=422)


def _refused(name: str) -> str:
    return _("Please check the parameter %(name)s.") % {"name": name}


def missing() -> JsonResponse:
    """There is no such thing, or this reader may not see it: the two look the same."""
    return JsonResponse({"reasons": [_("There is nothing here that you can see.")]}, status=404)


def no_collection(name: str) -> JsonResponse:
    """A name that stands for no collection: the answer says which there are and where. In English, for programmers."""
    codes = [*registry.kinds, *registry.datasets, "search"]
    detail = f"There is no collection “{name[:80]}”. The collections are: {', '.join(codes)}."
    found = NoCollection(
        reasons=[detail],
        title="No such collection",
        detail=detail,
        collections={code: f"{settings.SITE_URL}/api/v1/{code}/" for code in codes},
    )
    return JsonResponse(found.model_dump(), status=404, content_type="application/problem+json")


@api.get("/", response=DatasetList, summary="All datasets", operation_id="datasets")
def datasets(request: HttpRequest):
    """Every dataset with its columns, its licence, and where to get it."""
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


def busy(request: HttpRequest) -> HttpResponse:
    """Whole lists are written one after another: however many are asked for, pages are answered meanwhile.

    A program is told when to come back; the browser of a person asks again by itself.
    """
    reasons = [_("Another list is being written right now. Please try again in a minute.")]
    if request.accepts("text/html"):
        answer = render(request, "core/refusal.html", {"reasons": reasons}, status=429)
        answer["Refresh"] = "10"
    else:
        answer = JsonResponse({"reasons": reasons}, status=429)
    answer["Retry-After"] = "60"
    return answer


@api.get("/{kind}.csv", include_in_schema=False)
def as_csv(request: HttpRequest, kind: str):
    """The whole list as CSV, line by line."""
    table = _table(request, kind)
    if table is None:
        return no_collection(kind)
    columns, rows = table
    download = tables.Download()
    if download.is_refused:
        return busy(request)
    lines = download.of(tables.csv_lines(columns, rows))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="m4d-{kind}.csv"'
    return response


@api.get("/{kind}.xlsx", include_in_schema=False)
def as_xlsx(request: HttpRequest, kind: str):
    """The whole list as XLSX, up to five thousand rows; the last line says where the others are."""
    table = _table(request, kind)
    if table is None:
        return no_collection(kind)
    columns, rows = table
    download = tables.Download()
    if download.is_refused:
        return busy(request)
    turned = direction(translation.get_language()) == "rtl"
    more = _("This file ends here. The CSV file of the same list has all rows.")
    with closing(download):
        file = tables.xlsx_file(columns, rows, title=kind, right_to_left=turned, more=more)
    return FileResponse(file, as_attachment=True, filename=f"m4d-{kind}.xlsx")


@api.get("/{kind}/", response={200: RecordPage | RowPage, 404: NoCollection, 422: Reasons}, operation_id="list")
def listed(
    request: HttpRequest,
    kind: str,
    q: str = "",
    updated_since: AwareDatetime | None = None,
    cursor: str = "",
    limit: int = 50,
):
    """A list, filtered and a page at a time."""
    size, language, filters = max(1, min(limit, MOST)), translation.get_language(), queries.filters_of(request.GET)
    if kind in registry.datasets:
        return _rows(request, registry.datasets[kind], cursor, size)
    kinds = _kinds(request, kind)
    if kinds is None:
        return no_collection(kind)
    if updated_since is not None:
        # Databases and time zones end sooner than the years that can be written.
        if not 1970 <= updated_since.year <= 2200:
            return api.create_response(request, {"reasons": [_refused("updated_since")]}, status=422)
        if q.strip() or len(kinds) != 1:
            return api.create_response(
                request, {"reasons": [_("Please use updated_since with one dataset and without words.")]}, status=422
            )
        records, after = queries.changed_since(kind, request.user, updated_since, filters, cursor, size, language)
        total, is_exact = None, False
    else:
        found = queries.find(
            kind=kinds, audience_for=request.user, words=q, filters=filters, language=language, after=cursor,
            size=size, numbers_only=True,
        )  # fmt: skip
        records = queries.read_records(found.cards, language)
        after, total, is_exact = found.next_cursor, found.total, found.total_is_exact
    items = [_record(record, language) for record in records]
    return {"items": items, "total": total, "total_is_exact": is_exact, "next": _next(request, after)}


@api.get("/{kind}/{slug}", response={200: RecordOut, 404: Reasons | NoCollection}, operation_id="record")
def one(request: HttpRequest, kind: str, slug: str):
    """One record, by its number or by the last part of its address."""
    if kind not in registry.kinds:
        return no_collection(kind)
    language = translation.get_language()
    record = queries.record_at(kind, slug, request.user, language)
    return missing() if record is None else _record(record, language)


def _kinds(request, kind: str) -> list[str] | None:
    """The kinds that a dataset stands for: "search" is all of them, or those of ?kind=."""
    if kind != "search":
        return [kind] if kind in registry.kinds else None
    chosen = [code for code in request.GET.getlist("kind") if code in registry.kinds]
    return chosen or list(registry.kinds)


def _record(record, language: str) -> dict:
    return {**vars(record), "url": record.url(language), "licence": record.licence, "source": record.source}


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
        pairs = dataset.page(request.user, _conditions(request), start, size + 1)
        rows, last = [row for _number, row in pairs], pairs[size - 1][0] if len(pairs) > size else 0
    else:
        rows = list(islice(dataset.rows(request.user, _conditions(request)), start, start + size + 1))
        last = start + size
    after = queries.cursor_at(last) if len(rows) > size else ""
    return {"items": [_plain(dataset, row) for row in rows[:size]], "next": _next(request, after)}


def _plain(dataset: Dataset, row: dict) -> dict:
    return {column: row.get(column) for column in dataset.columns}


def _conditions(request) -> dict[str, list[str]]:
    reserved = {"cursor", "limit", "lang", "q"}
    return {name: values for name, values in request.GET.lists() if name not in reserved}


def _table(request, kind: str) -> tuple[list[str], Iterator[list]] | None:
    """Columns and rows of a list for a spreadsheet."""
    if kind in registry.datasets:
        dataset = registry.datasets[kind]
        columns = list(dict.fromkeys([*dataset.columns, "licence"]))
        found = dataset.rows(request.user, _conditions(request))
        return columns, ([{"licence": dataset.licence, **row}.get(name) for name in columns] for row in found)
    kinds, language = _kinds(request, kind), translation.get_language()
    if kinds is None:
        return None
    own = list(registry.kinds[kind].columns) if kind in registry.kinds else []
    records = queries.all_records(
        kind=kinds, person=request.user, words=request.GET.get("q", ""), filters=queries.filters_of(request.GET),
        language=language,
    )  # fmt: skip
    # A dataset with a title of its own gives the original one; the others give the one for the reader's language.
    titles = [] if "title" in own else ["title", "title_language"]
    columns = list(dict.fromkeys(["kind", "id", "url", *titles, *own, *SHARED]))
    return columns, (_line(record, columns, set(own), language) for record in records)


SHARED = [
    "summary", "summary_language", "theme", "country", "sdg", "gcm", "date", "latitude", "longitude", "language",
    "source", "licence", "updated_at",
]  # fmt: skip


def _line(record, columns: list[str], own: set[str], language: str) -> list:
    """One row: the room's own columns, then what all cards share."""
    shared = {**record.tags, **_record(record, language)}
    return [record.data.get(column) if column in own else shared.get(column) for column in columns]
