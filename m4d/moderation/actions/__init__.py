"""What can happen to reports, decisions, sanctions, appeals and to what people write."""

from .appeals import answer_appeal, appeal
from .cases import decide, flag, register_kind, remind_of_late_cases
from .sanctions import appeal_path, lift_sanction, sanction, sanction_by_key
from .sweeps import sweep_on, sweep_person, undo_on, undo_sweep
from .writing import forget_old_writings, register_signals, screen

__all__ = [
    "answer_appeal",
    "appeal",
    "appeal_path",
    "decide",
    "flag",
    "forget_old_writings",
    "lift_sanction",
    "register_kind",
    "register_signals",
    "remind_of_late_cases",
    "sanction",
    "sanction_by_key",
    "screen",
    "sweep_on",
    "sweep_person",
    "undo_on",
    "undo_sweep",
]
