"""Tables of the room."""

from .contribution import Contribution, Draft, Useful
from .delayed import Delayed, Manner
from .discussion import Discussion, DiscussionModerator, Second, may_look_after
from .pseudonym import Pseudonym, Unveiling
from .question import Question, QuestionWording, Recap
from .summary import Endorsement, Objection, Paragraph, Recommendation

__all__ = [
    "Contribution",
    "Delayed",
    "Discussion",
    "DiscussionModerator",
    "Draft",
    "Endorsement",
    "Manner",
    "Objection",
    "Paragraph",
    "Pseudonym",
    "Question",
    "QuestionWording",
    "Recap",
    "Recommendation",
    "Second",
    "Unveiling",
    "Useful",
    "may_look_after",
]
