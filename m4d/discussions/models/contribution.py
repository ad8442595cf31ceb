"""What people say to a question, what they have not sent yet, and who found what useful."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from m4d.core.text import teaser
from m4d.moderation.models import Moderated, ModeratedQuerySet

from ..choices import LONGEST_CONTRIBUTION, PlaceShown
from .discussion import GONE, Discussion, DiscussionModerator
from .pseudonym import Pseudonym
from .question import Question


class ContributionQuerySet(ModeratedQuerySet):
    """Named filters of contributions."""

    def visible_to(self, person):
        """What stands on the page; one's own also late or hidden; moderators of the discussion see all of it."""
        standing = Q(
            pk__in=self.model.objects.published().filter(discussion__in=Discussion.objects.visible_to(person))
        )
        if not getattr(person, "is_authenticated", False):
            return self.filter(standing)
        looked_after = DiscussionModerator.objects.filter(person=person).values("discussion_id")
        mine = Q(author=person) | Q(discussion__in=looked_after)
        if person.has_role("moderator") or person.has_role("admin"):
            mine |= Q(hidden_at__isnull=False)
        return self.filter(standing | mine)

    def published(self):
        """In time or admitted, not hidden. Withdrawn ones keep their place without their words."""
        return self.shown().filter(Q(late_at__isnull=True) | Q(admitted_at__isnull=False))

    def citable(self):
        """Published, and not withdrawn."""
        return self.published().filter(withdrawn_at__isnull=True)

    def waiting(self):
        """Came late, and no moderator has admitted them."""
        return self.shown().filter(late_at__isnull=False, admitted_at__isnull=True, withdrawn_at__isnull=True)


class Contribution(Moderated):
    """What one person says to one question, under their name, a pseudonym, or through an organization."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="contributions")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="contributions")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    pseudonym = models.ForeignKey(
        Pseudonym, null=True, blank=True, on_delete=models.PROTECT, related_name="contributions"
    )
    on_behalf_of = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_on_behalf = models.BooleanField(default=False)
    text = models.TextField(max_length=LONGEST_CONTRIBUTION, blank=True)
    html = models.TextField(blank=True, editable=False)
    # The lines of a quoted mail and of its signature, which are not part of what somebody says.
    cut = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="en")
    # The first noon of the month where the moment must not be told.
    written_at = models.DateTimeField(default=timezone.now)
    is_month_only = models.BooleanField(default=False)
    # How much of a place stands beside the words, and then which one: a country, or a part of the world.
    place_shown = models.CharField(max_length=8, choices=PlaceShown, blank=True)
    place = models.CharField(max_length=2, blank=True)
    via_mail = models.BooleanField(default=False)
    late_at = models.DateTimeField(null=True, blank=True)
    admitted_at = models.DateTimeField(null=True, blank=True)
    admitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)
    admitted_reason = models.CharField(max_length=500, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    file_count = models.PositiveSmallIntegerField(default=0, editable=False)
    useful_count = models.PositiveIntegerField(default=0, editable=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(admitted_at__isnull=True) | (Q(late_at__isnull=False) & ~Q(admitted_reason="")),
                name="discussions_admitted_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(pseudonym__isnull=True) | Q(is_on_behalf=False), name="discussions_one_way_of_speaking"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | ~Q(text=""), name="discussions_contribution_says_something"
            ),
        ]
        indexes = [
            models.Index(fields=["question", "id"], name="discussions_of_question"),
            models.Index(fields=["discussion", "author"], name="discussions_of_author"),
            models.Index(
                fields=["discussion", "late_at"], condition=Q(late_at__isnull=False), name="discussions_late"
            ),
        ]

    def __str__(self):
        return teaser(self.text, 80)

    def get_absolute_url(self):
        """The contribution by itself, with what came of it."""
        return reverse("discussions:contribution_detail", args=[self.pk])

    @property
    def is_published(self) -> bool:
        """Whether it stands under its question."""
        return not self.is_hidden and (self.late_at is None or self.admitted_at is not None)

    @property
    def is_waiting(self) -> bool:
        """Whether it came late and no moderator has admitted it."""
        return self.late_at is not None and self.admitted_at is None


class Draft(models.Model):
    """What somebody has written to a question and not sent, or could not send any more."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=LONGEST_CONTRIBUTION)
    language = models.CharField(max_length=8, default="en")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "person"], name="discussions_one_draft")]

    def __str__(self):
        return teaser(self.text, 80)


class Useful(models.Model):
    """Somebody found a contribution useful."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contribution", "person"], name="discussions_useful_once")]

    def __str__(self):
        return f"{self.person_id} found {self.contribution_id} useful"
