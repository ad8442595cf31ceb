"""The printed summary: typst sets it with fonts from packages, tagged, each text in its own direction."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path

import typst

HERE = Path(__file__).parent
#: PDF/UA-1: readable aloud, in the right order, also by screen readers.
STANDARDS = ["ua-1"]


@cache
def _fonts() -> list[str]:
    """The folders of the fonts that came as packages; nothing of the machine is used."""
    return [str(files(package) / "files") for package in ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")]


@cache
def _layout() -> bytes:
    return (HERE / "summary.typ").read_bytes()


def summary_as_pdf(written: dict) -> bytes:
    """The bytes of the PDF. What people wrote is handed over as values, so none of it is taken for markup."""
    return typst.compile(
        _layout(), font_paths=_fonts(), ignore_system_fonts=True, format="pdf", pdf_standards=STANDARDS,
        sys_inputs={"written": json.dumps(written, ensure_ascii=False)},
    )  # fmt: skip
