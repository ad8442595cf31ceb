"""Cards as records for programs and tables: one shape for the API, CSV and XLSX."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q

from m4d.catalogue.choices import audiences_of
from m4d.catalogue.gateways import index
from m4d.catalogue.models import Card, CardFace, CardTag, registry
from m4d.core.pages.keyset import mark, read_mark

from .listing import keys
from .rank import ranked
from .request import Wanted, wanted

CHUNK = 500


class BrokenCursor(ValueError):
    """A place in a list that no list of ours has named."""


@dataclass
class Record:
    """One card with everything that may be handed on."""

    kind: str
    id: str
    path: str
    title: str
    title_language: str
    summary: str
    summary_language: str
    language: str
    date: date | None
    latitude: float | None
    longitude: float | None
    tags: dict[str, list[str]]
    data: dict
    updated_at: datetime

    def url(self, language: str) -> str:
        """The page of this card for people."""
        return f"{settings.SITE_URL}/{language}/{self.path}"

    @property
    def licence(self) -> str:
        """Under which terms the record may be used again."""
        return registry.kinds[self.kind].licence if self.kind in registry.kinds else ""

    @property
    def source(self) -> str:
        """Where the record comes from, where its room says so."""
        return str(self.data.get("source") or "")


def read_records(numbers: list[int], language: str) -> list[Record]:
    """Records in the order of the numbers; two statements."""
    if not numbers:
        return []
    faces = CardFace.objects.filter(Q(language="") | Q(language=language), card_id__in=numbers).select_related("card")
    chosen: dict[int, CardFace] = {}
    for face in faces.defer("html", "row"):
        if face.language or face.card_id not in chosen:
            chosen[face.card_id] = face
    tags: dict[int, dict[str, list[str]]] = {number: {} for number in numbers}
    rows = CardTag.objects.filter(card_id__in=numbers).order_by("facet", "code")
    for card, facet, code in rows.values_list("card_id", "facet", "code"):
        tags[card].setdefault(facet, []).append(code)
    return [_record(chosen[number], tags[number]) for number in numbers if number in chosen]


def _record(face: CardFace, tags: dict[str, list[str]]) -> Record:
    card = face.card
    return Record(
        kind=card.kind,
        id=card.object_id,
        path=card.path,
        title=face.title,
        title_language=face.title_language,
        summary=face.summary,
        summary_language=face.summary_language,
        language=card.language,
        date=card.date,
        latitude=card.latitude,
        longitude=card.longitude,
        tags=tags,
        data=card.data,
        updated_at=card.updated_at,
    )


def record_at(kind: str, slug: str, person, language: str) -> Record | None:
    """One record by its number or by the last part of its address, if this person may see it."""
    declared = registry.kinds.get(kind)
    if declared is None or len(slug) > 200:
        return None
    cards = Card.objects.filter(audience__in=audiences_of(person), kind=kind)
    found = cards.filter(path=f"{declared.list_path}{slug}/").values_list("pk", flat=True).first()
    if found is None and slug.isascii() and len(slug) <= 40:
        found = cards.filter(object_id=slug).values_list("pk", flat=True).first()
    records = read_records([found], language) if found else []
    return records[0] if records else None


def changed_since(
    kind: str, person, since: datetime, filters: dict, after: str, size: int, language: str
) -> tuple[list[Record], str]:
    """Records of a kind that changed at or after a moment, oldest change first; (records, cursor of the next page)."""
    place = _change_at(after) if after else None
    numbers: list[tuple] = []
    for audience in audiences_of(person):
        rows = Card.objects.filter(kind=kind, audience=audience, updated_at__gte=since)
        for facet, codes in filters.items():
            rows = rows.filter(Exists(CardTag.objects.filter(card=OuterRef("pk"), facet=facet, code__in=codes)))
        if place:
            rows = rows.filter(Q(updated_at__gt=place[0]) | Q(updated_at=place[0], pk__gt=place[1]))
        numbers += rows.order_by("updated_at", "pk").values_list("updated_at", "pk")[: size + 1]
    numbers.sort()
    cursor = ""
    if len(numbers) > size:
        changed, pk = numbers[size - 1]
        cursor = mark([changed.astimezone(UTC).isoformat(), pk])
    return read_records([pk for _, pk in numbers[:size]], language), cursor


def _change_at(cursor: str) -> tuple[datetime, int]:
    """The moment and the card that such a cursor stands for."""
    place = read_mark(cursor, 2)
    try:
        moment, card = datetime.fromisoformat(place[0]), int(place[1])
    except (TypeError, ValueError) as error:
        raise BrokenCursor(cursor[:80]) from error
    # Near the first and the last year another time zone would lead out of the calendar.
    if moment.tzinfo is None or not 1970 <= moment.year <= 2200:
        raise BrokenCursor(cursor[:80])
    return moment, card


def all_records(*, kind, person, words: str, filters: dict, language: str) -> Iterator[Record]:
    """Every record of a list or search, a chunk at a time: memory does not grow with the list."""
    asked = wanted(kind=kind, person=person, words=words, filters=filters, order=None, language=language)
    if not asked.kinds or (words.strip() and not asked.words):
        return
    for numbers in _chunks(asked):
        yield from read_records(numbers, language)


def _chunks(asked: Wanted) -> Iterator[list[int]]:
    if asked.words:
        matches = index.engine().candidates(asked.groups(), first=asked.title_groups())
        numbers = [row[3][0] for row in ranked(matches, asked)]
        yield from (numbers[start : start + CHUNK] for start in range(0, len(numbers), CHUNK))
        return
    drive = next(iter(asked.filters), "")
    place: list | None = None
    while rows := keys(asked, place, CHUNK, drive):
        yield [card for _, card in rows]
        if len(rows) < CHUNK:
            return
        place = list(rows[-1])


def cursor_at(row: int) -> str:
    """The cursor of a row in a dataset that is counted."""
    return mark([row])


def place_of(cursor: str) -> int:
    """The row that such a cursor stands for; 0 without one."""
    place = read_mark(cursor, 1) if cursor else [0]
    if place and isinstance(place[0], int) and 0 <= place[0] < 10**9:
        return place[0]
    raise BrokenCursor(cursor[:80])
