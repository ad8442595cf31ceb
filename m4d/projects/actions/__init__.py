"""What can happen to projects: taken in from files, corrected by people who know them."""

from .correcting import Changed, correct_project
from .filing import file_under_corridors
from .importing import ImportReport, UnderWay, continue_import, import_iati, request_import
from .sheets import ask_for_sheets, renew_sheets, rewrite_sheets, write_sheet, write_sheets
from .starter import load_starter

__all__ = [
    "ask_for_sheets",
    "Changed",
    "ImportReport",
    "UnderWay",
    "continue_import",
    "correct_project",
    "file_under_corridors",
    "import_iati",
    "load_starter",
    "renew_sheets",
    "rewrite_sheets",
    "request_import",
    "write_sheet",
    "write_sheets",
]
