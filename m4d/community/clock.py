"""What happens by itself here: files wait for the scanner, and the community is counted."""

from m4d.core.later import Every

SCHEDULE = [
    Every("m4d.community.actions.scan_waiting", hours=1),
    Every("m4d.community.actions.count_health", hours=24),
]
