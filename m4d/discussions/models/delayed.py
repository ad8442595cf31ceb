"""Words that wait until nobody can tell when they were written, and how somebody wants to take part here."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from m4d.core.text import teaser

from ..choices import LONGEST_CONTRIBUTION, Appears, PlaceShown
from .discussion import Discussion
from .question import Question


class Manner(models.Model):
    """How somebody wants to take part in one discussion. Answers by mail keep to it, too."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    appears = models.CharField(max_length=8, choices=Appears, blank=True)
    place_shown = models.CharField(max_length=8, choices=PlaceShown, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["discussion", "person"], name="discussions_one_manner")]

    def __str__(self):
        return f"{self.discussion_id}, {self.person_id}"


class Delayed(models.Model):
    """Words that wait. They are no contribution yet: the number of one would tell when it was written.

    When they were written is not stored. Without a moment they could not be shown, and their writer reads why.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on_behalf_of = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_on_behalf = models.BooleanField(default=False)
    text = models.TextField(max_length=LONGEST_CONTRIBUTION)
    language = models.CharField(max_length=8, default="en")
    place_shown = models.CharField(max_length=8, choices=PlaceShown, blank=True)
    cut = models.TextField(blank=True)
    via_mail = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    why_not = models.TextField(blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | ~Q(why_not=""), name="discussions_not_shown_has_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="discussions_due"),
            models.Index(fields=["person", "question"], name="discussions_delayed_of"),
        ]

    def __str__(self):
        return teaser(self.text, 80)

    def get_absolute_url(self):
        """Where its writer finds it."""
        return reverse("discussions:own_words", args=[self.question.discussion.slug])
