"""Tables as files: CSV for one, XLSX for several, one a sheet."""

import csv
import io

from m4d.core.text import no_formula


def as_csv(rows: list[list]) -> bytes:
    """A CSV file in UTF-8 with a mark at its start, so that spreadsheets read accents and Arabic."""
    text = io.StringIO()
    csv.writer(text).writerows([no_formula(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def as_xlsx(sheets: dict[str, list[list]], *, right_to_left: bool = False) -> bytes:
    """An Excel file with a sheet for each table."""
    from openpyxl import Workbook  # noqa: PLC0415 few requests need it, and it costs every worker memory

    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title[:31])
        sheet.sheet_view.rightToLeft = right_to_left
        for row in rows:
            sheet.append([no_formula(cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
