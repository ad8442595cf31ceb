"""What may be typed in this room. Forms shape and clean input; they save nothing."""

from .organization import (
    ORGANIZATION_PARTS,
    JoinForm,
    OpeningForm,
    VerificationAnswerForm,
    VerificationRequestForm,
)
from .private import CountedForm, SavedSearchForm
from .profile import PROFILE_PARTS, BeginningForm
from .seat import HoldingForm, MandateForm, RefusalForm, RenewalForm, SeatForm, SeatNoteForm

__all__ = [
    "ORGANIZATION_PARTS",
    "PROFILE_PARTS",
    "BeginningForm",
    "CountedForm",
    "HoldingForm",
    "JoinForm",
    "MandateForm",
    "OpeningForm",
    "RefusalForm",
    "RenewalForm",
    "SavedSearchForm",
    "SeatForm",
    "SeatNoteForm",
    "VerificationAnswerForm",
    "VerificationRequestForm",
]
