"""What is remembered about reports, decisions, sanctions, appeals and how people write."""

from .appeal import APPEAL_DAYS, APPEAL_DELAY, Appeal
from .case import DELAY, TEXT_LIMIT, Case, Decision, Flag, Moderated, ModeratedQuerySet
from .sanction import Sanction
from .sweep import Sweep, SweepItem
from .writing import WRITING_DAYS, Standing, Writing

__all__ = [
    "APPEAL_DAYS",
    "APPEAL_DELAY",
    "DELAY",
    "TEXT_LIMIT",
    "WRITING_DAYS",
    "Appeal",
    "Case",
    "Decision",
    "Flag",
    "Moderated",
    "ModeratedQuerySet",
    "Sanction",
    "Standing",
    "Sweep",
    "SweepItem",
    "Writing",
]
