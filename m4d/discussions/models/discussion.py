"""An e-discussion: proposed, seconded, answered, scheduled, open, summed up, endorsed. Each of these is a moment."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from m4d.moderation.models import Moderated, ModeratedQuerySet

from ..choices import QUORUM_PERCENT, State

#: A person of the journal of a row; the row stays when they leave.
GONE = {"on_delete": models.SET_NULL, "null": True, "blank": True, "related_name": "+"}


def may_look_after(person) -> bool:
    """Facilitators of the network answer proposals and set up e-discussions; administrators may stand in."""
    return bool(getattr(person, "is_authenticated", False)) and (
        person.has_role("facilitator") or person.has_role("admin")
    )


class DiscussionQuerySet(ModeratedQuerySet):
    """Named filters of e-discussions."""

    def visible_to(self, person):
        """Scheduled ones are public, proposals are for members, hidden ones for those in charge."""
        if not getattr(person, "is_authenticated", False):
            return self.public()
        if may_look_after(person) or person.has_role("moderator"):
            return self
        mine = DiscussionModerator.objects.filter(person=person).values("discussion_id")
        return self.filter(Q(hidden_at__isnull=True) | Q(pk__in=mine) | Q(proposed_by=person))

    def public(self):
        """What everybody may read."""
        return self.shown().filter(scheduled_at__isnull=False)

    def proposed(self):
        """Proposals without an answer."""
        return self.shown().filter(answered_at__isnull=True)

    def running(self):
        """Opened and not closed."""
        return self.filter(opened_at__isnull=False, closed_at__isnull=True)


class Discussion(Moderated):
    """One e-discussion. Where it stands follows from its moments (`state`)."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="en")
    purpose = models.TextField(max_length=4000)
    purpose_html = models.TextField(editable=False)
    themes = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)

    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)
    proposed_at = models.DateTimeField(default=timezone.now)
    second_count = models.PositiveIntegerField(default=0)
    is_taken_up = models.BooleanField(null=True, blank=True)
    answer = models.TextField(max_length=2000, blank=True)
    answer_language = models.CharField(max_length=8, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)
    answered_at = models.DateTimeField(null=True, blank=True)

    languages = models.JSONField(default=list, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # The first and the last moment, worked out from the days and the zone when they are set.
    opens_at = models.DateTimeField(null=True, blank=True, editable=False)
    closes_at = models.DateTimeField(null=True, blank=True, editable=False)
    paper = models.TextField(max_length=20_000, blank=True)
    paper_html = models.TextField(blank=True, editable=False)
    paper_url = models.URLField(max_length=500, blank=True)
    quorum_percent = models.PositiveSmallIntegerField(default=QUORUM_PERCENT)

    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    endorsement_ends_on = models.DateField(null=True, blank=True)
    draft_put_at = models.DateTimeField(null=True, blank=True)
    draft_put_by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)
    endorsement_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    quorum = models.PositiveIntegerField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    is_endorsed = models.BooleanField(null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)
    followed_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, **GONE)
    follow_up = models.TextField(max_length=4000, blank=True)
    follow_up_html = models.TextField(blank=True, editable=False)
    follow_up_language = models.CharField(max_length=8, blank=True)

    # Counted when something is written, so that pages and lists count nothing.
    contribution_count = models.PositiveIntegerField(default=0, editable=False)
    participant_count = models.PositiveIntegerField(default=0, editable=False)
    endorsement_count = models.PositiveIntegerField(default=0, editable=False)

    objects = DiscussionQuerySet.as_manager()

    class Meta:
        verbose_name = _("e-discussion")
        verbose_name_plural = _("e-discussions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="discussions_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | (Q(is_taken_up__isnull=False) & ~Q(answer="")),
                name="discussions_answer_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(scheduled_at__isnull=True)
                | Q(is_taken_up=True, opens_at__isnull=False, closes_at__isnull=False) & ~Q(time_zone=""),
                name="discussions_scheduled_has_dates",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(scheduled_at__isnull=False),
                name="discussions_opened_was_scheduled",
            ),
            models.CheckConstraint(
                condition=Q(draft_put_at__isnull=True)
                | Q(closed_at__isnull=False, quorum__isnull=False, endorsement_ends_at__isnull=False),
                name="discussions_draft_has_quorum",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(draft_put_at__isnull=False, is_endorsed__isnull=False),
                name="discussions_published_was_put",
            ),
            models.CheckConstraint(
                condition=~Q(is_endorsed=True) | Q(endorsement_count__gte=F("quorum")),
                name="discussions_endorsed_has_quorum",
            ),
            models.CheckConstraint(
                condition=Q(quorum_percent__gte=1, quorum_percent__lte=100), name="discussions_quorum_percent"
            ),
        ]
        indexes = [
            models.Index(fields=["answered_at", "-second_count", "-id"], name="discussions_proposals"),
            models.Index(
                fields=["opens_at"],
                condition=Q(scheduled_at__isnull=False, opened_at__isnull=True),
                name="discussions_to_open",
            ),
            models.Index(
                fields=["closes_at"],
                condition=Q(opened_at__isnull=False, closed_at__isnull=True),
                name="discussions_to_close",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The page of the discussion, in the language of the moment."""
        return reverse("discussions:discussion_detail", args=[self.slug])

    @property
    def catalogue_path(self) -> str:
        """The address after the language, as the catalogue keeps it."""
        return f"e-discussions/{self.slug}/"

    @property
    def tag(self) -> str:
        """What pages that show this discussion are kept by."""
        return f"discussion-{self.slug}"

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.scheduled_at is not None and not self.is_hidden

    def is_open(self, at: datetime) -> bool:
        """Whether contributions are taken at this moment; the last one belongs to the day that closes it."""
        return self.opened_at is not None and self.opened_at <= at < self.closes_at

    def has_closed(self, at: datetime) -> bool:
        """Whether the last day is over in the zone of the discussion."""
        return self.opened_at is not None and at >= self.closes_at

    def is_in_endorsement(self, at: datetime) -> bool:
        """Whether participants may endorse or object at this moment."""
        return self.draft_put_at is not None and self.draft_put_at <= at < self.endorsement_ends_at

    def state(self, at: datetime) -> State:
        """Where the discussion stands, from its moments."""
        if self.answered_at is None:
            return State.PROPOSED
        if not self.is_taken_up:
            return State.DECLINED
        if self.published_at is not None:
            if self.followed_up_at is not None:
                return State.FOLLOWED_UP
            return State.ENDORSED if self.is_endorsed else State.PUBLISHED
        if self.draft_put_at is not None:
            return State.ENDORSEMENT
        if self.opened_at is not None:
            return State.SUMMARISING if self.has_closed(at) else State.OPEN
        return State.SCHEDULED if self.scheduled_at is not None else State.PREPARED

    def set_moments(self) -> None:
        """Work the first and the last moment out from the days and the zone."""
        known = self.time_zone and self.starts_on and self.ends_on
        self.opens_at = start_of(self.starts_on, self.time_zone) if known else None
        self.closes_at = end_of(self.ends_on, self.time_zone) if known else None


def start_of(day, zone: str) -> datetime:
    """The first moment of a day in a named zone."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))


def end_of(day, zone: str) -> datetime:
    """The moment at which a day is over in a named zone."""
    return start_of(day + timedelta(days=1), zone)


class Second(models.Model):
    """A member wants this discussion to be held."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="seconds")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["discussion", "person"], name="discussions_second_once")]

    def __str__(self):
        return f"{self.person_id} seconds {self.discussion_id}"


class DiscussionModerator(models.Model):
    """A person who looks after one discussion: its questions, the late list, recaps and the summary."""

    discussion = models.ForeignKey(Discussion, on_delete=models.CASCADE, related_name="moderators")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["discussion", "person"], name="discussions_moderator_once")]

    def __str__(self):
        return f"{self.person_id} moderates {self.discussion_id}"
