"""Corridors: one, a list of them, and what the page of one shows."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from ..choices import EvidenceKind, Series, TerritoryKind
from ..models import Corridor, CorridorEnd, EvidenceStatement, Figure, Territory
from .sentences import said
from .texts import frozen, thawed

#: More statements than these are read from the download; the page shows the strongest.
STATEMENTS_SHOWN = 60
PART_FIELDS = ("about", "has", "looks_for")


def corridor_between(origin: Territory, destination: Territory) -> Corridor | None:
    """The corridor from one territory to another, or None. The way back is a corridor of its own."""
    return Corridor.objects.filter(origin=origin, destination=destination).first()


def lines_between_places(limit: int) -> list[tuple]:
    """The strongest corridors with an end below the country: country and position of each end, and the level."""
    found = (
        Corridor.objects.listed()
        .exclude(origin__kind=TerritoryKind.COUNTRY, destination__kind=TerritoryKind.COUNTRY)
        .filter(origin__latitude__isnull=False, destination__latitude__isnull=False)
        .order_by("-level", "key", "id")
        .values_list("origin_country", "origin__latitude", "origin__longitude", "destination_country",
                     "destination__latitude", "destination__longitude", "level")
    )  # fmt: skip
    return [(row[0], row[1:3], row[3], row[4:6], row[6]) for row in found[:limit]]


def sheet_of_pair(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], dict]:
    """The figures from one country to another: {(origin, destination): {"stock": {"2019": 12.0}, ...}}.

    Money goes the other way: "flow" and "cost" are those from the destination back to the origin.
    """
    pairs = set(pairs)
    ends = {end for pair in pairs for end in pair}
    sheets: dict[tuple[int, int], dict] = {pair: {} for pair in pairs}
    rows = Figure.objects.filter(
        origin__in=ends, destination__in=ends, series__in=[Series.STOCK, Series.FLOW, Series.COST]
    ).values_list("series", "origin_id", "destination_id", "period", "value")
    for series, origin, destination, period, value in rows.order_by("period").iterator(chunk_size=5000):
        pair = (origin, destination) if series == Series.STOCK else (destination, origin)
        if pair in sheets:
            sheets[pair].setdefault(series, {})[period] = value
    return sheets


def page_of_corridor(corridors: Iterable[Corridor]) -> dict[int, dict]:
    """What their pages show of statements and of both ends, as plain values: {pk: {"statements": [...], ...}}."""
    corridors = list(corridors)
    statements = list(EvidenceStatement.objects.filter(corridor__in=corridors).select_related("stated_by"))
    parts = list(CorridorEnd.objects.filter(corridor__in=corridors).select_related("amended_by"))
    written = [statement for statement in statements if statement.text]
    texts, about = frozen(written, ["text"]), frozen(parts, PART_FIELDS)
    pages: dict[int, dict] = {
        corridor.pk: {"statements": [], "withdrawn": [], "parts": {}, "more": 0} for corridor in corridors
    }
    for statement in sorted(
        statements, key=lambda row: (-row.level, bool(row.series), -row.stated_on.toordinal(), row.pk)
    ):
        page = pages[statement.corridor_id]
        held = page["statements" if statement.is_standing else "withdrawn"]
        if len(held) < STATEMENTS_SHOWN:
            held.append(_plain(statement, texts.get(statement.pk, {})))
        else:
            page["more"] += 1
    for part in parts:
        pages[part.corridor_id]["parts"][part.end] = {
            "id": part.pk,
            "texts": about.get(part.pk, {}),
            "amended_at": part.amended_at.isoformat(),
        }
    return pages


_STATEMENT_FIELDS = (
    "kind", "text", "language", "series", "period", "value", "source_title", "source_url", "level", "end",
    "withdrawn_reason", "is_day_read",
)  # fmt: skip


def _plain(statement: EvidenceStatement, texts: dict) -> dict:
    kept = {name: getattr(statement, name) for name in _STATEMENT_FIELDS}
    return kept | {
        "id": statement.pk,
        "stated_on": statement.stated_on.isoformat(),
        "stated_by_id": statement.stated_by_id,
        "withdrawn_at": statement.withdrawn_at.isoformat() if statement.withdrawn_at else None,
        "texts": texts,
    }


def thawed_statements(corridor: Corridor, language: str, *, which: str = "statements") -> list[EvidenceStatement]:
    """The statements of a corridor's page with their texts ready, without a statement to the database."""
    found = []
    for kept in corridor.page.get(which, []):
        # A page that was kept before a field was new is as good: the field has its usual value.
        values = {name: kept[name] for name in _STATEMENT_FIELDS if name in kept}
        statement = EvidenceStatement(
            pk=kept["id"],
            corridor=corridor,
            stated_on=date.fromisoformat(kept["stated_on"]),
            stated_by_id=kept["stated_by_id"],
            withdrawn_at=datetime.fromisoformat(kept["withdrawn_at"]) if kept["withdrawn_at"] else None,
            **values,
        )
        found.append(thawed(statement, kept["texts"], ["text"], language))
    return found


def thawed_parts(corridor: Corridor, language: str) -> dict[str, CorridorEnd]:
    """What each end says of itself, by end, without a statement to the database."""
    parts = {}
    for end, kept in corridor.page.get("parts", {}).items():
        part = CorridorEnd(
            pk=kept["id"], corridor=corridor, end=end, amended_at=datetime.fromisoformat(kept["amended_at"])
        )
        parts[end] = thawed(part, kept["texts"], PART_FIELDS, language)
    return parts


def words_of_corridor(corridor: Corridor) -> dict[str, str]:
    """What its page says in each language, as people wrote or translated it: statements, and both ends."""
    page, found = corridor.page, {}
    for kept in (*page.get("statements", []), *page.get("parts", {}).values()):
        for texts in kept["texts"].values():
            for shown in texts.values():
                found.setdefault(shown["language"], []).append(shown["text"])
    return {language: " ".join(words) for language, words in found.items()}


def timeline(statements: Iterable[EvidenceStatement]) -> list[EvidenceStatement]:
    """Statements that speak of a time, the oldest first; figures have their own drawing."""
    dated = [
        statement for statement in statements if statement.kind in _TOLD and (statement.period or statement.dated_on)
    ]
    return sorted(dated, key=lambda row: (row.period or str(row.stated_on.year), row.pk))


_TOLD = (EvidenceKind.DIASPORA, EvidenceKind.ASSOCIATION, EvidenceKind.AGREEMENT, EvidenceKind.PROJECT,
         EvidenceKind.CHANNEL, EvidenceKind.LOCAL)  # fmt: skip


STATEMENT_COLUMNS = ["kind", "text", "language", "period", "level", "source", "source_address", "date", "read_on",
                     "withdrawn_on", "withdrawn_reason"]  # fmt: skip


def statement_rows(corridor: Corridor, language: str) -> Iterator[dict]:
    """Every statement of a corridor as a row of a file, withdrawn ones with their reason."""
    for statement in corridor.statements.order_by("-level", "-stated_on", "pk").iterator(chunk_size=1000):
        yield {
            "kind": statement.kind,
            "text": said(statement, corridor, language),
            "language": statement.language if statement.text else language,
            "period": statement.period,
            "level": statement.level,
            "source": statement.source_title,
            "source_address": statement.source_url,
            "date": "" if statement.is_day_read else statement.stated_on.isoformat(),
            "read_on": statement.stated_on.isoformat() if statement.is_day_read else "",
            "withdrawn_on": statement.withdrawn_at.date().isoformat() if statement.withdrawn_at else "",
            "withdrawn_reason": statement.withdrawn_reason,
        }
