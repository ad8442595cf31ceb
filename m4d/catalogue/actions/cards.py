"""Putting things on cards and taking them off. A batch and a single thing go the same way."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from m4d.catalogue.choices import COUNTS, Audience
from m4d.catalogue.gateways import index
from m4d.catalogue.models import Card, CardFace, CardTag, FacetCount, Kind, SearchLine, SearchText, TitleKey, registry
from m4d.core.pages import touch
from m4d.core.rows import insert

from .drafts import Draft, draft, words_of
from .words import learn, unlearn

BATCH = 500
#: Things in one transaction while people are at work: nobody else can write to SQLite until it ends.
AT_WORK = 50
_CARD_FIELDS = ["path", "language", "sort", "newest", "date", "latitude", "longitude", "data", "updated_at"]


@transaction.atomic
def put(thing) -> None:
    """Write the cards of a thing as its room describes it now; a card it no longer has is taken off.

    Raises LookupError where no room registered a kind for the thing.
    """
    kinds = registry.kinds_of(thing)
    if not kinds:
        raise LookupError(f"no kind of card is registered for {type(thing).__name__}")
    for kind in kinds:
        unlearn(_write(kind, [thing], _drafts(kind, [thing])))
    touch("catalogue", *(f"catalogue:{kind.code}" for kind in kinds))


def put_many(kind: Kind | str, things: Iterable, *, search: bool = True) -> int:
    """Write the cards of many things as they are given, a batch in a transaction; the number of things.

    With search=False the index is left for `rebuild_index()`, which is faster for the first million. While people are
    at work use `renew`: a thing given here may have changed before its batch is written.
    """
    kind = registry.kinds[kind] if isinstance(kind, str) else kind
    remaining, done = iter(things), 0
    while batch := list(islice(remaining, BATCH)):
        # Worked out before the transaction: on SQLite nobody else can write until it ends.
        drafts = _drafts(kind, batch)
        with transaction.atomic():
            _write(kind, batch, drafts, search=search)
            touch("catalogue", f"catalogue:{kind.code}")
        done += len(batch)
    return done


def renew(kind: Kind | str, numbers: list) -> int:
    """Write the cards of these things as they stand when it is their turn; the number of things that have any.

    Whoever is changing one of them is waited for, and who comes later waits: otherwise a card described before a
    change could be written after it, and show again what was hidden. On SQLite the transaction is the lock.
    """
    kind = registry.kinds[kind] if isinstance(kind, str) else kind
    done = 0
    for start in range(0, len(numbers), AT_WORK):
        batch = numbers[start : start + AT_WORK]
        with transaction.atomic():
            for model in (kind.model, *kind.model._meta.get_parent_list()):
                rows = model._base_manager.select_for_update().filter(pk__in=batch).order_by("pk")
                list(rows.values_list("pk"))
            things = list(kind.things().filter(pk__in=batch))
            if kind.ready:
                kind.ready(things)
            _write(kind, things, _drafts(kind, things))
            remove_many(kind, {str(number) for number in batch} - {str(thing.pk) for thing in things})
        done += len(things)
    return done


def date_cards(kind: str, moments: Mapping[int, datetime]) -> None:
    """Say of things that came from elsewhere when they last changed there, so that nobody is told of them as news."""
    cards = list(Card.objects.filter(kind=kind, object_id__in=[str(number) for number in moments]))
    for card in cards:
        card.updated_at = moments[int(card.object_id)]
    Card.objects.bulk_update(cards, ["updated_at"], batch_size=100)


@transaction.atomic
def remove(thing) -> None:
    """Take a thing off all its cards; called before the thing loses its number."""
    for kind in registry.kinds_of(thing):
        standing = _standing(kind.code, [thing.pk])
        remove_many(kind, [str(thing.pk)])
        unlearn(_words_on(standing))


@transaction.atomic
def remove_many(kind: Kind | str, object_ids: Iterable[str]) -> None:
    """Take things off their cards by number, also when the things themselves are gone."""
    code = kind if isinstance(kind, str) else kind.code
    _take_off(_standing(code, object_ids))
    touch("catalogue", f"catalogue:{code}")


class _Standing(NamedTuple):
    """A card as it stands before it is written anew."""

    card: Card
    tags: set[tuple[str, str]]
    terms: str
    texts: dict


def _standing(kind: str, object_ids: Iterable[str]) -> dict[tuple[str, str, int], _Standing]:
    """The cards that things have now, by what a card is unique by; they stay locked."""
    found = Card.objects.select_for_update().filter(kind=kind, object_id__in=[str(pk) for pk in object_ids])
    cards = {card.pk: card for card in found}
    if not cards:
        return {}
    tags: dict[int, set] = {number: set() for number in cards}
    for number, facet, code in CardTag.objects.filter(card_id__in=cards).values_list("card_id", "facet", "code"):
        tags[number].add((facet, code))
    texts = {text.pk: text for text in SearchText.objects.filter(pk__in=cards)}
    return {
        (card.kind, card.object_id, card.audience): _Standing(
            card, tags[number], texts[number].terms, texts[number].texts
        )
        for number, card in cards.items()
    }


def _drafts(kind: Kind, things: list) -> dict[tuple[str, str, int], Draft]:
    """What the cards of these things will say, by what a card is unique by."""
    return {
        item.key: item for thing in things for item in (draft(kind, thing, given) for given in kind.describe(thing))
    }


def _write(kind: Kind, things: list, drafts: dict, *, search: bool = True) -> Iterator[str]:
    """Write the cards of these things; the words that left them, worked out where somebody reads them."""
    standing = _standing(kind.code, [thing.pk for thing in things])
    now = timezone.now()
    cards = [item.card(_changed_at(item, standing, now)) for item in drafts.values()]
    _take_off({key: old for key, old in standing.items() if key not in drafts})
    words = {word: shown for item in drafts.values() for word, shown in item.words.items()}
    left = (word for word in _words_on(standing) if word not in words)
    if not drafts:
        return left
    kept = {key: old for key, old in standing.items() if key in drafts}
    _forget_rows(kept, search=search)
    Card.objects.bulk_create(
        cards,
        update_conflicts=True,
        unique_fields=["kind", "object_id", "audience"],
        update_fields=_CARD_FIELDS,
    )
    _write_rows(list(zip(cards, drafts.values(), strict=True)), search=search)
    after = Counter(
        (item.kind.code, item.audience, facet, code) for item in drafts.values() for facet, code in item.tag_keys
    )
    _count(after, _counted(kept))
    learn(words)
    return left


def _words_on(standing: dict[tuple[str, str, int], _Standing]) -> Iterator[str]:
    """The words of titles and summaries of cards as they stand."""
    for old in standing.values():
        yield from words_of(
            {language: text[0] for language, text in old.texts.items()},
            {language: text[1] for language, text in old.texts.items()},
        )


#: Whose cards this audience read until now, where it had none of its own.
_READ_BEFORE = {
    Audience.EVERYBODY: (Audience.VISITORS, Audience.MEMBERS),
    Audience.VISITORS: (Audience.EVERYBODY,),
    Audience.MEMBERS: (Audience.EVERYBODY,),
}


def _changed_at(item: Draft, standing: dict, now: datetime) -> datetime:
    """Since when a card says what it says: the moment stays while its audience sees the same.

    Otherwise the feeds and `updated_since` would tell visitors that a member has changed something hidden.
    """
    kind, number, audience = item.key
    own = [item.key] if item.key in standing else [(kind, number, other) for other in _READ_BEFORE[audience]]
    if all(key in standing and _says_the_same(item, standing[key]) for key in own):
        return max(standing[key].card.updated_at for key in own)
    return now


def _says_the_same(item: Draft, old: _Standing) -> bool:
    given, card = item.description, old.card
    return (
        (card.path, card.language, card.date) == (given.path[:300], given.language[:20], given.date)
        and (card.latitude, card.longitude) == (given.point or (None, None))
        and old.tags == item.tags
        and old.texts == item.text.texts
        and card.data == json.loads(json.dumps(given.data))
    )


_FACE = ("card_id", "language", "title", "title_language", "summary", "summary_language", "html", "row")
_TAG = ("card_id", "kind", "audience", "facet", "code", "sort", "newest")
_LINE = ("card_id", "sort", "newest", "titles", "summaries", "tags")
_TEXT = ("card_id", "terms", "texts")
_KEY = ("card_id", "kind", "audience", "language", "key", "weight")
_COUNT = ("kind", "audience", "facet", "code", "n")


def _write_rows(pairs: list[tuple[Card, Draft]], *, search: bool) -> None:
    faces, tags, lines, texts, keys = [], [], [], [], []
    for card, item in pairs:
        number, text = card.pk, item.text
        faces += [(number, *face) for face in item.faces]
        tags += [
            (number, card.kind, card.audience, facet, code, text.sort, text.newest)
            for facet, code in sorted(item.tags)
        ]
        lines.append((number, text.sort, text.newest, text.titles, text.summaries, text.tags))
        keys += [
            (number, card.kind, card.audience, language, key, item.description.weight) for language, key in item.keys
        ]
        texts.append((number, text.terms, json.dumps(text.texts, ensure_ascii=False)))
    insert(CardFace._meta.db_table, _FACE, faces)
    insert(CardTag._meta.db_table, _TAG, tags)
    insert(SearchLine._meta.db_table, _LINE, lines)
    insert(SearchText._meta.db_table, _TEXT, texts)
    insert(TitleKey._meta.db_table, _KEY, keys)
    if search:
        index.engine().put([(card.pk, item.text.terms) for card, item in pairs])


def _take_off(standing: dict[tuple[str, str, int], _Standing]) -> None:
    if standing:
        _forget_rows(standing)
        Card.objects.filter(pk__in=[old.card.pk for old in standing.values()]).delete()
        _count(Counter(), _counted(standing))


def _forget_rows(standing: dict[tuple[str, str, int], _Standing], *, search: bool = True) -> None:
    if not standing:
        return
    numbers = [old.card.pk for old in standing.values()]
    if search:
        index.engine().remove([(old.card.pk, old.terms) for old in standing.values()])
    for model in (CardFace, CardTag, SearchLine, SearchText, TitleKey):
        rows = model.objects.filter(card_id__in=numbers)
        rows._raw_delete(rows.db)


def _counted(standing: dict[tuple[str, str, int], _Standing]) -> Counter:
    """What cards as they stand add to the counts."""
    return Counter(
        (kind, audience, facet, code)
        for (kind, _number, audience), old in standing.items()
        for facet, code in {*old.tags, ("", "")}
    )


def _count(after: Counter, before: Counter) -> None:
    changes = [(*key, after[key] - before[key]) for key in sorted({*after, *before}) if after[key] != before[key]]
    if changes:
        insert(FacetCount._meta.db_table, _COUNT, changes)
        touch(COUNTS)
