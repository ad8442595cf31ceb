"""The consolidated summary: paragraphs that show their sources, endorsement, objections, recommendations."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from m4d.core.text import teaser
from m4d.moderation.models import Moderated, ModeratedQuerySet

from .discussion import GONE, Discussion, DiscussionModerator
from .pseudonym import Pseudonym
from .question import OfDiscussionQuerySet


class OfSummaryQuerySet(models.QuerySet):
    """Paragraphs and recommendations: seen once the draft is put, before that by those who write it."""

    def visible_to(self, person):
        """Those of summaries that were put to the participants; moderators see theirs from the first word."""
        put = Q(discussion__in=Discussion.objects.visible_to(person), discussion__draft_put_at__isnull=False)
        if not getattr(person, "is_authenticated", False):
            return self.filter(put)
        return self.filter(
            put | Q(discussion__in=DiscussionModerator.objects.filter(person=person).values("discussion_id"))
        )

    def standing(self):
        """Those that nobody took out."""
        return self.filter(removed_at__isnull=True)


def _summary_of(discussion) -> str:
    """Where a summary is read; before its draft is put, where its moderators write it."""
    name = "paragraph_list" if discussion.draft_put_at is None else "summary"
    return reverse(f"discussions:{name}", args=[discussion.slug])


class Paragraph(models.Model):
    """One paragraph of a summary. It rests on contributions, or it says that it is the moderators' own synthesis."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="paragraphs")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=8000)
    html = models.TextField(editable=False)
    language = models.CharField(max_length=8, default="en")
    is_synthesis = models.BooleanField(default=False)
    # How many contributions stand behind it, counted when it is saved.
    citation_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)
    changed_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = OfSummaryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_synthesis=True) | Q(citation_count__gt=0), name="discussions_paragraph_shows_sources"
            ),
        ]
        indexes = [models.Index(fields=["discussion", "position"], name="discussions_paragraphs")]

    def __str__(self):
        return teaser(self.text, 80)

    def get_absolute_url(self):
        """Its place in the summary."""
        return _summary_of(self.discussion) + f"#paragraph-{self.pk}"


class Recommendation(models.Model):
    """What somebody should do, and from which paragraphs that follows."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="recommendations")
    position = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=2000)
    html = models.TextField(editable=False)
    language = models.CharField(max_length=8, default="en")
    addressed_to = models.CharField(max_length=200)
    organization = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    territory = models.ForeignKey(
        "places.Territory", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)
    changed_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = OfSummaryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(addressed_to=""), name="discussions_somebody_is_addressed")]

    def __str__(self):
        return teaser(self.text, 80)

    def get_absolute_url(self):
        """Its place in the summary."""
        return _summary_of(self.discussion) + f"#recommendation-{self.pk}"


class Endorsement(models.Model):
    """A participant stands behind the summary, for themselves or for an organization that they speak for."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="endorsements")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    pseudonym = models.ForeignKey(Pseudonym, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organization = models.ForeignKey(
        "people.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    via_mail = models.BooleanField(default=False)

    objects = OfDiscussionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["discussion", "person"], name="discussions_endorsed_once"),
            models.CheckConstraint(
                condition=Q(pseudonym__isnull=True) | Q(organization__isnull=True),
                name="discussions_pseudonym_signs_for_nobody",
            ),
        ]

    def __str__(self):
        return f"{self.discussion_id}, {self.at:%Y-%m-%d}"


class ObjectionQuerySet(ModeratedQuerySet):
    """Objections."""

    def visible_to(self, person):
        """Those of the discussions that the person may see; hidden ones for those in charge and for who wrote them."""
        seen = self.filter(discussion__in=Discussion.objects.visible_to(person))
        if not getattr(person, "is_authenticated", False):
            return seen.shown()
        if person.has_role("moderator") or person.has_role("admin"):
            return seen
        return seen.filter(Q(hidden_at__isnull=True) | Q(person=person))


class Objection(Moderated):
    """A participant objects to one paragraph, in words. Unsettled, it is printed with the final text."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="objections")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.CASCADE, related_name="objections")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    pseudonym = models.ForeignKey(Pseudonym, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000)
    html = models.TextField(editable=False)
    language = models.CharField(max_length=8, default="en")
    at = models.DateTimeField(default=timezone.now)
    via_mail = models.BooleanField(default=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)
    settled_how = models.CharField(max_length=12, blank=True)
    settled_note = models.CharField(max_length=1000, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paragraph", "person"],
                condition=Q(settled_at__isnull=True),
                name="discussions_one_standing_objection",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="discussions_objection_has_words"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | ~Q(settled_how=""), name="discussions_settled_somehow"
            ),
        ]

    def __str__(self):
        return teaser(self.text, 80)

    def get_absolute_url(self):
        """Beside the paragraph that it is about."""
        return reverse("discussions:summary", args=[self.discussion.slug]) + f"#objection-{self.pk}"
