"""Pages of this room: reporting, the queue, members and what was decided about them, appeals."""

from .appeals import appeal_creation, appeal_detail, closed_appeal
from .cases import case_detail, flag_creation, queue
from .members import member_detail, sanction_lifting, sweep_creation, sweep_detail, sweep_undoing
from .own import own_standing

__all__ = [
    "appeal_creation",
    "appeal_detail",
    "case_detail",
    "closed_appeal",
    "flag_creation",
    "member_detail",
    "own_standing",
    "queue",
    "sanction_lifting",
    "sweep_creation",
    "sweep_detail",
    "sweep_undoing",
]
