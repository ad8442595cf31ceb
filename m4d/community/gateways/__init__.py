"""Ways to the database that the object mapper does not have."""

from .inside import SHOWN as MOST_FOUND
from .inside import search_inside
from .marks import DRAFT, FOLLOWS, KEPT, READ, USEFUL, marks_on
from .sheets import as_csv, as_xlsx

__all__ = [
    "DRAFT",
    "FOLLOWS",
    "KEPT",
    "MOST_FOUND",
    "READ",
    "USEFUL",
    "as_csv",
    "as_xlsx",
    "marks_on",
    "search_inside",
]
