"""Addresses of groups and topics: the same ones stand on page after page, so each is worked out once a language."""

from functools import lru_cache

from django.urls import reverse
from django.utils.translation import get_language

from m4d.core.slugs import slug_of

#: Addresses of each kind that a process keeps.
MOST = 4_000


def group_path(slug: str) -> str:
    """The page of a group in the language of the page."""
    return _group(get_language(), slug)


@lru_cache(maxsize=MOST)
def _group(_language: str, slug: str) -> str:
    return reverse("community:group_detail", args=[slug])


def topic_path(number: int, title: str) -> str:
    """The page of a topic in the language of the page."""
    return _topic(get_language(), number, title)


@lru_cache(maxsize=MOST)
def _topic(_language: str, number: int, title: str) -> str:
    return reverse("community:topic_detail", args=[number, slug_of(title, fallback="topic")])
