"""Names and addresses of countries from memory: a page that shows fifty of them asks the database nothing."""

from dataclasses import dataclass

from django.utils.translation import get_language

from m4d.core.pages.memory import Memory

from ..choices import NORTH_OUTSIDE_EUROPE, Direction, Region, TerritoryKind
from ..models import Territory

#: Touched by every action that changes the name, the listing or the region of a country.
TAG = "places-countries"

#: Touched where a territory of any kind appears, is renamed, hidden or shown again.
NAMES = "places-names"

_memory = Memory(TAG)


@dataclass(frozen=True, slots=True)
class Country:
    """What other pages need of a country or area."""

    id: int
    iso2: str
    iso3: str
    slug: str
    name: str
    names: dict
    region: str
    latitude: float | None
    longitude: float | None
    is_listed: bool

    def name_in(self, language: str) -> str:
        """The name for a reader of that language, by the neutral list and then the data."""
        return self.names.get(language) or self.name


def countries() -> dict[str, Country]:
    """All countries and areas by ISO 3166-1 alpha-2, hidden ones included; kept until one of them changes."""
    return _memory.get("countries", _read)


def _read() -> dict[str, Country]:
    rows = Territory.objects.filter(kind=TerritoryKind.COUNTRY).values_list(
        "id", "country", "iso_code", "slug", "name", "names", "region", "latitude", "longitude", "is_listed"
    )
    return {row[1]: Country(*row) for row in rows}


def forget() -> None:
    """Drop what this process keeps in memory (after a load, and between tests)."""
    _memory.forget()


def country_name(iso2: str, language: str | None = None) -> str:
    """The name of a country in the reader's language; the code itself for one we do not have."""
    found = countries().get(iso2)
    return found.name_in(language or get_language() or "en") if found else iso2


def is_north(iso2: str, region: str) -> bool:
    """Whether United Nations statistics count the country among the more developed regions."""
    return region == Region.EUROPE or iso2 in NORTH_OUTSIDE_EUROPE


def direction_of(origin: str, destination: str) -> Direction:
    """The label of a corridor between two countries (ISO 3166-1 alpha-2)."""
    if origin == destination:
        return Direction.INTERNAL
    known = countries()
    ends = []
    for code in (origin, destination):
        found = known.get(code)
        ends.append("north" if is_north(code, found.region if found else "") else "south")
    return Direction("-".join(ends))
