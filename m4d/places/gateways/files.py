"""Readers of m4d/places/data/; what each file holds and where it comes from stands in the README there."""

import csv
import gzip
import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ..choices import Series

DATA = Path(__file__).resolve().parent.parent / "data"

#: The edition of the World Development Indicators we have is wrong from this year on; such a value is never read.
WORLD_BANK_UNTIL = 2021

#: The bilateral estimates carry no year; their totals equal those of this one. Shown as an estimate.
FLOWS_YEAR = "2017"


def _rows(name: str) -> Iterator[dict]:
    data = (DATA / name).read_bytes()
    text = (gzip.decompress(data) if name.endswith(".gz") else data).decode()
    yield from csv.DictReader(text.splitlines())


def digest_of(*names: str) -> str:
    """A mark of the content of files, and of nothing else: equal files, equal mark."""
    mark = hashlib.sha256()
    for name in names:
        mark.update((DATA / name).read_bytes())
    return mark.hexdigest()


def _number(text: str, kind=float):
    return kind(text) if text else None


def countries() -> Iterator[dict]:
    """249 countries and areas of ISO 3166-1 with their names in four languages, capital and middle."""
    for row in _rows("countries.csv"):
        row["latitude"], row["longitude"] = _number(row["latitude"]), _number(row["longitude"])
        row["names"] = {language: row[language] for language in ("en", "fr", "es", "ar") if row[language]}
        yield row


def territories() -> Iterator[dict]:
    """Everything below the country; a parent always comes before what lies in it."""
    for row in _rows("territories.csv.gz"):
        row["latitude"], row["longitude"] = _number(row["latitude"]), _number(row["longitude"])
        row["population"] = _number(row["population"], int)
        row["geonames_id"] = _number(row["geonames_id"], int)
        row["names"] = {"ar": row["ar"]} if row["ar"] else {}
        yield row


def names() -> Iterator[dict]:
    """Our own names file: code, language, name, and kind (shown, local or former)."""
    return _rows("names.csv")


def division_names() -> Iterator[dict]:
    """Names of first-level divisions in French, Spanish and Arabic: code, language, name."""
    return _rows("division-names.csv.gz")


def stocks() -> Iterator[tuple]:
    """Migrants: (series, origin ISO 3166-1 alpha-3 or "", destination, year, persons)."""
    for row in _rows("figures-stock.csv.gz"):
        yield Series.STOCK.value, row["origin"], row["destination"], row["year"], float(row["persons"])


def remittances() -> Iterator[tuple]:
    """Money received and paid by country and year. What the World Bank edition says of 2022 is left out."""
    columns = (
        ("received_usd", Series.RECEIVED, True),
        ("received_percent_gdp", Series.RECEIVED_SHARE, True),
        ("paid_usd", Series.PAID, False),
    )
    for row in _rows("figures-remittances.csv.gz"):
        country, year = row["country"], row["year"]
        for column, series, inward in columns:
            if row[column] and int(year) <= WORLD_BANK_UNTIL:
                ends = ("", country) if inward else (country, "")
                yield series.value, *ends, year, float(row[column])
        if row["knomad_inflow_million_usd"]:
            yield Series.RECEIVED_KNOMAD.value, "", country, year, float(row["knomad_inflow_million_usd"])


def flows() -> Iterator[tuple]:
    """Estimated money sent from one country to another, million US dollars."""
    for row in _rows("figures-flows.csv.gz"):
        yield Series.FLOW.value, row["sender"], row["receiver"], FLOWS_YEAR, float(row["million_usd"])


def costs() -> Iterator[tuple]:
    """Average cost of sending money, percent of the amount, by quarter (2019Q4)."""
    for row in _rows("figures-costs.csv.gz"):
        yield Series.COST.value, row["sender"], row["receiver"], row["quarter"], float(row["percent"])


def starter_sentences() -> dict[str, dict[str, str]]:
    """The sentences of the starter corridors in the other languages of the site, by the English sentence."""
    return {row.pop("en"): row for row in _rows("corridors-words.csv")}


def starter_corridors() -> Iterator[dict]:
    """Corridors of the Joint Migration and Development Initiative, one statement a row."""
    for row in _rows("corridors.csv"):
        row["read_on"] = date.fromisoformat(row["read_on"])
        row["level"] = int(row["level"])
        row["themes"] = [theme for theme in row["themes"].split(";") if theme]
        yield row
