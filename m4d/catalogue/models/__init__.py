"""What the catalogue remembers: cards, their tags and words; and what a kind of card declares."""

from .card import Card, CardFace, CardTag, FacetCount, KeyField, SearchLine, SearchText, TitleKey
from .kind import Dataset, Description, Facet, Kind, registry
from .rendering import Rendering
from .word import Word, WordKey

__all__ = [
    "Card",
    "CardFace",
    "CardTag",
    "Dataset",
    "Description",
    "Facet",
    "FacetCount",
    "KeyField",
    "Kind",
    "Rendering",
    "SearchLine",
    "SearchText",
    "TitleKey",
    "Word",
    "WordKey",
    "registry",
]
