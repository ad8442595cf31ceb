"""What members keep for themselves: blocks, saved searches, how they are counted."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity
from m4d.core.later import outside

from .. import policies, queries
from ..choices import Sex, Verb
from ..models import Block, Counted, SavedSearch

COUNTED_EVERY = timedelta(hours=6)
SEARCHES_A_RUN = 500


@transaction.atomic
def block_person(other, *, by, at=None) -> Block:
    """Hear no more from somebody. They are not told. Blocking twice is blocking once."""
    accounts.hold(by)
    policies.may_block(by, other).or_refuse()
    block, made = Block.objects.get_or_create(person=by, blocked=other, defaults={"created_at": at or timezone.now()})
    if made:
        activity.record(Verb.PERSON_BLOCKED, by=by, about=block, at=at)
    return block


@transaction.atomic
def unblock_person(other, *, by, at=None) -> None:
    """Take a block back."""
    block = Block.objects.filter(person=by, blocked=other).first()
    if block is not None:
        activity.record(Verb.PERSON_UNBLOCKED, by=by, about=block, at=at)
        block.delete()


@transaction.atomic
def save_search(*, by, name, kind, words="", filters=None, at=None) -> SavedSearch:
    """Keep a search of the directory under a name; nobody else sees it."""
    accounts.hold(by)
    policies.may_save_search(by).or_refuse()
    at = at or timezone.now()
    return SavedSearch.objects.create(
        person=by,
        name=name,
        kind=kind,
        words=words,
        filters=filters or {},
        seen_card=queries.newest_card(),
        counted_at=at,
        created_at=at,
    )


@transaction.atomic
def look_at_search(search, *, at=None) -> None:
    """Remember that the member has looked: what comes later counts as new."""
    search.seen_card, search.news, search.counted_at = queries.newest_card(), 0, at or timezone.now()
    search.save(update_fields=["seen_card", "news", "counted_at"])


@outside
def count_news(*, at=None, limit: int = SEARCHES_A_RUN) -> int:
    """Count what is new in saved searches, those counted longest ago first (clock). Returns how many were counted.

    Searching takes long, so it is done while others may write. Who has looked at a search meanwhile has seen what
    was found, and a search that was deleted stays so.
    """
    at = at or timezone.now()
    searches = list(queries.searches_to_count(at - COUNTED_EVERY, limit))
    for search in searches:
        news = queries.news_of(search)
        SavedSearch.objects.filter(pk=search.pk, seen_card=search.seen_card, counted_at=search.counted_at).update(
            news=news, counted_at=at
        )
    return len(searches)


@transaction.atomic
def delete_search(search) -> None:
    """Forget a saved search."""
    search.delete()


@transaction.atomic
def say_how_counted(*, by, sex: str) -> None:
    """Say how one wants to be counted, or with "" nothing any more. The journal does not tell of it."""
    if not sex:
        Counted.objects.filter(person=by).delete()
        return
    accounts.hold(by)
    Counted.objects.update_or_create(person=by, defaults={"sex": Sex(sex)})
