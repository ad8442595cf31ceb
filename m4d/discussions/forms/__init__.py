"""What may be typed in e-discussions; nothing is saved here."""

from .setting_up import (
    AnswerForm,
    FollowUpForm,
    InvitationForm,
    ModeratorForm,
    ProposalForm,
    QuestionForm,
    SetUpForm,
)
from .speaking import ContributionForm, PseudonymForm, with_example
from .summary import (
    DraftForm,
    EndorsementForm,
    ObjectionForm,
    ParagraphForm,
    ReasonForm,
    RecapForm,
    RecommendationForm,
    SettlementForm,
)

__all__ = [
    "AnswerForm",
    "ContributionForm",
    "DraftForm",
    "EndorsementForm",
    "FollowUpForm",
    "InvitationForm",
    "ModeratorForm",
    "ObjectionForm",
    "ParagraphForm",
    "ProposalForm",
    "PseudonymForm",
    "QuestionForm",
    "ReasonForm",
    "RecapForm",
    "RecommendationForm",
    "SetUpForm",
    "SettlementForm",
    "with_example",
]
