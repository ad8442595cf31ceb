"""Reads IATI activity files (2.01, 2.02, 2.03) of any publisher, one activity at a time.

The standard and its schemas: "IATI Standard", iatistandard.org, CC BY 4.0.
"""

from .activity import read_activity
from .file import FileFacts, FileRefused, activities, look_at
from .reading import Finding, Reading

__all__ = ["FileFacts", "FileRefused", "Finding", "Reading", "activities", "look_at", "read_activity"]
