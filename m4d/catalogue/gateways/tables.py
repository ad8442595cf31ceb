"""Tables for spreadsheets: CSV line by line, XLSX through a temporary file. Cells cannot start a formula."""

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from tempfile import TemporaryFile
from threading import BoundedSemaphore

from openpyxl import Workbook

from m4d.core.text import no_formula

#: A workbook is made whole before its first byte leaves, so it has to stay small; CSV has all rows.
MOST_XLSX_ROWS = 5_000
LONGEST_CELL = 32_000
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def cell(value):
    """A value as a spreadsheet may hold it: lists joined, no control or direction-changing characters, no formula.

    >>> cell("=1+1")
    "'=1+1"
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        value = "; ".join(str(part) for part in value)
    elif isinstance(value, dict):
        value = "; ".join(f"{name}: {part}" for name, part in value.items())
    text = _CONTROLS.sub("", _DIRECTIONS.sub("", str(value)))[:LONGEST_CELL]
    return no_formula(text)


class _Line:
    """What csv.writer writes to: it hands each line back."""

    def write(self, line: str) -> str:
        """The line itself."""
        return line


#: Whole lists that one process writes at once: each keeps a thread busy, and pages need the others.
_room = BoundedSemaphore(1)


def forget_downloads() -> None:
    """Let new ones begin, whatever still holds a place: between tests, which seldom read a list to its end."""
    global _room
    _room = BoundedSemaphore(1)


class Download:
    """The pieces of a whole list; the place that it takes is free again when it ends, breaks off or is thrown away."""

    def __init__(self):
        """Take the place; `is_refused` where another list is being written."""
        self.room = _room
        self.is_refused = not self.room.acquire(blocking=False)
        self.holds = not self.is_refused
        self.pieces: Iterator[bytes] = iter(())

    def of(self, pieces: Iterable[bytes]) -> "Download":
        """Write these pieces."""
        self.pieces = iter(pieces)
        return self

    def __iter__(self) -> Iterator[bytes]:
        """Itself: it is read once."""
        return self

    def __next__(self) -> bytes:
        """The next piece."""
        try:
            return next(self.pieces)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Give the place back; the answer calls this when the reader has gone."""
        if self.holds:
            self.holds = False
            self.room.release()

    __del__ = close


def csv_lines(columns: list[str], rows: Iterable[list]) -> Iterator[bytes]:
    """The lines of a CSV file in UTF-8 with the mark by which spreadsheets know it."""
    writer = csv.writer(_Line())
    yield "\ufeff".encode() + writer.writerow(columns).encode()
    for row in rows:
        yield writer.writerow([cell(value) for value in row]).encode("utf-8", "replace")


def xlsx_file(columns: list[str], rows: Iterable[list], *, title: str, right_to_left: bool, more: str):
    """An XLSX file, open at its beginning; after 5,000 rows the last line says `more` instead."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "M4D")
    sheet.sheet_view.rightToLeft = right_to_left
    sheet.freeze_panes = "A2"
    sheet.append(columns)
    for number, row in enumerate(rows):
        if number == MOST_XLSX_ROWS:
            sheet.append([more])
            break
        sheet.append([cell(value) for value in row])
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    book.save(file)
    file.seek(0)
    return file
