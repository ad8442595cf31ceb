"""What happens by itself here: moderators hear of late reports, old fingerprints go."""

from m4d.core.later import Every

SCHEDULE = [
    Every("m4d.moderation.actions.remind_of_late_cases", hours=1),
    Every("m4d.moderation.actions.forget_old_writings", hours=24),
]
