"""What can happen to reports, decisions, sanctions, appeals and to what people write."""

from .cases import decide, flag, register_kind, remind_of_late_cases
from .writing import forget_old_writings, register_signals, screen

__all__ = [
    "decide",
    "flag",
    "forget_old_writings",
    "register_kind",
    "register_signals",
    "remind_of_late_cases",
    "screen",
]
