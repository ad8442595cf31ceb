"""What happens by itself here, and how often."""

from m4d.core.later import Every

SCHEDULE = [
    Every("m4d.discussions.actions.clock.open_due", hours=0.1),
    Every("m4d.discussions.actions.clock.open_questions", hours=0.1),
    Every("m4d.discussions.actions.delaying.release_due", hours=0.1),
    Every("m4d.discussions.actions.clock.close_due", hours=0.1),
    Every("m4d.discussions.actions.clock.end_windows", hours=0.1),
    Every("m4d.discussions.actions.clock.remind_of_recaps", hours=24),
]
