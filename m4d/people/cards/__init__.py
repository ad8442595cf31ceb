"""How people and organizations look in lists, search, feeds, the API and exports."""

from .organization import ORGANIZATION
from .person import PERSON

__all__ = ["ORGANIZATION", "PERSON"]
