"""Everything that changes what editors compose, and how a message reaches the facilitators."""

from .leaving import forget_staff_member
from .messages import write_to_facilitators
from .pages import page_was_deleted, page_went_away, page_went_live, readers_changed, refresh_menus
from .staff import settle_staff_rights
from .starter import load_starter
from .terms import add_term, amend_term, retire_term

__all__ = [
    "add_term",
    "amend_term",
    "forget_staff_member",
    "load_starter",
    "page_was_deleted",
    "page_went_away",
    "page_went_live",
    "readers_changed",
    "refresh_menus",
    "retire_term",
    "settle_staff_rights",
    "write_to_facilitators",
]
