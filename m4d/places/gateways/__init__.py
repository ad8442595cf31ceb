"""The data files of this room, read row by row."""

from .files import (
    costs,
    countries,
    digest_of,
    division_names,
    flows,
    names,
    remittances,
    starter_corridors,
    starter_sentences,
    stocks,
    territories,
)
from .sheets import as_csv, as_xlsx

__all__ = [
    "as_csv",
    "as_xlsx",
    "costs",
    "countries",
    "digest_of",
    "division_names",
    "flows",
    "names",
    "remittances",
    "starter_corridors",
    "starter_sentences",
    "stocks",
    "territories",
]
