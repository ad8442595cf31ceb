"""Repair: everything here can be run at any time and gives the state that writing would have given."""

import hashlib
from collections.abc import Iterable, Iterator
from inspect import getmodule, getsource
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Count, QuerySet
from django.template.loader import get_template
from django.utils import timezone

from m4d.catalogue.choices import COUNTS
from m4d.catalogue.gateways import index
from m4d.catalogue.models import Card, CardTag, FacetCount, Kind, Rendering, Word, registry
from m4d.catalogue.queries.entries import RENDERER
from m4d.core.later import later, outside
from m4d.core.pages import touch
from m4d.core.rows import add_up

from .cards import AT_WORK, BATCH, renew
from .words import nowhere

#: Words looked at in one job, well within its lease.
WORDS_A_JOB = 20_000


@transaction.atomic
def rebuild_index() -> None:
    """Fill the search index again from the stored terms, after a restore or a change of engine."""
    index.engine().create()
    index.engine().rebuild()


@transaction.atomic
def recount() -> None:
    """Count all cards and tags anew."""
    FacetCount.objects.all().delete()
    counts = [
        *((*row, "", "") for row in Card.objects.values_list("kind", "audience").annotate(n=Count("pk"))),
        *CardTag.objects.values_list("kind", "audience", "facet", "code").annotate(n=Count("pk")),
    ]
    rows = []
    for kind, audience, *rest in counts:
        facet, code, n = rest if isinstance(rest[2], int) else (rest[1], rest[2], rest[0])
        rows.append(FacetCount(kind=kind, audience=audience, facet=facet, code=code, n=n))
    FacetCount.objects.bulk_create(rows, batch_size=500)
    touch(COUNTS)


@transaction.atomic
def add_up_counts() -> None:
    """Make one row of the many changes to each count."""
    add_up(FacetCount._meta.db_table, ("kind", "audience", "facet", "code"), "n")


@outside
def forget_words(*, after: int = 0) -> None:
    """Drop words that no card holds any more: a part of them, and the rest in the next job.

    The index is asked while others may write; a word is asked for again where it is dropped.
    """
    words = list(Word.objects.filter(pk__gt=after).order_by("pk")[:WORDS_A_JOB])
    gone = nowhere(words)
    for start in range(0, len(gone), AT_WORK):
        with transaction.atomic():
            still = nowhere(gone[start : start + AT_WORK])
            Word.objects.filter(pk__in=[word.pk for word in still]).delete()
    if len(words) == WORDS_A_JOB:
        later("m4d.catalogue.actions.forget_words", after=words[-1].pk)


def refresh(kind: str = "") -> int:
    """Describe all things again (after a change of templates, names or languages); the number of things."""
    done = 0
    for code, declared in registry.kinds.items():
        if kind in ("", code):
            things = declared.things().order_by("pk")
            for numbers in _in_parts(things):
                done += renew(declared, numbers)
            for numbers in _in_parts(Card.objects.filter(kind=code).order_by("pk")):
                _take_off_what_is_gone(declared, numbers)
    touch("catalogue")
    return done


def _in_parts(rows: QuerySet) -> Iterator[list[int]]:
    """The numbers of rows in their order, so many at a time, each part asked for when it is its turn."""
    last = 0
    while numbers := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield numbers
        last = numbers[-1]


def _take_off_what_is_gone(kind: Kind, cards: list[int]) -> None:
    """Take these cards off whose things are not in the catalogue any more."""
    described = _numbers(kind, Card.objects.filter(pk__in=cards).values_list("object_id", flat=True))
    there = set(kind.things().filter(pk__in=described).values_list("pk", flat=True))
    renew(kind, [number for number in described if number not in there])


def _numbers(kind: Kind, object_ids: Iterable[str]) -> list:
    """The numbers of things as their own table has them, each once and in order."""
    return sorted({kind.model._meta.pk.to_python(given) for given in object_ids})


@outside
def renew_carrying(*, facet: str, code: str, after: int = 0) -> int:
    """Describe again what carries a code, as after a change of its name: a part, and the rest in the next job.

    The number of cards looked at. Run twice it writes the same again.
    """
    tagged = CardTag.objects.filter(kind__in=list(registry.kinds), facet=facet, code=code, card__gt=after)
    cards = Card.objects.in_bulk(list(tagged.order_by("card").values_list("card", flat=True)[:BATCH]))
    for kind in {card.kind for card in cards.values()}:
        declared = registry.kinds[kind]
        renew(declared, _numbers(declared, [card.object_id for card in cards.values() if card.kind == kind]))
    if len(cards) == BATCH:
        later("m4d.catalogue.actions.renew_carrying", facet=facet, code=code, after=max(cards))
    return len(cards)


def digest_of_rendering() -> str:
    """A digest of what faces are made with: the translations of the interface, the rooms' descriptions and rows."""
    found = hashlib.sha256(str(RENDERER).encode())
    for folder in settings.LOCALE_PATHS:
        for catalog in sorted(Path(folder).glob("*/LC_MESSAGES/django.mo")):
            found.update(catalog.read_bytes())
    for kind in registry.kinds.values():
        found.update(getsource(getmodule(kind.describe)).encode())
        if callable(kind.row_template):
            found.update(getsource(getmodule(kind.row_template)).encode())
        elif kind.row_template:
            found.update(get_template(kind.row_template).template.source.encode())
    return found.hexdigest()


@transaction.atomic
def render_if_changed() -> bool:
    """Have all faces rendered again in the background where wording or templates changed since the last time."""
    digest = digest_of_rendering()
    last = Rendering.objects.first()
    if last is None:
        # A new site: its cards were made with what is here now.
        Rendering.objects.create(pk=1, digest=digest, rendered_at=timezone.now())
        return False
    if last.digest == digest:
        return False
    later("m4d.catalogue.actions.render_again", digest=digest)
    return True


@outside
def render_again(digest: str) -> int:
    """Render every face anew, a batch in a transaction, and remember with what; the number of things."""
    done = refresh()
    Rendering.objects.update_or_create(pk=1, defaults={"digest": digest, "rendered_at": timezone.now()})
    return done
