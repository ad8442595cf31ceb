"""What this room does by itself."""

from m4d.core.later import Every

SCHEDULE = [
    Every("m4d.activity.actions.forget_old_mail", hours=24),
    # Time zones lie half an hour apart.
    Every("m4d.activity.actions.make_digests", hours=0.5),
    Every("m4d.activity.actions.answer_stuck", hours=1),
    Every("m4d.activity.actions.forget_received", hours=24),
]
