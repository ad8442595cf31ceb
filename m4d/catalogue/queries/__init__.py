"""What can be asked of the catalogue: lists, search, facets, suggestions, counts."""

from .browse import SHELVES, codes_on, counts_by_code, counts_by_kind, one_code, shelf
from .entries import Entry, written_in
from .facets import COMMON, Choice, FacetBlock, facet_names, kind_label
from .find import Found, carrying, find
from .pages import LONGEST_CODE, Listing, filters_of, listing
from .public import last_change, newest_changes, sitemap_pages, sitemap_parts, structured_data
from .records import BrokenCursor, all_records, changed_since, cursor_at, place_of, read_records, record_at
from .request import MOST_CODES
from .suggestions import did_you_mean, suggest

__all__ = [
    "COMMON",
    "LONGEST_CODE",
    "MOST_CODES",
    "SHELVES",
    "BrokenCursor",
    "Choice",
    "Entry",
    "FacetBlock",
    "Found",
    "Listing",
    "all_records",
    "changed_since",
    "carrying",
    "codes_on",
    "counts_by_code",
    "counts_by_kind",
    "cursor_at",
    "did_you_mean",
    "facet_names",
    "filters_of",
    "find",
    "kind_label",
    "last_change",
    "listing",
    "newest_changes",
    "one_code",
    "place_of",
    "read_records",
    "record_at",
    "shelf",
    "sitemap_pages",
    "sitemap_parts",
    "structured_data",
    "suggest",
    "written_in",
]
