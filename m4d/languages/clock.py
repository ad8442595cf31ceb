"""What happens by itself."""

from m4d.core.later import Every

SCHEDULE = [Every("m4d.languages.actions.retry_machine_requests", hours=1)]
