"""Writes into rows what their pages show, so that reading a page asks for one row."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction
from django.db.models import Q

from m4d.core import pages
from m4d.core.turns import take_turn

from .. import queries
from ..choices import FactKind, Series, TerritoryKind
from ..models import Corridor, EvidenceStatement, Territory, TerritoryFact

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


#: Whoever changes places has it, also from another room that goes on to do so.
TURN = "places"


def in_turn(action: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """One transaction that no other change of places runs beside: what pages keep is worked out from all rows.

    The turn is taken before any row is locked, so that nobody who has it waits for somebody who wants it.
    """

    @wraps(action)
    def alone(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        with transaction.atomic():
            take_turn(TURN)
            return action(*args, **kwargs)

    return alone


def hold_openings() -> None:
    """Let no corridor open until this transaction ends: for whoever writes down what stands on the open ones.

    A corridor that opens takes in what is there already; what is being written at that moment it does not see. Called
    before any row is locked.
    """
    take_turn("opening of corridors")


def opens_corridors(action: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """In turn, and first of all after everybody who holds openings: the others need not wait for those."""

    @wraps(action)
    def alone(*args: Given.args, **kwargs: Given.kwargs) -> Answer:
        with transaction.atomic():
            hold_openings()
            return in_turn(action)(*args, **kwargs)

    return alone


#: Corridors that the page of a territory keeps; the list of corridors has them all.
FAN_LENGTH = 24


@in_turn
def refresh_corridors(corridors: Iterable[Corridor], *, with_figures: bool = False) -> None:
    """Work out level, count and page of corridors from their statements; then the fans of both ends."""
    corridors = list(corridors)
    if not corridors:
        return
    strongest: dict[int, list[int]] = defaultdict(list)
    standing = EvidenceStatement.objects.standing().filter(corridor__in=corridors)
    for corridor_id, level in standing.values_list("corridor_id", "level"):
        strongest[corridor_id].append(level)
    shown = queries.page_of_corridor(corridors)
    sheets = _sheets(corridors) if with_figures else {}
    for corridor in corridors:
        levels = strongest[corridor.pk]
        corridor.level, corridor.statement_count = max(levels, default=0), len(levels)
        corridor.page = shown[corridor.pk]
        if with_figures:
            corridor.sheet = sheets.get((corridor.origin_country, corridor.destination_country), {})
    Corridor.objects.bulk_update(corridors, ["level", "statement_count", "page", "sheet"], batch_size=200)
    refresh_territories({end for corridor in corridors for end in (corridor.origin_id, corridor.destination_id)})
    pages.touch("corridors", *(f"corridor:{corridor.pk}" for corridor in corridors[:20]))


def _sheets(corridors) -> dict[tuple[str, str], dict]:
    """The figures of each pair of countries, and under "back" those of the way back."""
    known = queries.countries()
    pairs = {
        (corridor.origin_country, corridor.destination_country)
        for corridor in corridors
        if corridor.origin_country != corridor.destination_country
    }
    both = pairs | {(destination, origin) for origin, destination in pairs}
    ids = {(known[origin].id, known[destination].id): (origin, destination) for origin, destination in both}
    found = {ids[pair]: sheet for pair, sheet in queries.sheet_of_pair(ids).items()}
    return {pair: found[pair] | {"back": found[pair[::-1]]} for pair in pairs}


@in_turn
def refresh_territories(ids: Iterable[int]) -> None:
    """Work out the fan and the profile of territories, and the fans of their countries."""
    ids = list(ids)
    codes = set(Territory.objects.filter(pk__in=ids).values_list("country", flat=True))
    rows = Territory.objects.filter(Q(pk__in=ids) | Q(kind=TerritoryKind.COUNTRY, country__in=codes)).defer("sheet")
    # Locked by number, as whoever describes many things at once for the catalogue locks them.
    territories = {row.pk: row for row in rows.select_for_update(of=("self",)).order_by("pk")}
    own, inside = defaultdict(list), defaultdict(list)
    corridors = Corridor.objects.filter(
        Q(origin__in=territories) | Q(destination__in=territories)
        | Q(origin_country__in=codes) | Q(destination_country__in=codes)
    ).select_related("origin", "destination")  # fmt: skip
    by_code = {row.country: row.pk for row in territories.values() if row.is_country}
    for corridor in corridors.defer("page", "origin__fan", "destination__fan"):
        for end, inbound in ((corridor.origin, False), (corridor.destination, True)):
            if not (corridor.origin.is_listed and corridor.destination.is_listed):
                continue
            if end.pk in territories:
                own[end.pk].append(_line(corridor, inbound=inbound))
            elif end.country in by_code:
                inside[by_code[end.country]].append(_line(corridor, inbound=inbound, here=end))
    facts = defaultdict(list)
    for fact in TerritoryFact.objects.filter(territory__in=territories, withdrawn_at=None):
        facts[fact.territory_id].append(_fact(fact))
    for row in territories.values():
        lines = sorted(own[row.pk], key=_weight) + sorted(inside[row.pk], key=_weight)
        row.fan = lines[:FAN_LENGTH]
        row.profile = sorted(facts[row.pk], key=lambda fact: FactKind.values.index(fact["kind"]))
    Territory.objects.bulk_update(territories.values(), ["fan", "profile"], batch_size=200)
    pages.touch("places")


def _weight(line: dict):
    return (-line["level"], -(line["stock"] or 0), line["slug"])


def _line(corridor: Corridor, *, inbound: bool, here: Territory | None = None) -> dict:
    """One corridor in the fan of a territory; `here` names its nearer end on the page of the country."""
    other = corridor.origin if inbound else corridor.destination
    stock = (
        corridor.sheet.get(Series.STOCK.value, {})
        if corridor.origin.is_country and corridor.destination.is_country
        else {}
    )
    line = {
        "slug": corridor.slug,
        "name": other.name,
        "names": other.names,
        "lang": other.name_language,
        "country": other.country,
        "level": corridor.level,
        "count": corridor.statement_count,
        "inbound": inbound,
        "stock": stock.get("2019"),
        "direction": corridor.direction,
    }
    if here is not None:
        line["here"] = {"name": here.name, "names": here.names, "lang": here.name_language}
    return line


def _fact(fact: TerritoryFact) -> dict:
    return {
        "id": fact.pk,
        "kind": fact.kind,
        "text": fact.text,
        "language": fact.language,
        "source_title": fact.source_title,
        "source_url": fact.source_url,
        "stated_on": fact.stated_on.isoformat(),
    }
