"""What this room does by itself, and when."""

from m4d.core.later import Every

SCHEDULE = [Every("m4d.projects.actions.renew_sheets", hours=1)]
