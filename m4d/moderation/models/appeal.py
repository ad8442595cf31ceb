"""Appeals: somebody asks another moderator to look at a decision or a sanction again."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from .case import TEXT_LIMIT, Decision
from .sanction import Sanction
from .sweep import Sweep

APPEAL_DAYS = 30
"""For how many days after a decision its author may appeal."""

APPEAL_DELAY = timedelta(days=7)
"""How long an appeal may wait before it counts as late. The page states this delay."""


class AppealQuerySet(models.QuerySet):
    """Named filters of appeals."""

    def visible_to(self, person):
        """Who appealed, and the moderators."""
        if not person.is_authenticated:
            return self.none()
        if person.has_role("moderator") or person.has_role("admin"):
            return self
        return self.filter(by=person)

    def waiting(self):
        """Appeals without an answer."""
        return self.filter(answered_at=None)


class Appeal(models.Model):
    """One person objects to one decision, sanction or sweep; somebody else than who decided answers."""

    decision = models.OneToOneField(Decision, null=True, blank=True, on_delete=models.CASCADE, related_name="appeal")
    sanction = models.OneToOneField(Sanction, null=True, blank=True, on_delete=models.CASCADE, related_name="appeal")
    sweep = models.OneToOneField(Sweep, null=True, blank=True, on_delete=models.CASCADE, related_name="appeal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="appeals")
    text = models.TextField(max_length=TEXT_LIMIT)
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(db_index=True)
    alerted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True, max_length=TEXT_LIMIT)
    answer_language = models.CharField(max_length=8, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decision__isnull=False, sanction=None, sweep=None)
                | Q(decision=None, sanction__isnull=False, sweep=None)
                | Q(decision=None, sanction=None, sweep__isnull=False),
                name="moderation_appeal_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, granted=None) | Q(answered_at__isnull=False, granted__isnull=False),
                name="moderation_appeal_answered_whole",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("created_at")), name="moderation_appeal_due_after"),
        ]

    def __str__(self):
        return f"appeal {self.pk}"

    def get_absolute_url(self):
        """Where moderators answer it."""
        return reverse("moderation:appeal_detail", args=[self.pk])

    @property
    def against(self):
        """The decision, the sanction or the sweep that it is about."""
        return self.decision or self.sanction or self.sweep

    @property
    def is_veiled(self) -> bool:
        """Whether nobody may learn who appealed: the decision is about words under another name."""
        return self.decision is not None and self.decision.is_veiled

    @property
    def is_waiting(self) -> bool:
        """True until somebody has answered."""
        return self.answered_at is None

    def is_late(self, at) -> bool:
        """True when the stated delay has passed without an answer."""
        return self.is_waiting and at > self.due_at
