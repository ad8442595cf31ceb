"""The starter list: what is known of the projects of the Joint Migration and Development Initiative.

Made from public sources on 2026-11-22; every summary is written anew from the facts. A field nobody stated is null.
"""

import json
from datetime import date
from pathlib import Path

from ..choices import Precision

_FILE = Path(__file__).resolve().parents[1] / "data" / "jmdi-projects.json"


def starter_projects() -> tuple[str, list[dict]]:
    """The programme's short name and its projects as plain values."""
    kept = json.loads(_FILE.read_text("utf-8"))
    return kept["programme"], kept["projects"]


def partial_date(raw: str) -> tuple[date, str]:
    """A date known to the day, the month or the year: ("2014-04") gives 1 April 2014 and "month"."""
    parts = [int(part) for part in raw.split("-")]
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1]
    return date(*(parts + [1, 1])[:3]), precision.value
