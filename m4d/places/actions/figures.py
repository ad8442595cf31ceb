"""Reads the statistics into figures, and takes together the sheet that the pages of a country draw."""

from collections import defaultdict
from collections.abc import Callable

from django.db import transaction

from m4d.core import pages

from .. import gateways
from ..choices import FOCUS_COUNTRIES, Series, TerritoryKind
from ..models import Figure, LoadedFile, Sheet, Territory
from .load import analyse
from .refresh import in_turn

_FILES: dict[str, tuple[tuple[str, ...], Callable]] = {
    "figures-stock.csv.gz": ((Series.STOCK,), gateways.stocks),
    "figures-remittances.csv.gz": (
        (Series.RECEIVED, Series.RECEIVED_KNOMAD, Series.RECEIVED_SHARE, Series.PAID),
        gateways.remittances,
    ),
    "figures-flows.csv.gz": ((Series.FLOW,), gateways.flows),
    "figures-costs.csv.gz": ((Series.COST,), gateways.costs),
}
_BATCH = 4000
#: Pairs that a sheet keeps on each side.
_TOP = 12
_TOWNS = 14


@in_turn
def load_figures(*, force: bool = False) -> int:
    """Read each statistics file that is new, whole series at a time. Returns how many figures were written."""
    done = dict(LoadedFile.objects.values_list("name", "digest"))
    written = 0
    ends = None
    for name, (series, reader) in _FILES.items():
        digest = gateways.digest_of(name)
        if done.get(name) == digest and not force:
            continue
        if ends is None:
            ends = _ends()
        Figure.objects.filter(series__in=series).delete()
        rows = []
        for code, origin, destination, period, value in reader():
            # A place outside the list of 249 (XKX, Kosovo in the World Bank's files) has no page here.
            if (origin and origin not in ends) or (destination and destination not in ends):
                continue
            rows.append(
                Figure(
                    series=code,
                    origin_id=ends[origin] if origin else None,
                    destination_id=ends[destination] if destination else None,
                    period=period,
                    value=value,
                )
            )
        Figure.objects.bulk_create(rows, batch_size=_BATCH)
        written += len(rows)
        LoadedFile.objects.update_or_create(name=name, defaults={"digest": digest})
    if written:
        analyse(Figure)
        make_sheets()
        pages.touch("places", "figures")
    return written


def _ends() -> dict[str, int]:
    return dict(Territory.objects.filter(kind=TerritoryKind.COUNTRY).values_list("iso_code", "pk"))


@transaction.atomic
def make_sheets() -> None:
    """Take together what each country's pages draw."""
    code_of = dict(Territory.objects.filter(kind=TerritoryKind.COUNTRY).values_list("pk", "country"))
    sheets: dict[str, dict] = {code: {} for code in code_of.values()}
    stock: dict[tuple, dict] = defaultdict(dict)
    flows: list[tuple] = []
    costs: dict[tuple, tuple] = {}
    rows = Figure.objects.values_list("series", "origin_id", "destination_id", "period", "value").order_by("period")
    for series, origin, destination, period, value in rows.iterator(chunk_size=5000):
        origin, destination = code_of.get(origin), code_of.get(destination)
        if series == Series.STOCK and origin is None:
            sheets[destination].setdefault("here", {})[period] = value
        elif series == Series.STOCK:
            stock[origin, destination][period] = value
        elif series == Series.FLOW:
            flows.append((value, origin, destination))
        elif series == Series.COST:
            costs[origin, destination] = (period, value)
        else:
            sheets[destination or origin].setdefault(str(series), {})[period] = value
    _add_pairs(sheets, stock, flows, costs)
    _add_landmarks(sheets)
    kept = list(Sheet.objects.all())
    for sheet in kept:
        sheet.data = sheets.get(sheet.country, {})
    Sheet.objects.bulk_update(kept, ["data"], batch_size=100)


def _add_pairs(sheets, stock, flows, costs) -> None:
    """The largest pairs of each country, and how many people from it live elsewhere."""
    out, into, abroad = defaultdict(list), defaultdict(list), defaultdict(lambda: defaultdict(float))
    for (origin, destination), years in stock.items():
        latest = years.get("2019", 0)
        out[origin].append((latest, destination, years))
        into[destination].append((latest, origin, years))
        for year, value in years.items():
            # Before 2019 the file holds every pair of the focus countries only.
            if origin in FOCUS_COUNTRIES or year == "2019":
                abroad[origin][year] += value
    for code, sheet in sheets.items():
        sheet["abroad"] = dict(abroad.get(code, {}))
        for name, pairs in (("to", out[code]), ("from", into[code])):
            largest = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:_TOP]
            sheet[name] = [[other, years] for latest, other, years in largest if latest]
            sheet[f"{name}_count"] = sum(1 for latest, _other, _years in pairs if latest)
    for value, sender, receiver in sorted(flows, reverse=True):
        for code, other, name in ((receiver, sender, "money_from"), (sender, receiver, "money_to")):
            held = sheets[code].setdefault(name, [])
            if len(held) < _TOP:
                held.append([other, value])
    for (sender, receiver), (quarter, value) in sorted(costs.items(), key=lambda item: item[1][1]):
        sheets[receiver].setdefault("costs", []).append([sender, quarter, value])


def _add_landmarks(sheets) -> None:
    """The capital and the largest towns, to find one's way on a map of the country."""
    for row in gateways.countries():
        if row["capital"] and row["capital_latitude"] and row["iso2"] in sheets:
            place = [{"": row["capital"]}, float(row["capital_latitude"]), float(row["capital_longitude"])]
            sheets[row["iso2"]]["capital"] = place
    towns = (
        Territory.objects.filter(kind=TerritoryKind.PLACE, population__isnull=False, latitude__isnull=False)
        .order_by("country", "-population")
        .values_list("country", "name", "names", "latitude", "longitude")
    )
    for country, name, names, latitude, longitude in towns.iterator(chunk_size=5000):
        sheet = sheets[country]
        held = sheet.setdefault("towns", [])
        if len(held) < _TOWNS:
            held.append([names | {"": name}, latitude, longitude])
        capital = sheet.get("capital")
        if capital and abs(capital[1] - latitude) < 0.05 and abs(capital[2] - longitude) < 0.05:
            capital[0] = names | capital[0]
