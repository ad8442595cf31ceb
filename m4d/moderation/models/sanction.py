"""Sanctions: what somebody may not do for a while, by which rule, and until when."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from ..choices import Measure, Reason
from .case import TEXT_LIMIT, Case


class SanctionQuerySet(models.QuerySet):
    """Named filters of sanctions."""

    def visible_to(self, person):
        """Whom it is about and the moderators; nobody else learns of a sanction."""
        if not person.is_authenticated:
            return self.none()
        if person.has_role("moderator") or person.has_role("admin"):
            return self
        return self.filter(person=person)

    def in_force(self, at):
        """Sanctions that bind at a moment."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, lifted_at=None).exclude(
            measure=Measure.REMINDER
        )


class Sanction(models.Model):
    """One measure against one person: a reminder, fewer posts a day, no writing for a while, or a closed account."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sanctions")
    measure = models.CharField(max_length=12, choices=Measure)
    rule = models.CharField(max_length=20, choices=Reason)
    text = models.TextField(max_length=TEXT_LIMIT)
    language = models.CharField(max_length=8, default="en")
    posts_a_day = models.PositiveSmallIntegerField(null=True, blank=True)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.SET_NULL, related_name="sanctions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="moderation_sanction_ends_after"
            ),
            models.CheckConstraint(
                condition=Q(measure=Measure.SLOW, posts_a_day__gte=1, ends_at__isnull=False)
                | (~Q(measure=Measure.SLOW) & Q(posts_a_day=None)),
                name="moderation_sanction_slow_says_how_slow",
            ),
            models.CheckConstraint(
                condition=~Q(measure=Measure.SUSPENDED) | Q(ends_at__isnull=False),
                name="moderation_sanction_suspended_until",
            ),
        ]

    def __str__(self):
        return f"{self.get_measure_display()} ({self.person_id})"

    def get_absolute_url(self):
        """Where the person reads it."""
        return f"{reverse('moderation:own_standing')}#moderation-sanction-{self.pk}"

    def is_in_force(self, at) -> bool:
        """Whether it binds the person at a moment; a reminder never does."""
        return (
            self.measure != Measure.REMINDER
            and self.lifted_at is None
            and self.starts_at <= at
            and (self.ends_at is None or self.ends_at > at)
        )
