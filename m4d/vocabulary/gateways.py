"""The data files of this room: one CSV per scheme, codes with names in four languages."""

import csv
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parent / "data"
LANGUAGES = ("en", "fr", "es", "ar")


def files() -> list[Path]:
    """Every data file; the file's name is the scheme."""
    return sorted(DATA.glob("*.csv"))


def other_names(scheme: str) -> Iterator[tuple[str, str]]:
    """What people call the terms of a scheme beside their names: code and name."""
    path = DATA / "understood" / f"{scheme}.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for name in row["names"].split("|"):
                    yield row["code"], name


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
