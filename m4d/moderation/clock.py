"""What happens by itself here: moderators hear once a day about reports that have waited too long."""

from m4d.core.later import Every

SCHEDULE = [Every("m4d.moderation.actions.remind_of_late_cases", hours=24)]
