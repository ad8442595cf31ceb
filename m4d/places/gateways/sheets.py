"""Tables written as CSV and XLSX files."""

import csv
import io
from collections.abc import Iterable

from m4d.core.text import no_formula

#: Rows of one download; the API gives all of them a page at a time.
LONGEST = 50_000


def as_csv(columns: list[str], rows: Iterable[dict]) -> bytes:
    """A CSV file in UTF-8 with a mark at its start, so that spreadsheets read accents and Arabic."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    for number, row in enumerate(rows):
        if number >= LONGEST:
            break
        writer.writerow([no_formula(row[column]) for column in columns])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(columns: list[str], rows: Iterable[dict], *, title: str) -> bytes:
    """An Excel file with one sheet."""
    from openpyxl import Workbook  # noqa: PLC0415 few requests need it, and it costs every worker memory

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.append(columns)
    for number, row in enumerate(rows):
        if number >= LONGEST:
            break
        sheet.append([no_formula(row[column]) for column in columns])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
