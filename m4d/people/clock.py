"""What happens by itself here: mandates are watched, and the news of saved searches counted."""

from m4d.core.later import Every

SCHEDULE = [
    Every("m4d.people.actions.seat.remind_of_mandates", hours=24),
    Every("m4d.people.actions.seat.end_expired_mandates", hours=24),
    Every("m4d.people.actions.private.count_news", hours=1),
]
