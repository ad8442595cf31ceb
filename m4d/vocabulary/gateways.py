"""The data files of this room: one CSV per scheme, codes with names in four languages."""

import csv
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "fr", "es", "ar")


def files() -> list[Path]:
    """Every data file; the file's name is the scheme."""
    return sorted(DATA.glob("*.csv"))


def rows(path: Path) -> Iterator[dict]:
    """The terms of one file as keyword arguments of Term."""
    with path.open(encoding="utf-8", newline="") as file:
        for position, row in enumerate(csv.DictReader(file)):
            yield {
                "scheme": path.stem,
                "code": row["code"],
                "parent": row.get("parent") or "",
                "position": position,
                "names": {language: row[language] for language in LANGUAGES if row.get(language)},
                "unofficial": (row.get("unofficial") or "").split(),
                "source": row.get("source") or "",
            }
