"""Who may report, decide, sanction, appeal and write."""

from .cases import is_moderator, may_decide, may_flag, may_read_reports, may_see_queue
from .writing import BURST, may_write

__all__ = [
    "BURST",
    "is_moderator",
    "may_decide",
    "may_flag",
    "may_read_reports",
    "may_see_queue",
    "may_write",
]
