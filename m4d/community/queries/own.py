"""What a member keeps: bookmarks, drafts, and what they find inside a group."""

import re

from django.db.models import QuerySet
from django.http import HttpRequest

from m4d.core.pages import Page, keyset_page
from m4d.core.pages.prepared import Prepared, number_marks, spread
from m4d.core.text import fold, plain, teaser

from ..gateways import MOST_FOUND, search_inside
from ..models import Bookmark, Draft, Group, Post
from .words import MENTION

#: Letters of a found post that a list shows.
SHOWN = 240
_WORDS = re.compile(r"[\w'’-]+")


def draft_of(person, place: str) -> Draft | None:
    """What somebody began to write in a place."""
    return Draft.objects.filter(person=person, place=place[:100]).first()


def drafts_of(person) -> list[Draft]:
    """Everything that somebody began to write and has not sent."""
    return list(Draft.objects.filter(person=person)[:50])


def bookmarks_of(person, request: HttpRequest) -> Page:
    """The posts that somebody keeps and still may read, the latest first."""
    seen = Post.objects.visible_to(person).values("pk")
    rows = Bookmark.objects.filter(person=person, post_id__in=seen).values(
        "id", "at", "post_id", "post__html", "post__language", "post__author_id", "post__topic__title",
        "post__topic__language",
    )  # fmt: skip
    return keyset_page(rows, request, order=("-id",), size=30)


def shown_words(html: str, names: dict[str, str] | None = None) -> str:
    """The beginning of a post as plain words."""
    words = MENTION.sub(lambda match: "@" + (names or {}).get(match[1], "…"), plain(html))
    return teaser(words, SHOWN)


def found_inside(group: Group, typed: str, *, before: str = "") -> tuple[list[dict], int]:
    """The posts of a group that hold all the words typed, newest first, and where an older search would go on."""
    words = _WORDS.findall(fold(typed))[:8]
    if not words:
        return [], 0
    mark = int(before) if before.isdecimal() and len(before) < 18 else 2**62
    numbers, older = search_inside(group.pk, words, before=mark)
    rows = _FOUND(spread(_NUMBERS, numbers)) if numbers else []
    found = [dict(zip(_FOUND_COLUMNS, row, strict=True)) for row in rows]
    return [row | {"words": shown_words(row["html"])} for row in found], older


_FOUND_COLUMNS = ("id", "html", "language", "author_id", "written_at", "topic__title", "topic__language")
_NUMBERS = number_marks(MOST_FOUND)
_FOUND = Prepared(
    lambda: Post.objects.filter(pk__in=_NUMBERS, topic__hidden_at=None).order_by("-pk").values_list(*_FOUND_COLUMNS)
)


def revisions_of(post: Post) -> QuerySet:
    """The earlier wordings of a post, the latest first."""
    return post.revisions.all()
