"""Tables of the room."""

from .details import (
    Condition,
    Document,
    Narrative,
    OtherIdentifier,
    PolicyMarker,
    Recipient,
    RelatedActivity,
    Sector,
    Tag,
)
from .imports import ImportProblem, ImportRun
from .money import Budget, PlannedDisbursement, Transaction
from .project import (
    CODE_LENGTH,
    NAME_LENGTH,
    TITLE_LENGTH,
    Participation,
    Project,
    ProjectDate,
    ProjectPlace,
    ProjectSheet,
    Source,
)
from .results import Baseline, Indicator, Period, PeriodValue, Result

#: Rows of a project that only a publisher writes; the importer rewrites them when the activity changed.
DETAILS = (
    Narrative,
    OtherIdentifier,
    Sector,
    Tag,
    PolicyMarker,
    Recipient,
    Document,
    Condition,
    RelatedActivity,
    Budget,
    PlannedDisbursement,
    Transaction,
    Result,
)

__all__ = [
    "CODE_LENGTH",
    "DETAILS",
    "NAME_LENGTH",
    "TITLE_LENGTH",
    "Baseline",
    "Budget",
    "Condition",
    "Document",
    "ImportProblem",
    "ImportRun",
    "Indicator",
    "Narrative",
    "OtherIdentifier",
    "Participation",
    "Period",
    "PeriodValue",
    "PlannedDisbursement",
    "PolicyMarker",
    "Project",
    "ProjectDate",
    "ProjectPlace",
    "ProjectSheet",
    "Recipient",
    "RelatedActivity",
    "Result",
    "Sector",
    "Source",
    "Tag",
    "Transaction",
]
