"""Builders for tests: a small world of countries, regions and places, and corridors between them."""

from datetime import date

from django.utils import timezone

from . import actions, queries
from .actions.corridors import corridor_row
from .choices import EvidenceKind, Level, Series, TerritoryKind
from .models import EvidenceStatement, Figure, Sheet, Territory, TerritoryName

#: ISO code: alpha-3, name, part of the world, latitude, longitude, names in other languages.
COUNTRIES = {
    "SN": ("SEN", "Senegal", "AF", 14.4, -14.5, {"fr": "Sénégal", "es": "Senegal", "ar": "السنغال"}),
    "FR": ("FRA", "France", "EU", 46.6, 2.3, {"fr": "France", "es": "Francia", "ar": "فرنسا"}),
    "GN": ("GIN", "Guinea", "AF", 10.4, -10.9, {"fr": "Guinée", "es": "Guinea", "ar": "غينيا"}),
    "TN": ("TUN", "Tunisia", "AF", 34.1, 9.5, {"fr": "Tunisie", "es": "Túnez", "ar": "تونس"}),
    "PH": ("PHL", "Philippines", "AS", 12.8, 122.9, {"fr": "Philippines", "es": "Filipinas", "ar": "الفلبين"}),
}


def make_country(code="SN") -> Territory:
    """A country of COUNTRIES with its sheet; the same row when asked again."""
    found = Territory.objects.filter(code=code).first()
    if found is not None:
        return found
    iso3, name, region, latitude, longitude, names = COUNTRIES[code]
    queries.forget()
    return Territory.objects.create(
        slug=name.lower(), kind=TerritoryKind.COUNTRY, country=code, code=code, iso_code=iso3, name=name,
        names={"en": name} | names, key=queries.name_key(name), region=region, latitude=latitude, longitude=longitude,
        sheet=Sheet.objects.get_or_create(country=code)[0],
    )  # fmt: skip


def make_territory(name="Kédougou", *, country="SN", kind=TerritoryKind.ADMIN1, parent=None, **fields) -> Territory:
    """A territory below a country; `parent` is the country unless given."""
    parent = parent or make_country(country)
    number = Territory.objects.count()
    slug = f"{parent.slug}-{queries.name_key(name).replace(' ', '-')}"
    if Territory.objects.filter(slug=slug).exists():
        slug = f"{slug}-{number}"
    values = {"names": {}, "name_language": "fr", "latitude": 12.6, "longitude": -12.2} | fields
    return Territory.objects.create(
        slug=slug, kind=kind, country=parent.country, parent=parent, code=f"test:{number}", name=name,
        key=queries.name_key(name), sheet=parent.sheet, **values,
    )  # fmt: skip


def make_name(territory, name, *, language="fr", kind="current") -> TerritoryName:
    """Another name of a territory."""
    return TerritoryName.objects.create(
        territory=territory, name=name, language=language, kind=kind, key=queries.name_key(name)
    )


def make_corridor(origin=None, destination=None, **fields):
    """A corridor with what its pages need, without asking anybody."""
    origin = origin or make_territory("Kédougou")
    destination = destination or make_country("FR")
    queries.forget()
    corridor = corridor_row(origin, destination, at=timezone.now())
    for name, value in fields.items():
        setattr(corridor, name, value)
    corridor.save()
    actions.refresh_corridors([corridor], with_figures=True)
    return corridor


def make_statement(corridor, text="An association of families meets in Grenoble.", **fields) -> EvidenceStatement:
    """A statement with a source; the corridor is brought up to date."""
    values = {
        "kind": EvidenceKind.ASSOCIATION, "language": "en", "source_title": "Register of associations",
        "source_url": "https://example.org/register", "stated_on": date(2026, 3, 1), "level": Level.REPORTED,
        "stated_at": timezone.now(),
    }  # fmt: skip
    statement = EvidenceStatement.objects.create(corridor=corridor, text=text, **(values | fields))
    actions.refresh_corridors([corridor])
    return statement


def make_stock(origin, destination, years) -> None:
    """Migrant stock of a pair of countries: {"2019": 129790}."""
    Figure.objects.bulk_create(
        Figure(series=Series.STOCK, origin=origin, destination=destination, period=year, value=value)
        for year, value in years.items()
    )
