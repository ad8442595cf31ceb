"""What the pages of this room read: one territory, one corridor, the list of countries."""

from django.db.models import QuerySet

from m4d.core.text import fold

from ..choices import Region
from ..models import Corridor, EvidenceStatement, Territory, TerritoryName
from ..models.territory import OWN_PAGE, above
from .countries import Country, countries


def territory_page(person, slug: str) -> Territory | None:
    """One territory with its path and the sheet of its country, in one statement."""
    return Territory.objects.visible_to(person).with_path().select_related("sheet").filter(slug=slug).first()


def territory_id(person, slug: str) -> int | None:
    """The number of a territory this person may see: all that most members' pages need of it."""
    return Territory.objects.visible_to(person).filter(slug=slug).order_by().values_list("pk", flat=True).first()


def corridor_id(person, slug: str) -> int | None:
    """The number of a corridor this person may see."""
    return Corridor.objects.visible_to(person).filter(slug=slug).order_by().values_list("pk", flat=True).first()


def has_stated(person, corridor_id: int) -> bool:
    """Whether this person has stated something about a corridor."""
    return EvidenceStatement.objects.filter(corridor=corridor_id, stated_by=person).exists()


def corridor_page(person, slug: str) -> Corridor | None:
    """One corridor with both ends and what lies above them, in one statement."""
    return Corridor.objects.visible_to(person).with_ends().filter(slug=slug).first()


def country_groups(language: str) -> list[tuple[Region, list[tuple[str, Country]]]]:
    """Listed countries by part of the world, by name in the reader's language, without a statement when warm."""
    listed = [country for country in countries().values() if country.is_listed]
    groups = []
    for region in Region:
        held = [(country.name_in(language), country) for country in listed if country.region == region]
        if held:
            groups.append((region, sorted(held, key=lambda pair: fold(pair[0]))))
    return groups


def neutral_list(person) -> QuerySet[TerritoryName]:
    """Names that the programme chose to show, with their territories, for the page that lists them."""
    names = TerritoryName.objects.filter(chosen_at__isnull=False, territory__in=Territory.objects.visible_to(person))
    return names.select_related("territory__parent__parent__parent").defer(*above("territory__"))


def hidden_territories() -> QuerySet[Territory]:
    """Territories that the programme took off every list."""
    return Territory.objects.filter(is_listed=False).with_path().defer(*OWN_PAGE, *above()).order_by("key", "pk")
