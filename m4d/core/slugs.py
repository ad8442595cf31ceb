"""Addresses of new things, made of their titles: the next free one, also when two people begin at the same moment."""

from collections.abc import Container

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.crypto import get_random_string
from django.utils.text import slugify

from .text import fold

COUNTED = 20
"""Equal titles are counted up to here; after that a random tail is sure to be free without reading them all."""
TRIES = 5
"""How often the next number is tried while others are taking them; then a random tail."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def slug_of(title: str, *, fallback: str = "item", length: int = 60) -> str:
    """The title in Latin letters, for an address; the fallback where it has none."""
    return slugify(fold(title))[:length].strip("-") or fallback


def save_new(
    row: Model, title: str, *, fallback: str = "item", length: int = 60, reserved: Container[str] = ()
) -> None:
    """Insert a new row under the first free `slug` for its title.

    Who takes the same one at the same moment and is first has it; this row gets the next. Any other clash is raised.
    """
    rows = type(row)._base_manager
    for left in reversed(range(TRIES)):
        row.slug = _free(rows, title, fallback, length, reserved, counted=COUNTED if left else 0)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            return
        except IntegrityError:
            if not left or not rows.filter(slug=row.slug).exists():
                raise


def _free(rows, title, fallback, length, reserved, *, counted) -> str:
    base = slug_of(title, fallback="", length=length)
    if not base:
        # Counting up what has no Latin letters would read every address of that kind.
        return f"{fallback}-{_tail()}"
    if base in reserved:
        base = f"{base}-{fallback}"
    wanted = [base, *(f"{base}-{number}" for number in range(2, counted + 1))][:counted]
    taken = set(rows.filter(slug__in=wanted).values_list("slug", flat=True))
    return next((slug for slug in wanted if slug not in taken), f"{base}-{_tail()}")


def _tail() -> str:
    return get_random_string(8, _LETTERS)
