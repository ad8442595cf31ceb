"""What makes files: the PDF of a summary."""

from .pdf import summary_as_pdf

__all__ = ["summary_as_pdf"]
