"""Ways to the database that the object mapper does not have."""

from .inside import search_inside
from .marks import DRAFT, FOLLOWS, KEPT, READ, USEFUL, marks_on

__all__ = ["DRAFT", "FOLLOWS", "KEPT", "READ", "USEFUL", "marks_on", "search_inside"]
