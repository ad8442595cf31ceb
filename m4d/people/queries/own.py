"""One's own profile, part by part, with who sees each line; and the corridors one can choose from."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from m4d.core.pages.memory import Memory
from m4d.core.pages.prepared import Prepared
from m4d.places.models import Corridor, Territory

from ..choices import Audience, Field
from ..models import Profile
from ..models.profile import corridors_with_ends
from .seen import Seen, comma

CORRIDORS_NEAR = 6

_near = Memory("corridors", "places", most=500)


@dataclass(frozen=True)
class Row:
    """One line of a profile as its owner sees it."""

    label: str
    value: str
    audience: str
    is_text: bool
    """True for what was written in the language of the profile; names and codes come in the reader's."""


_PERSON = -1
_OWN = Prepared(lambda: Profile.objects.filter(person_id=_PERSON).order_by())


def own_profile(person) -> Profile | None:
    """The profile of somebody who looks at their own; None before the first visit."""
    profile = next(iter(_OWN({_PERSON: person.pk})), None)
    if profile is not None:
        profile.person = person
    return profile


def profile_rows(profile, whole: Seen) -> dict[Field, Row]:
    """The lines of a profile; `whole` is the profile as its owner sees it."""
    return {field: _row(whole, field, profile.audience_of(field)) for field in Field}


def own_corridors(profile) -> list[Corridor]:
    """The corridors of a profile that are listed."""
    slugs = corridor_slugs(profile)
    known = corridors_offered(profile, slugs)
    return [known[slug] for slug in slugs if slug in known]


def _row(whole, field, audience) -> Row:
    is_text = field in (Field.HEADLINE, Field.BIO)
    return Row(field.label, _value(whole, field), Audience(audience).label, is_text)


def _value(seen, field) -> str:
    several = {
        Field.ORGANIZATIONS: lambda: [row.name for row in seen.organizations],
        Field.THEMES: lambda: seen.theme_names,
        Field.LANGUAGES: lambda: seen.language_names,
        Field.CORRIDORS: lambda: [str(corridor) for corridor in seen.corridors],
    }
    if field in several:
        return comma().join(several[field]())
    if field in (Field.STAKEHOLDER_TYPE, Field.LEVEL, Field.CORRIDOR_END):
        return getattr(seen, f"{field}_name")
    return getattr(seen, str(field))


def corridor_slugs(profile) -> list[str]:
    """The addresses of the corridors of a profile."""
    return list(profile.corridors.order_by("pk").values_list("slug", flat=True)) if profile.pk else []


def corridors_offered(profile, chosen: Iterable[str]) -> dict[str, Corridor]:
    """Corridors to tick, by slug: the best known of the person's town or country, and those chosen."""
    town = profile.territory_id if profile.territory_id and profile.territory.kind != "country" else None
    near = _near.get((town, profile.country), lambda: _corridors_of(town, profile.country))
    known = {corridor.slug: corridor for corridor in near}
    missing = [slug for slug in chosen if slug not in known]
    others = corridors_with_ends().listed().filter(slug__in=missing) if missing else ()
    return {corridor.slug: corridor for corridor in others} | known


def _corridors_of(town, country) -> list:
    of_town = Q(origin=town) | Q(destination=town)
    here = of_town if town else Q(origin_country=country) | Q(destination_country=country)
    found = corridors_with_ends().listed().filter(here) if town or country else corridors_with_ends().none()
    return list(found.order_by("-level", "key", "pk")[:CORRIDORS_NEAR])


def corridor_among(origins: Iterable[Territory], destinations: Iterable[Territory]) -> Corridor | None:
    """The best known corridor from one of these territories to one of those, or None."""
    listed = corridors_with_ends().listed()
    return listed.filter(origin__in=origins, destination__in=destinations).order_by("-level", "pk").first()
