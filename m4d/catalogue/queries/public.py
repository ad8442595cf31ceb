"""What machines read without signing in: feeds, sitemap, structured data. Only what visitors may see."""

from datetime import UTC, datetime

from django.conf import settings
from django.db.models import Max

from m4d.activity.queries import News
from m4d.catalogue.choices import Audience
from m4d.catalogue.models import Card, CardFace, CardTag, Kind, registry
from m4d.vocabulary import queries as vocabulary

from .browse import SHELVES
from .entries import Entry
from .reading import read_entries

FEED_LENGTH = 30
#: Cards in one part of the sitemap: in four languages these are two thousand addresses, about a megabyte.
PART = 500
PUBLIC = (Audience.EVERYBODY.value, Audience.VISITORS.value)


def newest_changes(kind: str, language: str) -> list[Entry]:
    """The cards of a kind that changed last; two short walks along one index."""
    numbers: list[tuple] = []
    for audience in PUBLIC:
        rows = Card.objects.filter(kind=kind, audience=audience).order_by("-updated_at", "-pk")
        numbers += rows.values_list("updated_at", "pk")[:FEED_LENGTH]
    numbers.sort(reverse=True)
    return read_entries([pk for _, pk in numbers[:FEED_LENGTH]], language)


def last_change(entries: list[Entry]) -> datetime:
    """When the newest of these changed."""
    times = [entry.updated_at for entry in entries if entry.updated_at]
    return max(times, default=datetime(2000, 1, 1, tzinfo=UTC))


def sitemap_parts() -> int:
    """How many parts the sitemap has besides part 0, which holds the lists."""
    last = Card.objects.aggregate(last=Max("pk"))["last"]
    return 0 if last is None else last // PART + 1


def sitemap_pages(part: int) -> list[tuple[str, datetime | None]]:
    """The addresses of one part (after the language), and when each changed."""
    if part == 0:
        lists = [kind.list_path for kind in registry.kinds.values()]
        codes = [f"{on.path}{code}/" for on in SHELVES.values() for code in vocabulary.terms(on.scheme)]
        return [(path, None) for path in dict.fromkeys([*lists, *(on.path for on in SHELVES.values()), *codes])]
    rows = Card.objects.filter(pk__gte=(part - 1) * PART, pk__lt=part * PART, audience__in=PUBLIC)
    return list(rows.order_by("pk").values_list("path", "updated_at"))


def structured_data(thing, language: str) -> dict | None:
    """The schema.org description of a thing, from the card that visitors see; None where they see none."""
    kinds = registry.kinds_of(thing)
    if not kinds:
        return None
    faces = CardFace.objects.filter(
        card__kind=kinds[0].code,
        card__object_id=str(thing.pk),
        card__audience__in=PUBLIC,
        language__in=["", language],
    )
    face = faces.select_related("card").order_by("-language").first()
    return None if face is None else described(kinds[0], face, language)


def described(kind: Kind, face: CardFace, language: str) -> dict:
    """One card in the words of schema.org."""
    card = face.card
    found = {
        "@context": "https://schema.org",
        "@type": kind.schema_org,
        "@id": f"{settings.SITE_URL}/{language}/{card.path}",
        "url": f"{settings.SITE_URL}/{language}/{card.path}",
        "name": face.title,
        "description": face.summary,
        "identifier": card.data.get("identifier") if isinstance(card.data, dict) else None,
    }
    if card.latitude is not None:
        found["geo" if kind.schema_org in ("Place", "AdministrativeArea", "Country") else "location"] = (
            {"@type": "GeoCoordinates", "latitude": card.latitude, "longitude": card.longitude}
            if kind.schema_org in ("Place", "AdministrativeArea", "Country")
            else {
                "@type": "Place",
                "geo": {"@type": "GeoCoordinates", "latitude": card.latitude, "longitude": card.longitude},
            }
        )
    if kind.schema_org in ("CreativeWork", "WebPage", "Article", "ResearchProject", "Dataset"):
        found["inLanguage"] = face.title_language
        found["dateModified"] = card.updated_at.date().isoformat()
    return {name: value for name, value in found.items() if value not in (None, "")}


#: So much that changed is looked at for digests; with more of it only the newest.
NEWS = 400


def news_since(since: datetime, language: str) -> list[News]:
    """What everybody may read that is new or changed since then and has themes, newest first: for digests."""
    changed = Card.objects.filter(kind__in=list(registry.kinds), audience=Audience.EVERYBODY, updated_at__gte=since)
    newest = changed.order_by("-updated_at", "-pk").values("pk", "path", "updated_at")[:NEWS]
    cards = {card["pk"]: card for card in newest}
    themes: dict[int, set[str]] = {}
    for card, code in CardTag.objects.filter(card__in=cards, facet="theme").values_list("card_id", "code"):
        themes.setdefault(card, set()).add(code)
    faces = CardFace.objects.filter(card__in=themes, language__in=[language, ""]).order_by("language")
    shown = {face.card_id: face for face in faces.only("card_id", "language", "title", "title_language", "summary")}
    return [
        News(
            title=shown[pk].title,
            path=card["path"],
            themes=frozenset(themes[pk]),
            at=card["updated_at"],
            teaser=shown[pk].summary,
            language=shown[pk].title_language,
        )
        for pk, card in cards.items()
        if pk in shown
    ]
