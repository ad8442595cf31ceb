"""Everything that changes the catalogue, and what rooms declare to it."""

from m4d.catalogue.models import Dataset, Description, Facet, Kind

from .cards import date_cards, put, put_many, remove, remove_many, renew
from .declarations import register, register_dataset, register_facet
from .upkeep import (
    add_up_counts,
    forget_words,
    rebuild_index,
    recount,
    refresh,
    render_again,
    render_if_changed,
    renew_carrying,
)

__all__ = [
    "Dataset",
    "Description",
    "Facet",
    "Kind",
    "add_up_counts",
    "date_cards",
    "forget_words",
    "put",
    "put_many",
    "rebuild_index",
    "recount",
    "refresh",
    "register",
    "register_dataset",
    "register_facet",
    "remove",
    "remove_many",
    "render_again",
    "render_if_changed",
    "renew",
    "renew_carrying",
]
