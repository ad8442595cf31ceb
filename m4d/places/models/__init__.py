"""Territories, the corridors between them, and the figures known about both."""

from .corridor import Corridor, CorridorEnd, EvidenceStatement
from .figure import Figure, LoadedFile, Sheet
from .territory import Territory, TerritoryFact, TerritoryName

__all__ = [
    "Corridor",
    "CorridorEnd",
    "EvidenceStatement",
    "Figure",
    "LoadedFile",
    "Sheet",
    "Territory",
    "TerritoryFact",
    "TerritoryName",
]
