"""The read side of /api/v1/: every list as JSON, from the same declarations as pages, feeds and exports."""

# The addresses are registered where they stand: importing a file opens its part of the interface.
from . import files, lists, records
from .answers import readable_only
from .interface import api

__all__ = ["api", "files", "lists", "readable_only", "records"]
