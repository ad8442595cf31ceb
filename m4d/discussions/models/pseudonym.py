"""A name for one discussion, and what it takes to see who is behind it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from .discussion import Discussion


class Pseudonym(models.Model):
    """A member takes part in one discussion under this name. Nothing that others read leads to the member."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="pseudonyms")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=40)
    key = models.CharField(max_length=80, editable=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["discussion", "person"], name="discussions_one_pseudonym"),
            models.UniqueConstraint(fields=["discussion", "key"], name="discussions_pseudonym_free"),
        ]

    def __str__(self):
        return self.name


class UnveilingQuerySet(models.QuerySet):
    """Requests to see who is behind a pseudonym."""

    def visible_to(self, person):
        """Moderators of the network and administrators; never whom it is about."""
        if not getattr(person, "is_authenticated", False):
            return self.none()
        if not (person.has_role("moderator") or person.has_role("admin")):
            return self.none()
        return self.exclude(pseudonym__person=person)

    def waiting(self):
        """Asked by one person, not agreed to by a second."""
        return self.filter(agreed_at__isnull=True)


class Unveiling(models.Model):
    """One moderator asks with a reason, another agrees: then both know, and the member is told."""

    pseudonym = models.ForeignKey(Pseudonym, on_delete=models.CASCADE, related_name="unveilings")
    reason = models.TextField(max_length=2000)
    language = models.CharField(max_length=8, default="en")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)

    objects = UnveilingQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["pseudonym"], condition=Q(agreed_at__isnull=True), name="discussions_one_waiting_unveiling"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | Q(asked_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="discussions_unveiling_takes_two",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="discussions_unveiling_has_reason"),
        ]

    def __str__(self):
        return f"{self.pseudonym_id}, {self.asked_at:%Y-%m-%d}"
