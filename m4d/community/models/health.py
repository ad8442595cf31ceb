"""How the community is doing, in counts: worked out at night, read by facilitators."""

from django.db import models
from django.utils import timezone


class Health(models.Model):
    """The last counts. There is one row; a night's counts take the place of those before."""

    made_at = models.DateTimeField(default=timezone.now)
    counts = models.JSONField(default=dict)

    def __str__(self):
        return f"counts of {self.made_at:%Y-%m-%d}"
