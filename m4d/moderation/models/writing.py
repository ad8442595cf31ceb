"""How people write: counts and fingerprints for limits, never the words themselves."""

from django.conf import settings
from django.db import models
from django.utils import timezone

WRITING_DAYS = 30
"""For how many days it is kept that somebody wrote something, and its fingerprint."""


class Writing(models.Model):
    """Somebody wrote something at a moment: a fingerprint that shows repeats, and how many links it had."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    fingerprint = models.CharField(max_length=40, blank=True, db_index=True)
    links = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="moderation_writing_person")]

    def __str__(self):
        return f"{self.person_id} {self.at:%Y-%m-%d}"


class Standing(models.Model):
    """What is counted about one person for as long as they are here, so that trust can grow."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="standing")
    written = models.PositiveIntegerField(default=0)
    linked_at = models.DateTimeField(
        null=True, blank=True, help_text="When something of theirs with a link first stood for everybody"
    )

    def __str__(self):
        return f"standing of {self.person_id}"
