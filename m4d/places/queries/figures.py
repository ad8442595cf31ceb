"""Figures as rows with unit, year and source: for downloads, the API, and tables."""

from collections.abc import Iterator

from django.db.models import Q

from ..choices import SOURCES, Series
from ..models import Corridor, EvidenceStatement, Figure, Territory
from .countries import countries

COLUMNS = ["series", "origin", "origin_name", "destination", "destination_name", "period", "value", "unit",
           "is_estimate", "source", "source_address", "licence"]  # fmt: skip
UNITS = {
    Series.STOCK: "persons",
    Series.RECEIVED: "US dollars",
    Series.RECEIVED_SHARE: "percent of GDP",
    Series.PAID: "US dollars",
    Series.RECEIVED_KNOMAD: "million US dollars",
    Series.FLOW: "million US dollars",
    Series.COST: "percent of the amount sent",
}
_VALUES = ("series", "origin__country", "destination__country", "period", "value")


def _rows(figures, language: str = "en") -> Iterator[dict]:
    known = countries()
    for series, origin, destination, period, value in figures.values_list(*_VALUES).iterator(chunk_size=5000):
        source = SOURCES[series]
        yield {
            "series": series,
            "origin": origin or "",
            "origin_name": known[origin].name_in(language) if origin in known else "",
            "destination": destination or "",
            "destination_name": known[destination].name_in(language) if destination in known else "",
            "period": period,
            "value": int(value) if value == int(value) else round(value, 4),
            "unit": UNITS[series],
            "is_estimate": "yes" if source.is_estimate else "no",
            "source": source.title,
            "source_address": source.url,
            "licence": source.licence,
        }


def figure_rows_of_territory(territory: Territory, language: str) -> Iterator[dict]:
    """Every figure of the country a territory is or lies in, by series, pair and time."""
    country = countries().get(territory.country)
    if country is None:
        return iter(())
    figures = Figure.objects.filter(Q(origin=country.id) | Q(destination=country.id))
    return _rows(figures.order_by("series", "origin_id", "destination_id", "period"), language)


def figure_rows_of_corridor(corridor: Corridor, language: str) -> Iterator[dict]:
    """The figures between the two countries of a corridor, both ways. None for one within a country."""
    known = countries()
    ends = {known[code].id for code in (corridor.origin_country, corridor.destination_country) if code in known}
    if len(ends) < 2:
        return iter(())
    figures = Figure.objects.filter(origin__in=ends, destination__in=ends)
    return _rows(figures.order_by("series", "origin_id", "destination_id", "period"), language)


def figures_dataset(person, filters: dict) -> Iterator[dict]:
    """All figures for the API, narrowed by `country` (either end), `series` and `period` where given."""
    return _rows(_figures_asked(filters).order_by("series", "origin_id", "destination_id", "period"))


def figures_page(person, filters: dict, after: int, size: int) -> list[tuple[int, dict]]:
    """The next figures of the same dataset by their number: page 500 costs what page 1 costs."""
    numbers = list(_figures_asked(filters).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:size])
    # Not strict: a load between the two statements may have replaced the series.
    return list(zip(numbers, _rows(Figure.objects.filter(pk__in=numbers).order_by("pk")), strict=False))


def _figures_asked(filters: dict):
    known = countries()
    found = Figure.objects.all()
    codes = [known[code.upper()].id for code in _asked(filters, "country") if code.upper() in known]
    if _asked(filters, "country"):
        found = found.filter(Q(origin__in=codes) | Q(destination__in=codes))
    for name in ("series", "period"):
        if _asked(filters, name):
            found = found.filter(**{f"{name}__in": _asked(filters, name)})
    return found


def _asked(filters: dict, name: str) -> list[str]:
    asked = filters.get(name) or []
    return [asked] if isinstance(asked, str) else [str(each) for each in asked]


EVIDENCE_COLUMNS = ["corridor", "origin_country", "destination_country", "kind", "text", "language", "series",
                    "period", "value", "level", "source", "source_address", "date", "read_on"]  # fmt: skip


def evidence_dataset(person, filters: dict) -> Iterator[dict]:
    """Every standing statement about a corridor that the person sees, narrowed by `country` or `corridor`."""
    found = _evidence_asked(person, filters).order_by("corridor_id", "pk")
    yield from (row for _number, row in _evidence_rows(found))


def evidence_page(person, filters: dict, after: int, size: int) -> list[tuple[int, dict]]:
    """The next statements of the same dataset by their number: the last page costs what the first one costs."""
    found = _evidence_asked(person, filters).filter(pk__gt=after).order_by("pk")[:size]
    return list(_evidence_rows(found))


def _evidence_asked(person, filters: dict):
    found = EvidenceStatement.objects.standing().filter(corridor__in=Corridor.objects.visible_to(person))
    countries_asked = [code.upper() for code in _asked(filters, "country")]
    if countries_asked:
        found = found.filter(
            Q(corridor__origin_country__in=countries_asked) | Q(corridor__destination_country__in=countries_asked)
        )
    if _asked(filters, "corridor"):
        found = found.filter(corridor__slug__in=_asked(filters, "corridor"))
    return found


def _evidence_rows(found) -> Iterator[tuple[int, dict]]:
    columns = ["pk", "corridor__slug", "corridor__origin_country", "corridor__destination_country"]
    columns += [*EVIDENCE_COLUMNS[3:10], "source_title", "source_url", "stated_on", "is_day_read"]
    for number, *row, day, is_day_read in found.values_list(*columns).iterator(chunk_size=2000):
        dates = ("", day.isoformat()) if is_day_read else (day.isoformat(), "")
        yield number, dict(zip(EVIDENCE_COLUMNS, (*row, *dates), strict=True))
