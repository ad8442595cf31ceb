"""Mail that comes in."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..choices import Outcome


class Received(models.Model):
    """One mail for one address of ours, kept before its sender is told that it was taken.

    The raw mail is a file that nothing serves. The mark of Message-ID and address lets a mail that is sent twice be
    taken once.
    """

    mark = models.CharField(max_length=64, unique=True)
    recipient = models.CharField(max_length=320)
    sender = models.CharField(max_length=320, blank=True, help_text="Of the envelope; empty for a mail of a program")
    file = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["at"], name="activity_received_at"),
            models.Index(fields=["at", "id"], name="activity_received_waiting", condition=Q(outcome="waiting")),
        ]

    def __str__(self):
        return f"received {self.pk}"


class Joining(models.Model):
    """Somebody without an account wrote to join: their address, until they answer "yes"."""

    address = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=12)
    asked_at = models.DateTimeField()

    def __str__(self):
        return f"joining {self.pk}"


class Answered(models.Model):
    """How many answers an address got on one day: so that two programs never write to each other for ever.

    The address itself is not kept, only a mark that nobody can turn back.
    """

    mark = models.CharField(max_length=64)
    day = models.DateField()
    number = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark", "day"], name="activity_answered_once")]

    def __str__(self):
        return f"{self.day}: {self.number}"
