"""What happens by itself: copies whose turn it is, and what goes every day."""

from m4d.core.later import Every

SCHEDULE = [
    Every("m4d.accounts.actions.start_exports", hours=0.25),
    Every("m4d.accounts.actions.remove_old_exports", hours=6),
    Every("m4d.accounts.actions.remove_unconfirmed", hours=24),
    Every("m4d.accounts.actions.remove_old_sessions", hours=24),
    Every("m4d.accounts.actions.remove_old_accesses", hours=24),
]
