"""Hiding everything that a spammer wrote, in one go that can be taken back."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from ..choices import Reason
from .case import TEXT_LIMIT


class SweepQuerySet(models.QuerySet):
    """Named filters of sweeps."""

    def visible_to(self, person):
        """Moderators only."""
        if person.is_authenticated and (person.has_role("moderator") or person.has_role("admin")):
            return self
        return self.none()


class Sweep(models.Model):
    """A moderator hides everything of one person over all kinds; the background does it and counts along."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sweeps")
    rule = models.CharField(max_length=20, choices=Reason)
    text = models.TextField(max_length=TEXT_LIMIT)
    language = models.CharField(max_length=8, default="en")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)
    undoing_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = SweepQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self):
        return f"sweep {self.pk}"

    def get_absolute_url(self):
        """Where moderators follow it."""
        return reverse("moderation:sweep_detail", args=[self.pk])

    @property
    def is_running(self) -> bool:
        """True while the background hides or shows again."""
        if self.undoing_at is not None:
            return self.undone_at is None
        return self.finished_at is None


class SweepItem(models.Model):
    """One thing that a sweep has hidden, so that exactly these are shown again when it is taken back."""

    sweep = models.ForeignKey(Sweep, on_delete=models.CASCADE, related_name="items")
    about_kind = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    shown_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sweep", "about_kind", "about_id"], name="moderation_sweep_item_once"),
        ]

    def __str__(self):
        return f"{self.about_kind} {self.about_id}"
