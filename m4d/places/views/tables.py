"""Tables of figures as pages draw them: each row with its line, its number, its year and its source."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from m4d.core.money import number
from m4d.core.ui.line import way
from m4d.core.ui.measure import reach

from .. import queries
from ..choices import SOURCES, Series
from ..models import Corridor, Territory

#: Rows that a table of pairs shows; the download has all of them.
PAIRS_SHOWN = 8
#: Years of a long series that a table shows, beside the last one.
STEP = 5


@dataclass
class Row:
    """One line of a table: its words, the drawn value and the value as people read it."""

    label: str
    text: str
    drawing: str
    url: str = ""
    more: str = ""


@dataclass
class Table:
    """Figures of one kind with a heading, and where they come from."""

    id: str
    title: str
    heading: str
    rows: list[Row]
    sources: list
    more_heading: str = ""
    note: str = ""
    kept: list = field(default_factory=list)


def _drawn(pairs, *, words, label=lambda name: name) -> list[Row]:
    """Rows whose lines share one scale; `pairs` are (name, value), (name, value, address) or with a further cell."""
    pairs = list(pairs)
    largest = max((pair[1] for pair in pairs), default=0) or 1
    rows = []
    for name, value, *rest in pairs:
        text = words(value)
        rows.append(
            Row(
                label=label(name),
                text=text,
                drawing=reach(value, None, f"{label(name)}: {text}", maximum=largest),
                url=rest[0] if rest else "",
                more=rest[1] if len(rest) > 1 else "",
            )
        )
    return rows


def _persons(value: float) -> str:
    return number(int(value))


def _countries(pairs, value, language):
    """(name, value, address of the country) for pairs (ISO code, ...) with a page here."""
    known = queries.countries()
    for pair in pairs[:PAIRS_SHOWN]:
        country = known.get(pair[0])
        if country is not None and country.is_listed:
            yield country.name_in(language), value(pair), reverse("places:territory_detail", args=[country.slug])


def country_tables(territory: Territory, language: str) -> list[Table]:
    """Everything the sheet of a country has to show, in the order of the page."""
    data = territory.sheet.data if territory.sheet_id and territory.sheet else {}
    name = territory.name_in(language)
    found = [*_people(data, name, language), *_money(data, name, language)]
    return [table for table in found if table.rows]


def _people(data: dict, name: str, language: str) -> list[Table]:
    source = [SOURCES[Series.STOCK]]
    since = (
        _("Before 2019 the source gives the pairs of some countries only.") if len(data.get("abroad", {})) < 2 else ""
    )
    return [
        Table("abroad", _("People from %(country)s who live elsewhere") % {"country": name}, _("Year"),
              _drawn(sorted(data.get("abroad", {}).items()), words=_persons), source, note=since),
        Table("destinations", _("Where people from %(country)s live, 2019") % {"country": name}, _("Country"),
              _drawn(_countries(data.get("to", []), lambda pair: pair[1]["2019"], language), words=_persons),
              source),
        Table("here", _("People from elsewhere who live in %(country)s") % {"country": name}, _("Year"),
              _drawn(sorted(data.get("here", {}).items()), words=_persons), source),
        Table("origins", _("Where people who live in %(country)s come from, 2019") % {"country": name}, _("Country"),
              _drawn(_countries(data.get("from", []), lambda pair: pair[1]["2019"], language), words=_persons),
              source),
    ]  # fmt: skip


def _money(data: dict, name: str, language: str) -> list[Table]:
    received, share = data.get(Series.RECEIVED, {}), data.get(Series.RECEIVED_SHARE, {})
    latest = data.get(Series.RECEIVED_KNOMAD, {}).get("2022")
    years = [
        (year, received[year], "", queries.percent(share[year]) if year in share else "") for year in some(received)
    ]
    if latest:
        years.append((_("2022, estimate of KNOMAD"), latest * 1_000_000, "", ""))
    sources = [SOURCES[Series.RECEIVED]] + ([SOURCES[Series.RECEIVED_KNOMAD]] if latest else [])
    paid = data.get(Series.PAID, {})
    costs = data.get("costs", [])
    return [
        Table("received", _("Remittances received in %(country)s") % {"country": name}, _("Year"),
              _drawn(years, words=queries.dollars), sources, more_heading=_("Share of GDP")),
        Table("senders", _("Where remittances to %(country)s come from, estimate for 2017") % {"country": name},
              _("Country"),
              _drawn(_countries(data.get("money_from", []), lambda pair: pair[1], language), words=queries.millions),
              [SOURCES[Series.FLOW]]),
        Table("paid", _("Remittances paid from %(country)s") % {"country": name}, _("Year"),
              _drawn([(year, paid[year]) for year in some(paid)], words=queries.dollars), [SOURCES[Series.PAID]]),
        Table("costs", _("Cost of sending money to %(country)s, lowest first") % {"country": name}, _("From"),
              _costs(costs, language), [SOURCES[Series.COST]], more_heading=_("Last quarter known")),
    ]  # fmt: skip


def _costs(costs, language) -> list[Row]:
    known = queries.countries()
    pairs = [
        (known[code].name_in(language), value, reverse("places:territory_detail", args=[known[code].slug]),
         queries.period_words(quarter))
        for code, quarter, value in costs[:PAIRS_SHOWN]
        if code in known and known[code].is_listed
    ]  # fmt: skip
    return _drawn(pairs, words=queries.percent)


def some(years: dict) -> list[str]:
    """Every fifth year and the last one; never a year of the World Bank edition that is wrong."""
    ordered = sorted(year for year in years if year < "2022")
    return [year for year in ordered if int(year) % STEP == 0 or year == ordered[-1]]


def corridor_tables(corridor: Corridor, language: str) -> list[Table]:
    """The figures of the two countries of a corridor, both ways: each end is as much an origin as the other."""
    sheet, back = corridor.sheet, corridor.sheet.get("back", {})
    origin = queries.country_name(corridor.origin_country, language)
    destination = queries.country_name(corridor.destination_country, language)
    names = {"origin": origin, "destination": destination}
    there = {"origin": destination, "destination": origin}
    tables = []
    for key, stock, words in (("stock", sheet, names), ("stock-back", back, there)):
        tables.append(
            Table(key, _("People from %(origin)s who live in %(destination)s") % words, _("Year"),
                  _drawn(sorted(stock.get(Series.STOCK, {}).items()), words=_persons), [SOURCES[Series.STOCK]])
        )  # fmt: skip
    flows = [(way(destination, origin, language), value) for value in sheet.get(Series.FLOW, {}).values()]
    flows += [(way(origin, destination, language), value) for value in back.get(Series.FLOW, {}).values()]
    tables.append(
        Table("flow", _("Remittances between %(origin)s and %(destination)s, estimate for 2017") % names, _("Way"),
              _drawn(flows, words=queries.millions), [SOURCES[Series.FLOW]])
    )  # fmt: skip
    for key, costs, words in (("cost", sheet, there), ("cost-back", back, names)):
        quarters = costs.get(Series.COST, {})
        last = [quarter for quarter in sorted(quarters) if quarter.endswith("Q4") or quarter == max(quarters)][
            -PAIRS_SHOWN:
        ]
        tables.append(
            Table(key, _("Cost of sending money from %(origin)s to %(destination)s") % words, _("Quarter"),
                  _drawn([(quarter, quarters[quarter]) for quarter in last], words=queries.percent,
                         label=queries.period_words),
                  [SOURCES[Series.COST]])
        )  # fmt: skip
    return [table for table in tables if table.rows]
