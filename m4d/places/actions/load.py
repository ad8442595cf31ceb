"""Reads the place files into territories: at once, as often as wanted, never over what people changed."""

from collections import Counter
from collections.abc import Iterable

from django.db import connection
from django.db.models import Q
from django.utils.text import slugify

from m4d.core import pages
from m4d.core.text import fold

from .. import gateways, queries
from ..choices import NameKind, TerritoryKind
from ..models import Corridor, LoadedFile, Sheet, Territory, TerritoryName
from .refresh import in_turn, refresh_corridors

_FILES = ("countries.csv", "territories.csv.gz", "division-names.csv.gz", "names.csv")
_BATCH = 2000
#: What a new edition of the data may change in a row that is there already. Slug, code and listing stay.
_REFRESHED = ("name", "name_language", "names", "key", "latitude", "longitude", "population", "iso_code", "region")
_NAMING = ("name", "name_language", "key")


@in_turn
def load_places(*, force: bool = False) -> int:
    """Read countries, divisions, places and their names. Returns how many territories are new or have changed.

    The same files twice change nothing; names chosen by the programme and rows changed by hand stay.
    """
    digest = gateways.digest_of(*_FILES)
    done = LoadedFile.objects.filter(name="places", digest=digest).exists()
    if done and not force:
        return 0
    loader = _Loader()
    loader.countries()
    loader.divisions()
    analyse(Sheet, Territory)
    loader.other_names()
    analyse(TerritoryName)
    LoadedFile.objects.update_or_create(name="places", defaults={"digest": digest})
    queries.forget()
    changed = [row.pk for row in loader.changed]
    for start in range(0, len(changed), _BATCH):
        # The fans of both ends of a corridor hold their names.
        some = changed[start : start + _BATCH]
        refresh_corridors(Corridor.objects.filter(Q(origin__in=some) | Q(destination__in=some)))
    pages.touch("places", queries.TAG, queries.NAMES)
    return loader.new + len(changed)


def analyse(*models) -> None:
    """Tell PostgreSQL how much was written: it would plan the next statements for empty tables, and take hours."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in models:
                cursor.execute(f'ANALYZE "{model._meta.db_table}"')


class _Loader:
    """One reading of the files: what is there, what is new, what an edition changed."""

    def __init__(self):
        self.known = {row.code: row for row in Territory.objects.defer("fan", "profile", "texts")}
        self.slugs = {row.slug for row in self.known.values()}
        self.slug_by_code = {row.code: row.slug for row in self.known.values()}
        self.ours = _shown_names()
        self.shown = _names_of_divisions()
        for code, names in self.ours.items():
            self.shown[code] = self.shown.get(code, {}) | names
        self.chosen = _chosen_names()
        self.changed: list[Territory] = []
        self.new = 0
        self.shared = Counter(
            (row["country"], slugify(fold(row["name"])))
            for row in gateways.territories()
            if row["kind"] == TerritoryKind.PLACE
        )

    def countries(self) -> None:
        sheets = {sheet.country: sheet for sheet in Sheet.objects.defer("data")}
        rows = list(gateways.countries())
        Sheet.objects.bulk_create([Sheet(country=row["iso2"]) for row in rows if row["iso2"] not in sheets])
        sheets = {sheet.country: sheet for sheet in Sheet.objects.defer("data")}
        self._keep(
            self._made(
                code=row["iso2"],
                kind=TerritoryKind.COUNTRY,
                country=row["iso2"],
                parent=None,
                name=row["en"],
                name_language="en",
                names=row["names"],
                latitude=row["latitude"],
                longitude=row["longitude"],
                iso_code=row["iso3"],
                region=row["region"],
                sheet=sheets[row["iso2"]],
            )
            for row in rows
        )

    def divisions(self) -> None:
        waiting: list[dict] = []
        kind = None
        for row in gateways.territories():
            if row["kind"] != kind:
                self._keep(self._division(each) for each in waiting)
                waiting, kind = [], row["kind"]
            waiting.append(row)
        self._keep(self._division(each) for each in waiting)
        Territory.objects.bulk_update(self.changed, _REFRESHED, batch_size=500)

    def _division(self, row: dict) -> Territory | None:
        parent = self.known.get(row["parent"])
        if parent is None:
            return None
        return self._made(
            code=row["code"],
            kind=row["kind"],
            country=row["country"],
            parent=parent,
            name=row["name"],
            name_language=row["language"],
            names=row["names"],
            latitude=row["latitude"],
            longitude=row["longitude"],
            population=row["population"],
            geonames_id=row["geonames_id"],
            iso_code=row["iso_code"],
            sheet_id=self.known[row["country"]].sheet_id,
        )

    def _made(self, *, code, names, **values) -> Territory | None:
        """A new row; or None after noting what the edition changed in the row that is there."""
        names = names | self.shown.get(code, {})
        key = queries.name_key(values["name"])
        row = self.known.get(code)
        if row is None:
            row = Territory(code=code, names=names, key=key, **values)
            row.slug = self._slug(row)
            self.known[code] = row
            return row
        before = {name: getattr(row, name) for name in _REFRESHED}
        for name in _REFRESHED:
            if name in values and not (row.edited_at and name in _NAMING):
                setattr(row, name, values[name])
        if not row.edited_at:
            row.key = key
        row.names = names | self.chosen.get(row.pk, {})
        if before != {name: getattr(row, name) for name in _REFRESHED}:
            self.changed.append(row)
        return None

    def _slug(self, row: Territory) -> str:
        """An address that stays: the country, then as much of the path as sets it apart."""
        name = slugify(fold(row.name)) or slugify(row.code)
        if row.parent is None:
            candidates = [name]
        else:
            country, above = self.slug_by_code[row.country], self.slug_by_code[row.parent.code]
            region = self.slug_by_code.get(".".join(row.parent.code.split(".")[:2]), above)
            candidates = [f"{region}-{name}", f"{above}-{name}"]
            if row.kind == TerritoryKind.ADMIN2:
                candidates = [f"{above}-{name}"]
            elif not self.is_shared(row.country, name):
                candidates.insert(0, f"{country}-{name}")
            candidates.append(f"{above}-{name}-{slugify(row.code.replace(':', '-').replace('.', '-'))}")
        for candidate in candidates:
            if candidate[:160] not in self.slugs:
                break
        slug = candidate[:160]
        self.slugs.add(slug)
        self.slug_by_code[row.code] = slug
        return slug

    def is_shared(self, country: str, name: str) -> bool:
        """Whether several places of a country have this name: then none of them has the short address."""
        return self.shared[country, name] > 1

    def _keep(self, rows: Iterable[Territory | None]) -> None:
        new = [row for row in rows if row is not None]
        Territory.objects.bulk_create(new, batch_size=_BATCH)
        self.new += len(new)

    def other_names(self) -> None:
        """Every name that is not the territory's own: of other languages, in use, of former times."""
        rows = []
        for code, row in self.known.items():
            for language, name in (row.names or {}).items():
                if name != row.name or code in self.ours:
                    rows.append((row, language, name, NameKind.CURRENT))
        for entry in gateways.names():
            row = self.known.get(entry["code"])
            if row is not None and entry["kind"] != "shown":
                rows.append((row, entry["language"], entry["name"], entry["kind"]))
        TerritoryName.objects.bulk_create(
            [
                TerritoryName(territory=row, language=language, name=name, key=queries.name_key(name), kind=kind)
                for row, language, name, kind in rows
            ],
            batch_size=_BATCH,
            ignore_conflicts=True,
        )
        keep_other_names({row.pk for row, _language, _name, kind in rows if kind != NameKind.CURRENT})


def keep_other_names(ids: Iterable[int]) -> None:
    """Write other and former names into the rows of territories, for their pages."""
    names: dict[int, list] = {}
    rows = (
        TerritoryName.objects.filter(territory__in=list(ids)).exclude(kind=NameKind.CURRENT).order_by("kind", "name")
    )
    for territory, name, language, kind in rows.values_list("territory_id", "name", "language", "kind"):
        names.setdefault(territory, []).append([name, language, kind])
    for pk, held in names.items():
        Territory.objects.filter(pk=pk).update(other_names=held)


def _shown_names() -> dict[str, dict]:
    """The names of our own file that are shown: {code: {language: name}}."""
    shown: dict[str, dict] = {}
    for entry in gateways.names():
        if entry["kind"] == "shown":
            shown.setdefault(entry["code"], {})[entry["language"]] = entry["name"]
    return shown


def _names_of_divisions() -> dict[str, dict]:
    """The names of first-level divisions in other languages: {code: {language: name}}."""
    names: dict[str, dict] = {}
    for entry in gateways.division_names():
        names.setdefault(entry["code"], {})[entry["language"]] = entry["name"]
    return names


def _chosen_names() -> dict[int, dict]:
    """The neutral list: names that the programme chose, {territory: {language: name}}."""
    chosen: dict[int, dict] = {}
    rows = TerritoryName.objects.filter(chosen_at__isnull=False, kind=NameKind.CURRENT)
    for territory, language, name in rows.values_list("territory_id", "language", "name"):
        chosen.setdefault(territory, {})[language] = name
    return chosen
