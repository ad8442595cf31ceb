"""What a reader marks for themself: useful, kept, read; and drafts."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.core import pages
from m4d.core.text import clean_line, clean_text

from .. import policies, queries
from ..models import TEXT_LENGTH, TITLE_LENGTH, Bookmark, Draft, Post, ReadMark, Topic, Useful

#: Drafts that one person keeps at a time; an older one makes room.
DRAFTS = 50


@transaction.atomic
def mark_useful(post: Post, *, by, stop: bool = False, at: datetime | None = None) -> int:
    """Say that a post was useful, or take that back; once for each person. Returns to how many it is useful."""
    if not stop:
        policies.may_find_useful(by, post).or_refuse()
        _row, is_new = Useful.objects.get_or_create(person=by, post=post, defaults={"at": at or timezone.now()})
        change = int(is_new)
    else:
        change = -Useful.objects.filter(person=by, post=post).delete()[0]
    if change:
        Post.objects.filter(pk=post.pk).update(useful_count=F("useful_count") + change)
        if post.group_id:
            pages.touch(f"topic-{post.topic_id}")
    return Post.objects.values_list("useful_count", flat=True).get(pk=post.pk)


@transaction.atomic
def keep_post(post: Post, *, by, stop: bool = False, at: datetime | None = None) -> None:
    """Keep a post to find it again, or no longer."""
    if stop:
        Bookmark.objects.filter(person=by, post=post).delete()
    else:
        Bookmark.objects.get_or_create(person=by, post=post, defaults={"at": at or timezone.now()})


@transaction.atomic
def mark_read(topic: Topic, *, by, number: int, at: datetime | None = None) -> None:
    """Remember that somebody has read a topic up to this post; reading an older page takes nothing back."""
    at = at or timezone.now()
    if not ReadMark.objects.filter(person=by, topic=topic, number__lt=number).update(number=number, at=at):
        ReadMark.objects.get_or_create(person=by, topic=topic, defaults={"number": number, "at": at})
    if topic.is_conversation:
        pages.touch(queries.messages_of(by.pk))


@transaction.atomic
def save_draft(place: str, *, by, text: str, title: str = "", at: datetime | None = None) -> Draft | None:
    """Keep what somebody has typed so far; nothing typed keeps nothing."""
    text, title = clean_text(text)[:TEXT_LENGTH], clean_line(title)[:TITLE_LENGTH]
    if not (text or title):
        forget_draft(by, place)
        return None
    accounts.hold(by)
    draft, _made = Draft.objects.update_or_create(
        person=by, place=place[:100], defaults={"text": text, "title": title, "saved_at": at or timezone.now()}
    )
    old = Draft.objects.filter(person=by).order_by("-saved_at", "-pk").values_list("pk", flat=True)[DRAFTS:]
    Draft.objects.filter(pk__in=list(old)).delete()
    return draft


@transaction.atomic
def drop_draft(draft: Draft, *, by) -> None:
    """Throw a draft of one's own away."""
    Draft.objects.filter(pk=draft.pk, person=by).delete()


def forget_draft(person, place: str) -> None:
    """What was written is sent: the draft of that place goes."""
    Draft.objects.filter(person=person, place=place[:100]).delete()
