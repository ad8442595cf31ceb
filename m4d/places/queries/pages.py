"""What the pages of this room read: one territory, one corridor, the list of countries."""

from django.db.models import QuerySet

from m4d.core.pages.prepared import Prepared, text_mark
from m4d.core.text import in_order

from ..choices import Region, TerritoryKind
from ..models import Corridor, EvidenceStatement, Territory, TerritoryName
from ..models.territory import OWN_PAGE, above, sees_hidden
from .countries import Country, countries

_SLUG, _ABOVE = text_mark("slug"), -1
#: Names below a territory that its page shows.
CHILDREN_SHOWN = 120


def _for_both(queryset) -> dict[bool, Prepared]:
    """One row by its address: for those who see what is hidden (True) and for everybody else."""
    return {
        hidden: Prepared(
            lambda hidden=hidden: (queryset if hidden else queryset.listed()).filter(slug=_SLUG).order_by()
        )
        for hidden in (True, False)
    }


_TERRITORY = _for_both(Territory.objects.with_path().select_related("sheet"))
_CORRIDOR = _for_both(Corridor.objects.with_ends())
_TERRITORY_ID = _for_both(Territory.objects.values_list("pk"))
_CORRIDOR_ID = _for_both(Corridor.objects.values_list("pk"))
_CHILDREN = Prepared(
    lambda: (
        Territory.objects.listed()
        .filter(parent=_ABOVE)
        .only("slug", "name", "names", "name_language", "kind")
        .order_by("kind", "key", "pk")[:CHILDREN_SHOWN]
    )
)


def _one(prepared: dict[bool, Prepared], person, slug: str):
    return next(iter(prepared[sees_hidden(person)]({_SLUG: slug})), None)


def territory_page(person, slug: str) -> Territory | None:
    """One territory with its path and the sheet of its country, in one statement."""
    return _one(_TERRITORY, person, slug)


def children_of(territory: Territory) -> list[Territory]:
    """The divisions and places just below, by kind and name; none for a place."""
    return [] if territory.kind == TerritoryKind.PLACE else _CHILDREN({_ABOVE: territory.pk})


def territory_id(person, slug: str) -> int | None:
    """The number of a territory this person may see: all that most members' pages need of it."""
    return next(iter(_one(_TERRITORY_ID, person, slug) or ()), None)


def corridor_id(person, slug: str) -> int | None:
    """The number of a corridor this person may see."""
    return next(iter(_one(_CORRIDOR_ID, person, slug) or ()), None)


def has_stated(person, corridor_id: int) -> bool:
    """Whether this person has stated something about a corridor."""
    return EvidenceStatement.objects.filter(corridor=corridor_id, stated_by=person).exists()


def corridor_page(person, slug: str) -> Corridor | None:
    """One corridor with both ends and what lies above them, in one statement."""
    return _one(_CORRIDOR, person, slug)


def country_groups(language: str) -> list[tuple[Region, list[tuple[str, Country]]]]:
    """Listed countries by part of the world, by name in the reader's language, without a statement when warm."""
    listed = [country for country in countries().values() if country.is_listed]
    groups = []
    for region in Region:
        held = [(country.name_in(language), country) for country in listed if country.region == region]
        if held:
            groups.append((region, sorted(held, key=lambda pair: in_order(pair[0]))))
    return groups


def neutral_list(person) -> QuerySet[TerritoryName]:
    """Names that the programme chose to show, with their territories, for the page that lists them."""
    names = TerritoryName.objects.filter(chosen_at__isnull=False, territory__in=Territory.objects.visible_to(person))
    return names.select_related("territory__parent__parent__parent").defer(*above("territory__"))


def hidden_territories() -> QuerySet[Territory]:
    """Territories that the programme took off every list."""
    return Territory.objects.filter(is_listed=False).with_path().defer(*OWN_PAGE, *above()).order_by("key", "pk")
