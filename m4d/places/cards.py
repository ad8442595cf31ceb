"""How territories, corridors and figures are found: cards, facets, datasets, and the texts people write on them."""

from functools import cache

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from m4d.catalogue import actions as catalogue
from m4d.catalogue.choices import Order
from m4d.core.ui.line import LEVELS, way
from m4d.languages import actions as languages
from m4d.languages.choices import Form

from . import actions, queries
from .choices import Direction, Level, TerritoryKind
from .models import Corridor, CorridorEnd, EvidenceStatement, Territory

LANGUAGES = [code for code, _name in settings.LANGUAGES]
_KIND_NAMES = dict(TerritoryKind.choices)
_DIRECTION_NAMES = dict(Direction.choices)
_LEVEL_NAMES = {0: LEVELS[0], **dict(Level.choices)}


def describe_territory(territory: Territory) -> list[catalogue.Description]:
    """One card for everybody; none for a territory that the programme hides."""
    if not territory.is_listed:
        return []
    lead = territory.texts.get("lead", {})
    summaries = {text["language"]: text["text"] for text in lead.values()}
    others = ", ".join(name for name, _language, _kind in territory.other_names)
    return [
        catalogue.Description(
            path=f"territories/{territory.slug}/",
            language=territory.name_language,
            titles=territory.names_by_language(),
            title_is_name=True,
            summaries=summaries,
            bodies={territory.name_language: others} if others else {},
            notes={language: _territory_notes(territory, language) for language in LANGUAGES},
            facets={"country": [territory.country], "territory_kind": [territory.kind]},
            sort=territory.key,
            weight=0 if territory.is_country else 1,
            point=territory.point,
            data={
                "slug": territory.slug,
                "kind": territory.kind,
                "country": territory.country,
                "code": territory.code,
                "iso_code": territory.iso_code,
                "geonames_id": territory.geonames_id,
                "name": territory.name,
                **{f"name_{language}": territory.names.get(language, "") for language in LANGUAGES},
                "latitude": territory.latitude,
                "longitude": territory.longitude,
                "population": territory.population,
                "credit": "Place data: GeoNames, CC BY 4.0",
            },
        )
    ]


@cache
def _kind_name(kind: str, language: str) -> str:
    with translation.override(language):
        return str(_KIND_NAMES[kind])


@cache
def _comma(language: str) -> str:
    """What stands between the members of a list: Arabic has a comma of its own."""
    with translation.override(language):
        return gettext(", ")


def _territory_notes(territory: Territory, language: str) -> list[str]:
    kind = _kind_name(territory.kind, language)
    above = [place.name_in(language) for place in reversed(territory.path()[:-1])]
    return [kind, _comma(language).join(above)] if above else [kind]


def describe_corridor(corridor: Corridor) -> list[catalogue.Description]:
    """One card for everybody, the same for every kind of corridor."""
    origin, destination = corridor.origin, corridor.destination
    if not (origin.is_listed and destination.is_listed):
        return []
    statements = queries.thawed_statements(corridor, "en")
    stock = corridor.sheet.get("stock", {}).get("2019", 0) if origin.is_country and destination.is_country else 0
    is_countries = int(origin.is_country and destination.is_country)
    return [
        catalogue.Description(
            path=f"corridors/{corridor.slug}/",
            language="en",
            titles={
                language: way(origin.name_in(language), destination.name_in(language), language)
                for language in LANGUAGES
            },
            bodies=queries.words_of_corridor(corridor),
            also=_names_of_ends(origin, destination),
            notes={language: _corridor_notes(corridor, int(stock), language) for language in LANGUAGES},
            facets={
                "country": list(dict.fromkeys([origin.country, destination.country])),
                "territory": list(dict.fromkeys([*origin.facet_codes(), *destination.facet_codes()])),
                "theme": corridor.themes,
                "direction": [corridor.direction],
                "evidence": [str(corridor.level)],
            },
            # Between two places before between two countries, then the strongest first, then by size.
            sort=f"{is_countries}{9 - corridor.level}{10**10 - int(stock):011d} {corridor.key}",
            date=max((row.dated_on for row in statements if row.dated_on), default=None),
            point=origin.point,
            data={
                "slug": corridor.slug,
                "origin": origin.slug,
                "origin_country": origin.country,
                "destination": destination.slug,
                "destination_country": destination.country,
                "direction": corridor.direction,
                "level": corridor.level,
                "statements": corridor.statement_count,
                "themes": corridor.themes,
            },
        )
    ]


def _names_of_ends(*ends: Territory) -> dict[str, str]:
    """What a corridor is found by beside its title: its ends and what they lie in, under every name of theirs, each in
    its language, as a name in Italian is stemmed in Italian."""
    found: dict[str, list[str]] = {}
    for end in ends:
        for place in end.path():
            for language, name in place.names_by_language().items():
                found.setdefault(language, []).append(name)
        for name, language, _kind in end.other_names:
            found.setdefault(language or end.name_language, []).append(name)
    return {language: "\n".join(dict.fromkeys(names)) for language, names in found.items()}


def _corridor_notes(corridor: Corridor, stock: int, language: str) -> list[str]:
    with translation.override(language):
        notes = [
            str(_DIRECTION_NAMES[corridor.direction]),
            str(_LEVEL_NAMES[corridor.level]),
        ]
        return [*notes, queries.people_in(stock, "2019")] if stock else notes


def _names_from(choices):
    def names(codes, language):
        with translation.override(language):
            return {str(code): str(name) for code, name in choices if str(code) in codes}

    return names


TERRITORY = catalogue.register(
    catalogue.Kind(
        code="territory",
        model=Territory,
        describe=describe_territory,
        things=lambda: Territory.objects.indexed().with_path(),
        list_path="territories/",
        label=_("Territory"),
        plural=_("Territories"),
        columns=["slug", "kind", "country", "code", "iso_code", "geonames_id", "name", "name_en", "name_fr", "name_es",
                 "name_ar", "latitude", "longitude", "population", "credit"],
        schema_org="Place",
        icon="place",
        scope="places",
        facets=("country", "territory_kind"),
        of_country=0.2,
        last_of_country=(f"territory_kind:{TerritoryKind.ADMIN2}", f"territory_kind:{TerritoryKind.PLACE}"),
        by_title=True,
        is_completed=True,
    )
)  # fmt: skip
CORRIDOR = catalogue.register(
    catalogue.Kind(
        code="corridor",
        model=Corridor,
        describe=describe_corridor,
        things=lambda: Corridor.objects.listed().with_ends(all_names=True),
        list_path="corridors/",
        label=_("Corridor"),
        plural=_("Corridors"),
        columns=["slug", "origin", "origin_country", "destination", "destination_country", "direction", "level",
                 "statements", "themes"],
        schema_org="Dataset",
        row_template="places/_corridor_row.html",
        orders={
            Order.NAME: _("Between places first, then the strongest evidence"),
            Order.NEWEST: _("Newest source first"),
        },
        icon="corridor",
        scope="places",
        facets=("direction", "country", "theme", "evidence"),
        of_country=None,
    )
)  # fmt: skip
catalogue.register_facet(
    catalogue.Facet("territory", _("Territory"), queries.listed_names, rests_on=("places",), only_named=True)
)
catalogue.register_facet(catalogue.Facet("territory_kind", _("Kind of territory"), _names_from(TerritoryKind.choices)))
catalogue.register_facet(catalogue.Facet("direction", _("Kind of corridor"), _names_from(Direction.choices)))
catalogue.register_facet(catalogue.Facet("evidence", _("Strength of evidence"), _names_from(_LEVEL_NAMES.items())))
catalogue.register_dataset(
    "figures", _("Migrant stock, remittances and transfer costs"), queries.FIGURE_COLUMNS, queries.figures_dataset,
    licence="CC BY 4.0; CC BY 3.0 IGO", page=queries.figures_page, filters=("country", "series", "period"),
)  # fmt: skip

catalogue.register_dataset(
    "evidence", _("Evidence on corridors"), queries.EVIDENCE_COLUMNS, queries.evidence_dataset,
    page=queries.evidence_page, filters=("country", "corridor"),
)  # fmt: skip


def _corridor_changed(thing) -> None:
    """A translation of a statement or of an end: the page of its corridor keeps texts ready."""
    actions.refresh_corridors([thing.corridor])
    catalogue.put(thing.corridor)


languages.register(
    EvidenceStatement,
    fields={"text": Form.PLAIN},
    is_public=lambda statement: statement.is_standing,
    authors=lambda statement: [statement.stated_by_id] if statement.stated_by_id else [],
    changed=_corridor_changed,
    tags=("corridors",),
    labels={"text": _("What is known")},
    turn=actions.TURN,
)
languages.register(
    CorridorEnd,
    fields={"about": Form.PLAIN, "has": Form.PLAIN, "looks_for": Form.PLAIN},
    visible_to=lambda person: CorridorEnd.objects.filter(corridor__in=Corridor.objects.visible_to(person)),
    is_public=lambda part: True,
    authors=lambda part: [part.amended_by_id] if part.amended_by_id else [],
    changed=_corridor_changed,
    tags=("corridors",),
    labels={"about": _("About"), "has": _("Has"), "looks_for": _("Looks for")},
    turn=actions.TURN,
)
languages.register(
    Territory,
    fields={"lead": Form.PLAIN},
    is_public=lambda territory: territory.is_listed,
    authors=lambda territory: [territory.amended_by_id] if territory.amended_by_id else [],
    changed=actions.keep_texts,
    tags=("places",),
    labels={"lead": _("What the territory says of itself")},
    turn=actions.TURN,
)
