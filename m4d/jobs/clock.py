"""What happens by itself in this room."""

from m4d.core.later import Every

SCHEDULE = [Every("m4d.jobs.actions.tidy", hours=24)]
