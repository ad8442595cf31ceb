"""What is to be done later, what the clock has fired, and what the installation knows of itself."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobQuerySet(models.QuerySet):
    def unfinished(self):
        return self.filter(done_at=None, failed_at=None)

    def failed(self):
        return self.exclude(failed_at=None)

    def free(self, at):
        """Due, unfinished, and in no worker's hands."""
        return self.unfinished().filter(Q(lease_until=None) | Q(lease_until__lt=at), due_at__lte=at)


class Job(models.Model):
    """An action that was asked for and is done by a worker. The row is the truth, the queue only carries its number.

    It is written in the transaction that asks for it and marked done in the transaction of the action
    itself, so that whatever happens to a worker the action takes effect once. An action marked `@outside` (mail,
    translation) has transactions of its own: it is done at least once.
    """

    action = models.CharField(_("action"), max_length=200)
    arguments = models.JSONField(_("arguments"), default=dict)
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    carried_until = models.DateTimeField(_("handed over until"), null=True)
    lease_until = models.DateTimeField(_("lease ends at"), null=True)
    leased_by = models.CharField(_("worker"), max_length=100, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True)
    failed_at = models.DateTimeField(_("given up at"), null=True)
    error = models.CharField(_("error"), max_length=300, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [
            models.Index(fields=["due_at"], condition=Q(done_at=None, failed_at=None), name="jobs_job_unfinished"),
            models.Index(fields=["-failed_at"], condition=Q(failed_at__isnull=False), name="jobs_job_failed"),
            models.Index(fields=["done_at"], condition=Q(done_at__isnull=False), name="jobs_job_done"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(failed_at=None), name="jobs_job_done_or_failed_not_both"
            ),
        ]

    def __str__(self):
        return f"{self.action} {self.pk}"


class Tick(models.Model):
    """One firing of the clock. The pair is unique, so that of many processes one fires."""

    name = models.CharField(max_length=200)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="jobs_tick_once")]

    def __str__(self):
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"


class Mark(models.Model):
    """A fact the installation remembers about itself, such as that it was made in demo mode."""

    name = models.CharField(max_length=100, primary_key=True)
    value = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.name}: {self.value}"
