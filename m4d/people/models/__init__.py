"""What is remembered about people, their organizations, their seats and their private lists."""

from .organization import Affiliation, Organization, VerificationRequest
from .private import Block, Counted, SavedSearch
from .profile import Profile
from .seat import Seat, SeatHolding, SeatNote

__all__ = [
    "Affiliation",
    "Block",
    "Counted",
    "Organization",
    "Profile",
    "SavedSearch",
    "Seat",
    "SeatHolding",
    "SeatNote",
    "VerificationRequest",
]
