"""What the catalogue does by itself."""

from m4d.core.later import Every

SCHEDULE = [
    Every("m4d.catalogue.actions.add_up_counts", hours=1),
    Every("m4d.catalogue.actions.forget_words", hours=24),
    Every("m4d.catalogue.actions.render_if_changed", hours=1),
]
