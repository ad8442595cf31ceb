"""Lists that page by key: page 500 costs what page 1 costs."""

import base64
import binascii
import json
from dataclasses import dataclass

from django.core.exceptions import FieldError, ValidationError
from django.db import DataError
from django.db.models import Q


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the marks that lead to its neighbours (empty where there is none)."""

    items: list
    next: str = ""
    previous: str = ""

    def __iter__(self):
        return iter(self.items)

    def __len__(self):
        return len(self.items)


def mark(values) -> str:
    """An opaque, address-safe mark of a place in a list."""
    return (
        base64.urlsafe_b64encode(json.dumps(values, default=str, separators=(",", ":")).encode()).decode().rstrip("=")
    )


def read_mark(text: str, length: int) -> list | None:
    """The values in a mark; None where somebody wrote the mark by hand."""
    if not text or len(text) > 600:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(values, list) or len(values) != length or not all(map(_holdable, values)):
        return None
    return values


def _holdable(value) -> bool:
    """Whether a database column can be compared with this value."""
    if isinstance(value, str):
        return not any(letter == "\x00" or "\ud800" <= letter <= "\udfff" for letter in value)
    return isinstance(value, int | float) and abs(value) < 2**63


def beyond(order, values, *, back: bool = False) -> Q:
    """The condition "comes after these values in this order" (or before)."""
    condition, equal = Q(), {}
    for field, value in zip(order, values, strict=True):
        name = field.lstrip("-")
        down = field.startswith("-") != back
        condition |= Q(**equal, **{f"{name}__{'lt' if down else 'gt'}": value})
        equal[name] = value
    return condition


def is_first(request) -> bool:
    """Whether a request asks for the first page of its list: then rows that are read otherwise may stand in it."""
    return not (request.GET.get("after") or request.GET.get("before"))


def first_page(rows: list, *, order=("sort", "id"), size: int = 25) -> Page:
    """The first page of a list from its rows in this order, of which one more than its size was asked for."""
    return _page(rows, tuple(order), size)


def keyset_page(queryset, request, *, order=("sort", "id"), size: int = 25) -> Page:
    """The page of `queryset` that ?after= or ?before= asks for; a mark that makes no sense gives the first page."""
    order = tuple(order)
    after, before = (read_mark(request.GET.get(name, ""), len(order)) for name in ("after", "before"))
    back = before is not None and after is None
    values = before if back else after
    ordering = [_turned(field) for field in order] if back else order
    rows = queryset.order_by(*ordering)
    try:
        items = list((rows.filter(beyond(order, values, back=back)) if values else rows)[: size + 1])
    except (ValueError, TypeError, FieldError, DataError, ValidationError, OverflowError):
        values, back = None, False
        items = list(queryset.order_by(*order)[: size + 1])
    return _page(items, order, size, back=back, is_further=bool(values))


def _page(items: list, order: tuple, size: int, *, back: bool = False, is_further: bool = False) -> Page:
    more, items = len(items) > size, items[:size]
    if back:
        items.reverse()
    if not items:
        return Page([], "", "")
    has_next, has_previous = (True, more) if back else (more, is_further)
    return Page(
        items,
        next=_mark_of(items[-1], order) if has_next else "",
        previous=_mark_of(items[0], order) if has_previous else "",
    )


def _mark_of(item, order: tuple) -> str:
    return mark([_value(item, field.lstrip("-")) for field in order])


def _turned(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _value(item, name: str):
    for part in name.split("__"):
        item = item[part] if isinstance(item, dict) else getattr(item, part)
    return item
