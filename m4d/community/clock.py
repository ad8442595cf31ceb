"""What happens by itself here: files that the scanner could not see are shown to it again."""

from m4d.core.later import Every

SCHEDULE = [Every("m4d.community.actions.scan_waiting", hours=1)]
