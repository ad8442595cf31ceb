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
    sources = {"publishers": kept["publishers"], "read_on": kept["collected_on"]}
    return kept["programme"], [row | {"sources": _sources(row["sources"], **sources)} for row in kept["projects"]]


def _sources(addresses: list[str], *, publishers: dict[str, str], read_on: str) -> list[dict]:
    """Each address with who publishes what stands there, by the beginnings of addresses, and the day it was read."""
    return [
        {
            "address": address,
            "title": publishers[max((one for one in publishers if address.startswith(one)), key=len)],
            "read_on": read_on,
        }
        for address in addresses
    ]


def partial_date(raw: str) -> tuple[date, str]:
    """A date known to the day, the month or the year: ("2014-04") gives 1 April 2014 and "month"."""
    parts = [int(part) for part in raw.split("-")]
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1]
    return date(*(parts + [1, 1])[:3]), precision.value
