"""What this room does by itself."""

from m4d.core.later import Every

SCHEDULE = [Every("m4d.activity.actions.forget_old_mail", hours=24)]
