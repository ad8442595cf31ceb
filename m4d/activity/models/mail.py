"""Mail that goes out: the outbox, who wishes what how soon, and to whom nothing arrives."""

from django.conf import settings
from django.db import models

from ..choices import Cadence, Event


class Mail(models.Model):
    """One mail to one address: written with the change that causes it, sent after it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose words it passes on: it goes when they leave",
    )
    address = models.EmailField(max_length=320)
    sender = models.CharField(max_length=320)
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    opens_account = models.BooleanField(
        default=False, help_text="Its words let somebody into an account: they go as soon as it is sent"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "id"], name="activity_mail_waiting")]

    def __str__(self):
        return f"mail {self.pk}"


class Preference(models.Model):
    """How soon a person wishes a mail about one kind of event; without a row it is the default."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_preferences")
    event = models.CharField(max_length=12, choices=Event.choices)
    cadence = models.CharField(max_length=8, choices=Cadence.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "event"], name="activity_preference_once")]

    def __str__(self):
        return f"{self.person_id} {self.event} {self.cadence}"


class Delivery(models.Model):
    """How mail to one person fares: refused so many times in a row, and since when it pauses for that."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_delivery")
    bounces = models.PositiveSmallIntegerField(default=0)
    bounced_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"{self.person_id}: {self.bounces} bounces"
