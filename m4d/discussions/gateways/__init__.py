"""What makes files: the PDF of a summary."""

from .blocks import blocks_of
from .pdf import summary_as_pdf

__all__ = ["blocks_of", "summary_as_pdf"]
