"""One function a page. `tables` and `maps` turn the figures and positions of a page into what it draws."""

from .corridor import corridor_detail, corridor_list
from .downloads import corridor_figures, corridor_statements, territory_figures
from .stating import corridor_end, corridor_opening, statement_adding, statement_withdrawal
from .territory import territory_detail, territory_list
from .writing import fact_withdrawal, neutral_list, territory_edit, territory_facts, territory_listing, territory_names

__all__ = [
    "corridor_detail",
    "corridor_end",
    "corridor_figures",
    "corridor_list",
    "corridor_opening",
    "corridor_statements",
    "fact_withdrawal",
    "neutral_list",
    "statement_adding",
    "statement_withdrawal",
    "territory_detail",
    "territory_edit",
    "territory_facts",
    "territory_figures",
    "territory_list",
    "territory_listing",
    "territory_names",
]
