"""What goes by itself, every day."""

from m4d.core.later import Every

SCHEDULE = [
    Every("m4d.accounts.actions.remove_old_exports", hours=6),
    Every("m4d.accounts.actions.remove_unconfirmed", hours=24),
    Every("m4d.accounts.actions.remove_old_sessions", hours=24),
    Every("m4d.accounts.actions.remove_old_accesses", hours=24),
]
