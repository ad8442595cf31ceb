"""Finding a territory by what people call it: without accents, articles, case, or the word for its kind."""

import re

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from m4d.core.pages.memory import Memory
from m4d.core.text import fold

from ..choices import TerritoryKind
from ..models import Territory, TerritoryName

_PUNCTUATION = re.compile(r"[\W_]+")
_BEFORE = re.compile(
    r"^(?:(?:the|le|la|les|el|los|las|al|l|d|il|o|a|ال) |ال(?=\S{2})|"
    r"(?:province|region|governorate|department|departement|departamento|municipality|municipalite|municipio|"
    r"gouvernorat|commune|comune|city|ville|ciudad|provincia|wilaya) (?:of |de la |de l |de |du |d |del |di )?)+"
)
_AFTER = re.compile(r"(?: (?:region|governorate|province|department|district|state|city|municipality|cercle))+$")
_LONGEST = 200
_NAMES_KEPT = 20_000
_BEYOND = "\U0010ffff"

#: Of several territories of one name the region comes first, then a division with a known position, then the town.
_RANK = {TerritoryKind.COUNTRY: 0, TerritoryKind.ADMIN1: 1, TerritoryKind.ADMIN2: 2, TerritoryKind.PLACE: 3}


def name_key(text: str) -> str:
    """What two spellings of one name have in common: "Le Kef", "El Kef" and "Kef Governorate" are all "kef".

    The word for the kind goes only when something is left: "La Ville" is "ville".
    """
    plain = _PUNCTUATION.sub(" ", fold(text[:_LONGEST])).strip()
    short = _AFTER.sub("", _BEFORE.sub("", plain) or plain)
    return (short or plain)[:160]


def territories_named(text: str, country: str | None = None) -> list[Territory]:
    """Every listed territory with this name, now or formerly, in any language; the likeliest first."""
    key = name_key(text)
    if not key:
        return []
    named = Q(key=key) | Q(pk__in=TerritoryName.objects.filter(key=key).values("territory_id"))
    found = Territory.objects.listed().filter(named)
    if country:
        found = found.filter(country=country)
    wants_town = bool(re.search(r"\b(city|town|ville|ciudad)\b", fold(text[:_LONGEST])))

    def likelihood(territory):
        rank = _RANK[territory.kind]
        if territory.kind == TerritoryKind.ADMIN2 and territory.latitude is None:
            rank = 4
        if wants_town and territory.kind == TerritoryKind.PLACE:
            rank = -1
        return (rank, -(territory.population or 0), territory.pk)

    return sorted(found.with_path(), key=likelihood)


_listed = Memory("places", most=_NAMES_KEPT)


def listed_names(slugs: list[str], language: str) -> dict[str, str]:
    """Names of territories by their addresses; what is hidden, or not there, has none. Kept until a place changes."""
    known = _listed.now()
    if missing := [slug for slug in slugs if (language, slug) not in known]:
        known.update({(language, slug): "" for slug in missing})
        for territory in Territory.objects.listed().filter(slug__in=missing).only("slug", "name", "names"):
            known[language, territory.slug] = territory.name_in(language)
    return {slug: known[language, slug] for slug in slugs if known[language, slug]}


def territory_named(text: str, country: str | None = None) -> Territory | None:
    """The likeliest territory with this name, or None. `country` is ISO 3166-1 alpha-2."""
    return next(iter(territories_named(text, country)), None)


def territories_meant(text: str) -> list[Territory]:
    """The territories that "Naga", "Naga, Bicol, Philippines" or an address can mean."""
    exact = Territory.objects.listed().with_path().filter(slug=text.strip().lower()).first()
    if exact is not None:
        return [exact]
    # Readers of Arabic write its own comma.
    name, *above = [part.strip() for part in text.replace("،", ",").split(",")]
    wanted = [name_key(part) for part in above if part]
    found = territories_named(name)
    if wanted:
        found = [place for place in found if _lies_in(place, wanted)]
    # A region and its chief town share a name: the region is meant unless the town is written out.
    return found[:1] if len({place.path()[0].pk for place in found}) == 1 and _one_line(found) else found


def written_name(text: str, language: str) -> str:
    """What a field for a territory shows a reader for an address or a name: "Kédougou, Senegal".

    What lies between stands with it where the short form means another one, and the text itself where nothing helps.
    """
    found = territories_meant(text) if text else []
    if len(found) != 1:
        return text
    names = found[0].path_names(language)[::-1]
    comma = _(", ")
    for written in (comma.join(dict.fromkeys([names[0], names[-1]])), comma.join(names)):
        if territories_meant(written) == found:
            return written
    return text


def _one_line(found) -> bool:
    """Whether each of these lies in the one before it, as a town in its region."""
    first = found[0]
    return all(first.pk in {above.pk for above in place.path()} for place in found[1:])


def _lies_in(place: Territory, wanted: list[str]) -> bool:
    keys = {name_key(name) for above in place.path() for name in [above.name, *above.names.values()]}
    return all(key in keys for key in wanted)


def territories_beginning(text: str, *, country: str | None = None) -> QuerySet[Territory]:
    """Listed territories one of whose names begins with these words, for search fields."""
    key = name_key(text)
    if not key:
        return Territory.objects.none()
    named = Q(**beginning(key)) | Q(pk__in=TerritoryName.objects.filter(**beginning(key)).values("territory_id"))
    found = Territory.objects.listed().filter(named)
    return found.filter(country=country) if country else found


def beginning(key: str) -> dict:
    """The condition "begins with" as each database can answer it from its index."""
    if connection.vendor == "sqlite":
        return {"key__gte": key, "key__lt": key + _BEYOND}
    return {"key__startswith": key}
