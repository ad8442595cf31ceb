"""The starter content of this room: places, figures, and the corridors that sources and statistics name."""

from calendar import monthrange
from datetime import date, datetime

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from m4d.catalogue import actions as catalogue
from m4d.languages import queries as languages
from m4d.languages.choices import Provenance
from m4d.languages.models import Version, digest_of, form_of

from .. import gateways
from ..choices import FOCUS_COUNTRIES, SOURCES, EvidenceKind, Level, Series, TerritoryKind
from ..models import Corridor, EvidenceStatement, Figure, LoadedFile, Territory
from .corridors import corridor_row, tell_of_opening
from .figures import load_figures
from .load import analyse, load_places
from .refresh import opens_corridors, refresh_corridors

#: Pairs of countries with the largest migrant stock, each way, for every focus country.
PAIRS = 12
#: Quarters of the series of costs are old; a pair without a value in the last three years of it has no statement.
COST_SINCE = "2018Q1"
_MARK = "starter corridors"


def load_starter() -> dict[str, int]:
    """Read places and statistics, open the starter corridors, and index all of it. Doing it again changes nothing."""
    is_new_site = not Territory.objects.exists()
    territories = load_places()
    figures = load_figures()
    corridors = load_starter_corridors()
    if territories and not is_new_site:
        # Cards of every room carry names of territories.
        catalogue.refresh()
    elif territories:
        catalogue.put_many("territory", Territory.objects.indexed().with_path().select_related("sheet"))
    if corridors:
        catalogue.put_many("corridor", Corridor.objects.listed().with_ends(all_names=True))
    return {"territories": territories, "figures": figures, "corridors": corridors}


@opens_corridors
def load_starter_corridors(*, at: datetime | None = None) -> int:
    """Open the corridors of the projects and of the largest migrant stocks. Returns how many are new.

    Those of a later edition take in what is there. On a new site the rooms above load what they have afterwards.
    """
    digest = gateways.digest_of(
        "corridors.csv", "corridors-words.csv", "figures-stock.csv.gz", "figures-flows.csv.gz", "figures-costs.csv.gz"
    )
    loaded = LoadedFile.objects.filter(name=_MARK).values_list("digest", flat=True).first()
    if loaded == digest:
        return 0
    opening = _Opening(at or timezone.now())
    opening.projects()
    opening.largest_stocks()
    new = opening.keep()
    if loaded is not None:
        tell_of_opening(opening.new)
    LoadedFile.objects.update_or_create(name=_MARK, defaults={"digest": digest})
    return new


class _Opening:
    """Corridors and statements to be written in bulk; what exists already is left as it is."""

    def __init__(self, at: datetime):
        self.at = at
        self.corridors = {
            (row.origin_id, row.destination_id): row
            for row in Corridor.objects.select_related("origin", "destination").defer("page")
        }
        self.codes = set(EvidenceStatement.objects.exclude(code="").values_list("code", flat=True))
        self.new: list[Corridor] = []
        self.statements: list[tuple[Corridor, dict]] = []
        self.sourced: list[Corridor] = []
        self.countries = {row.country: row for row in Territory.objects.filter(kind=TerritoryKind.COUNTRY)}
        self.by_id = {row.pk: row for row in self.countries.values()}

    def _corridor(self, origin: Territory, destination: Territory, themes=()) -> Corridor:
        corridor = self.corridors.get((origin.pk, destination.pk))
        if corridor is None:
            corridor = corridor_row(origin, destination, at=self.at)
            self.corridors[origin.pk, destination.pk] = corridor
            self.new.append(corridor)
        corridor.themes = list(dict.fromkeys([*corridor.themes, *themes]))
        return corridor

    def _state(self, corridor: Corridor, **values) -> None:
        if values["code"] not in self.codes:
            self.codes.add(values["code"])
            self.statements.append((corridor, values))

    def projects(self) -> None:
        """Corridors of the Joint Migration and Development Initiative, each resting on its source."""
        rows = list(gateways.starter_corridors())
        wanted = {row[end] for row in rows for end in ("origin", "destination")}
        known = {row.code: row for row in Territory.objects.filter(code__in=wanted)}
        for row in rows:
            corridor = self._corridor(known[row["origin"]], known[row["destination"]], row["themes"])
            names = ("code", "kind", "level", "period", "source_title", "source_url", "language", "text")
            self.sourced.append(corridor)
            # The pages do not say when they were written; what is known is the day on which they were read.
            given = {name: row[name] for name in names} | {"stated_on": row["read_on"], "is_day_read": True}
            self._state(corridor, **given)

    def largest_stocks(self) -> None:
        """Country-level corridors: statements made of the migrant stock, the estimated remittances and the cost."""
        focus = {self.countries[code].pk for code in FOCUS_COUNTRIES}
        stock = Figure.objects.filter(series=Series.STOCK, period="2019", value__gt=0)
        pairs: dict[tuple[int, int], float] = {}
        for column, other in (("origin", "destination"), ("destination", "origin")):
            largest: dict[int, list] = {}
            rows = stock.filter(**{f"{column}__in": focus, f"{other}__isnull": False}).order_by("-value")
            for here, there, value in rows.values_list(f"{column}_id", f"{other}_id", "value"):
                held = largest.setdefault(here, [])
                if len(held) < PAIRS:
                    held.append(there)
                    pairs[(here, there) if column == "origin" else (there, here)] = value
        money, cost = self._money(pairs)
        for (origin, destination), value in pairs.items():
            corridor = self._corridor(self.by_id[origin], self.by_id[destination])
            self._figure(corridor, Series.STOCK, EvidenceKind.STOCK, "2019", value, date(2019, 7, 1), Level.OBSERVED)
            if (origin, destination) in money:
                value = money[origin, destination]
                self._figure(
                    corridor, Series.FLOW, EvidenceKind.REMITTANCES, "2017", value, date(2017, 12, 31), Level.REPORTED
                )
            if (origin, destination) in cost:
                quarter, value = cost[origin, destination]
                self._figure(
                    corridor, Series.COST, EvidenceKind.COST, quarter, value, _last_day(quarter), Level.OBSERVED
                )

    def _money(self, pairs) -> tuple[dict, dict]:
        """Money goes against the movement: from the destination back to the origin."""
        money, cost = {}, {}
        rows = Figure.objects.filter(series__in=[Series.FLOW, Series.COST]).order_by("period")
        for series, sender, receiver, period, value in rows.values_list(
            "series", "origin_id", "destination_id", "period", "value"
        ).iterator(chunk_size=5000):
            if (receiver, sender) not in pairs:
                continue
            if series == Series.FLOW:
                money[receiver, sender] = value
            elif period >= COST_SINCE:
                cost[receiver, sender] = (period, value)
        return money, cost

    def _figure(self, corridor, series, kind, period, value, stated_on, level) -> None:
        self._state(
            corridor,
            code=f"{series}:{corridor.origin_country}:{corridor.destination_country}",
            kind=kind,
            series=series,
            period=period,
            value=value,
            source_title=SOURCES[series].title,
            source_url=SOURCES[series].url,
            stated_on=stated_on,
            level=level,
        )

    def keep(self) -> int:
        """Write everything, then work out what the pages show."""
        Corridor.objects.bulk_create(self.new, batch_size=500)
        EvidenceStatement.objects.bulk_create(
            [
                EvidenceStatement(corridor=corridor, stated_at=self.at, **values)
                for corridor, values in self.statements
            ],
            batch_size=500,
        )
        analyse(Corridor, EvidenceStatement)
        _translate_sentences(self.at)
        # Those of the file each time: an edition may change how its statements are shown.
        changed = [*self.new, *self.sourced, *(corridor for corridor, _ in self.statements)]
        touched = {corridor.pk: corridor for corridor in changed}
        Corridor.objects.bulk_update(touched.values(), ["themes"], batch_size=500)
        refresh_corridors(touched.values(), with_figures=True)
        return len(self.new)


def _translate_sentences(at: datetime) -> None:
    """Keep the sentences that came with the site in its other languages; what people wrote in their place stays."""
    sentences, kind = gateways.starter_sentences(), ContentType.objects.get_for_model(EvidenceStatement)
    stated = list(EvidenceStatement.objects.filter(series="", language="en").exclude(code=""))
    kept = {
        (version.object_id, version.language): version
        for version in Version.objects.filter(
            content_type=kind, field="text", object_id__in=[statement.pk for statement in stated]
        )
    }
    new = []
    for statement in stated:
        for language, text in sentences.get(statement.text, {}).items():
            version = kept.get((statement.pk, language)) or Version(
                content_type=kind, object_id=statement.pk, field="text", language=language
            )
            if version.by_id or version.corrected_at:
                continue
            if (version.text, version.provenance) == (text, Provenance.SITE):
                continue
            version.text, version.html = text, languages.html_of(text, form_of(EvidenceStatement, "text"))
            version.digest, version.source_digest = digest_of(text), digest_of(statement.text)
            version.provenance, version.made_at = Provenance.SITE, at
            if version.pk:
                version.save()
            else:
                new.append(version)
    Version.objects.bulk_create(new, batch_size=500)


def _last_day(quarter: str) -> date:
    year, month = int(quarter[:4]), int(quarter[5]) * 3
    return date(year, month, monthrange(year, month)[1])
