"""Whole lists as files: CSV line by line, XLSX for a spreadsheet."""

from collections.abc import Iterator
from contextlib import closing

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from m4d.catalogue import queries
from m4d.catalogue.gateways import tables
from m4d.catalogue.models import registry
from m4d.core.text import direction

from .answers import answer_of, busy, no_collection
from .asked import FROM_PAGES, conditions, insist, kinds_of, narrowing
from .interface import api


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


def _table(request, kind: str) -> tuple[list[str], Iterator[list]] | None:
    """Columns and rows of a list for a spreadsheet."""
    if kind in registry.datasets:
        dataset = registry.datasets[kind]
        columns = list(dict.fromkeys([*dataset.columns, "licence"]))
        insist(request, *narrowing(kind), quietly=FROM_PAGES)
        found = dataset.rows(request.user, conditions(request, dataset))
        return columns, ([{"licence": dataset.licence, **row}.get(name) for name in columns] for row in found)
    kinds, language = kinds_of(request, kind), translation.get_language()
    if kinds is None:
        return None
    insist(request, *narrowing(kind), quietly=FROM_PAGES)
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
    shared = {**record.tags, **answer_of(record, language)}
    return [record.data.get(column) if column in own else shared.get(column) for column in columns]
