"""Figures and statements as files, each row with its source and year."""

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from m4d.core.pages import public_page

from .. import gateways, queries
from .corridor import corridor_or_404

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def sheet_response(name: str, form: str, columns: list[str], rows) -> HttpResponse:
    """A file to keep, in the form that the address asks for."""
    body = gateways.as_csv(columns, rows) if form == "csv" else gateways.as_xlsx(columns, rows, title="M4D Net")
    response = HttpResponse(body, content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@require_safe
@public_page("places", queries.TAG)
def territory_figures(request, slug, form):
    """The figures of a country, or of the country that a territory lies in."""
    territory = queries.territory_page(request.user, slug)
    if territory is None:
        raise Http404
    rows = queries.figure_rows_of_territory(territory, get_language())
    return sheet_response(f"{territory.path()[0].slug}-figures", form, queries.FIGURE_COLUMNS, rows)


@require_safe
@public_page("corridors", queries.TAG)
def corridor_figures(request, slug, form):
    """The figures between the two countries of a corridor, both ways."""
    corridor = corridor_or_404(request, slug)
    rows = queries.figure_rows_of_corridor(corridor, get_language())
    return sheet_response(f"{corridor.slug}-figures", form, queries.FIGURE_COLUMNS, rows)


@require_safe
@public_page("corridors")
def corridor_statements(request, slug, form):
    """Every statement about a corridor, also more than the page shows."""
    corridor = corridor_or_404(request, slug)
    rows = queries.statement_rows(corridor, get_language())
    return sheet_response(f"{corridor.slug}-statements", form, queries.STATEMENT_COLUMNS, rows)
