"""Every change to territories, corridors and figures. Other rooms import this module as `places`."""

from .corridors import amend_end, open_corridor, register_opening, state_evidence, withdraw_statement
from .curate import choose_name, hide_territory, renew_below, show_territory
from .figures import load_figures
from .leaving import forget_author
from .load import load_places
from .profiles import Changed, amend_lead, keep_texts, state_fact, withdraw_fact
from .refresh import TURN, hold_openings, refresh_corridors, refresh_territories
from .starter import load_starter

__all__ = [
    "Changed",
    "TURN",
    "amend_end",
    "amend_lead",
    "choose_name",
    "forget_author",
    "hold_openings",
    "hide_territory",
    "keep_texts",
    "load_figures",
    "load_places",
    "load_starter",
    "open_corridor",
    "refresh_corridors",
    "refresh_territories",
    "register_opening",
    "renew_below",
    "show_territory",
    "state_evidence",
    "state_fact",
    "withdraw_fact",
    "withdraw_statement",
]
