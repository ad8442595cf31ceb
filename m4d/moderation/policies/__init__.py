"""Who may report, decide, sanction, appeal and write."""

from .cases import is_moderator, may_decide, may_flag, may_read_reports, may_see_queue
from .sanctions import may_answer, may_appeal, may_lift, may_sanction, may_see_member, may_sweep, may_undo_sweep
from .writing import BURST, may_write

__all__ = [
    "BURST",
    "is_moderator",
    "may_answer",
    "may_appeal",
    "may_decide",
    "may_flag",
    "may_lift",
    "may_read_reports",
    "may_sanction",
    "may_see_member",
    "may_see_queue",
    "may_sweep",
    "may_undo_sweep",
    "may_write",
]
