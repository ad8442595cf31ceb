"""The numbered questions of a discussion, what they said before, and the weekly recaps."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from ..choices import MOST_QUESTIONS
from .discussion import GONE, Discussion


class OfDiscussionQuerySet(models.QuerySet):
    """What belongs to a discussion is seen by whoever sees that."""

    def visible_to(self, person):
        """Those of the discussions that the person may see."""
        return self.filter(discussion__in=Discussion.objects.visible_to(person))


class Question(models.Model):
    """One question, from the day on which it opens until the discussion closes."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=4000, blank=True)
    html = models.TextField(blank=True, editable=False)
    language = models.CharField(max_length=8, default="en")
    opens_on = models.DateField(null=True, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    contribution_count = models.PositiveIntegerField(default=0, editable=False)

    objects = OfDiscussionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "number"], name="discussions_question_number_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_QUESTIONS), name="discussions_question_one_to_ten"
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The question with what was said to it."""
        return reverse("discussions:question_detail", args=[self.discussion.slug, self.number])

    def is_reached(self, at) -> bool:
        """Whether its day has come."""
        return self.opens_at is None or self.opens_at <= at


class QuestionWording(models.Model):
    """What a question said until it was changed while the discussion was open."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="wordings")
    title = models.CharField(max_length=200)
    html = models.TextField(blank=True)
    language = models.CharField(max_length=8)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self):
        return self.title


class Recap(models.Model):
    """What was said in a week, so that latecomers can enter. The newest one is pinned to the page."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="recaps")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, null=True, blank=True, related_name="recaps")
    text = models.TextField(max_length=8000)
    html = models.TextField(editable=False)
    language = models.CharField(max_length=8, default="en")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)
    at = models.DateTimeField(default=timezone.now)

    objects = OfDiscussionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["discussion", "-at"], name="discussions_recap_newest")]

    def __str__(self):
        return f"{self.discussion_id}, {self.at:%Y-%m-%d}"

    def get_absolute_url(self):
        """Where the discussion shows it."""
        return reverse("discussions:discussion_detail", args=[self.discussion.slug]) + "#recap"
