"""What pages, cards and other rooms read of projects."""

from .card import ready_for_card, ready_for_cards
from .map import chart_of_countries, chart_of_project, countries_of
from .project import (
    corridors_for,
    corridors_stated_for,
    import_runs,
    import_under_way,
    leads_with_seat_of,
    partners_at,
    partners_with_organizations,
    point_of,
    problems_of,
    project_in_short,
)
from .sheet import page_of, said, sheet_for, stamped
from .words import outcome_of, span_of_countries, time_of, years_element, years_of

__all__ = [
    "chart_of_countries",
    "countries_of",
    "chart_of_project",
    "corridors_for",
    "corridors_stated_for",
    "import_runs",
    "import_under_way",
    "leads_with_seat_of",
    "outcome_of",
    "page_of",
    "partners_at",
    "partners_with_organizations",
    "point_of",
    "problems_of",
    "project_in_short",
    "ready_for_card",
    "ready_for_cards",
    "said",
    "sheet_for",
    "span_of_countries",
    "stamped",
    "time_of",
    "years_element",
    "years_of",
]
