"""The numbers of the retry rule, and the names of the marks."""

from django.db import models

TRIES = 5
"""A job that failed this often is given up and shown to people."""

LEASE_SECONDS = 300
"""How long a worker may keep a job before another one takes it over."""

CARRY_SECONDS = 60
"""How long the carrier may need to bring a job to a worker before it is handed over again."""

BACK_OFF_SECONDS = (10, 60, 600, 3600)
"""The pauses after the first, second, third and fourth failure."""

BEAT_SECONDS = 15
"""How often a worker says that it is alive."""


class MarkName(models.TextChoices):
    """The few facts an installation remembers about itself."""

    DEMO = "demo"
    HEARTBEAT = "heartbeat"
    ANSWER = "answer"
