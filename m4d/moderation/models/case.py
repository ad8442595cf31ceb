"""What is remembered about reports and decisions.

A `Case` gathers every report about one thing until a moderator decides. A `Flag` is one report by one
person. A `Decision` says what was done, by whom, and why. Who reported is known to moderators only.
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ..choices import Held, Outcome, Reason

DELAY = timedelta(hours=48)
"""How long a report may wait before it counts as late. The queue page states this delay."""

TEXT_LIMIT = 2000
"""Characters a reporter or a moderator may write."""


class ModeratedQuerySet(models.QuerySet):
    """Adds the one filter that every moderated list needs."""

    def shown(self):
        """Only what no moderator has hidden."""
        return self.filter(hidden_at__isnull=True)


class Moderated(models.Model):
    """A thing that moderators can hide. Hidden means: 404 for others, gone from the catalogue, kept for its author."""

    hidden_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        """True from the moderator's decision until the thing is shown again."""
        return self.hidden_at is not None


class CaseQuerySet(models.QuerySet):
    """Named filters of the queue."""

    def visible_to(self, person):
        """Moderators see every case, everybody else none: reports are nobody else's business."""
        if person.is_authenticated and (person.has_role("moderator") or person.has_role("admin")):
            return self
        return self.none()

    def waiting(self):
        """Cases without a decision."""
        return self.filter(decided_at__isnull=True)

    def decided(self):
        """Cases that a moderator has closed."""
        return self.filter(decided_at__isnull=False)


class Case(models.Model):
    """One thing that was reported, by one person or by many, until somebody decides."""

    about_kind = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    opened_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(db_index=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    held_for = models.CharField(
        max_length=20, choices=Held, blank=True, help_text="Why the site held it back; blank where people reported it"
    )
    alerted_at = models.DateTimeField(null=True, blank=True, help_text="When the moderators were last told it is late")

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_id"],
                condition=Q(decided_at__isnull=True),
                name="moderation_one_waiting_case_for_a_thing",
            ),
            models.CheckConstraint(condition=Q(due_at__gte=F("opened_at")), name="moderation_due_after_opening"),
        ]
        indexes = [models.Index(fields=["about_kind", "about_id"], name="moderation_case_about")]

    def __str__(self):
        return f"{self.about_kind} {self.about_id}"

    @property
    def is_waiting(self) -> bool:
        """True until a moderator has decided."""
        return self.decided_at is None

    @property
    def is_held(self) -> bool:
        """True where the site held the thing back before anybody had read it."""
        return bool(self.held_for)

    def is_late(self, at) -> bool:
        """True when the stated delay has passed without a decision."""
        return self.is_waiting and at > self.due_at


class Flag(models.Model):
    """One report by one person. The reporter is never shown to the reported."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="flags")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason)
    text = models.TextField(blank=True, max_length=TEXT_LIMIT)
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "by"], name="moderation_one_flag_a_person_in_a_case"),
        ]

    def __str__(self):
        return f"{self.get_reason_display()} ({self.case})"


class DecisionQuerySet(models.QuerySet):
    """Named filters of decisions."""

    def visible_to(self, person):
        """A decision is for whom it concerns; moderators read it in its case."""
        return self.filter(concerns=person) if person.is_authenticated else self.none()

    def told(self):
        """What a page says about a decision to its author: hidden or shown again; a dismissal tells nobody."""
        return self.exclude(outcome=Outcome.DISMISS)

    def hiding(self):
        """Decisions that took something away from the eyes of others."""
        return self.filter(outcome=Outcome.HIDE)


class Decision(models.Model):
    """What a moderator decided about a case, and why. The author is told the rule and the words, not the reporter.

    `title` and `thing_text` are the words that were decided about, kept for the author and for an appeal.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=Outcome)
    rule = models.CharField(max_length=20, choices=Reason)
    text = models.TextField(max_length=TEXT_LIMIT)
    language = models.CharField(max_length=8, default="en")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    concerns = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="moderated"
    )
    is_veiled = models.BooleanField(default=False, help_text="Nobody but its author may learn whose it was")
    sweep = models.ForeignKey(
        "moderation.Sweep", null=True, blank=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    title = models.CharField(max_length=300, blank=True)
    thing_text = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self):
        return f"{self.get_outcome_display()} ({self.case})"
