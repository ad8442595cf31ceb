"""What a member keeps for themself: saved searches, the people they have blocked, how they are counted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ..choices import Sex


class SavedSearch(models.Model):
    """A search of the directory that a member wants to see again. Nobody else sees it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20)
    words = models.CharField(max_length=200, blank=True)
    filters = models.JSONField(default=dict, blank=True)
    # The number of the newest card when the member last looked: later cards are new.
    seen_card = models.BigIntegerField(default=0)
    news = models.PositiveSmallIntegerField(default=0)
    counted_at = models.DateTimeField(default=timezone.now, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class Block(models.Model):
    """One person does not want to hear from another. The blocked one is not told."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_made")
    blocked = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_received")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "blocked"], name="people_block_once"),
            models.CheckConstraint(condition=~Q(person=F("blocked")), name="people_block_somebody_else"),
        ]

    def __str__(self):
        return f"{self.person_id} blocks {self.blocked_id}"


class Counted(models.Model):
    """How somebody wants to be counted. It stands apart from the profile, so nothing that shows one can show it.

    Nobody else reads it, the staff included: counts of many people ask for it, in fives (`queries.counted`).
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sex = models.CharField(max_length=8, choices=Sex)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(sex__in=Sex.values), name="people_counted_somehow")]

    def __str__(self):
        # Not even a list of rows tells it.
        return f"{self.person_id}"
