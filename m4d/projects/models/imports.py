"""The record of each import: what came in, what was refused, and each place that had to be reported."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from ..choices import Outcome, Problem, Refused
from .project import CODE_LENGTH


class ImportRunQuerySet(models.QuerySet):
    """Imports."""

    def visible_to(self, person):
        """Imports are the programme office's work: nobody else sees them."""
        if getattr(person, "is_authenticated", False) and (person.is_superuser or person.has_role("programme")):
            return self
        return self.none()


class ImportRun(models.Model):
    """One file, read once: who sent it, how far it is, what it brought."""

    file_name = models.CharField(max_length=255)
    kept_file = models.CharField(max_length=255, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    #: SHA-256 of an uploaded file: the same file is not worked on twice at once.
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=12, choices=Refused.choices, blank=True)
    refusal_line = models.PositiveIntegerField(null=True, blank=True)
    refusal_column = models.PositiveIntegerField(null=True, blank=True)
    refusal_detail = models.CharField(max_length=500, blank=True)
    iati_version = models.CharField(max_length=8, blank=True)
    publishers = models.JSONField(default=list, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    contacts_left_out = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]

    def __str__(self):
        return self.file_name

    def get_absolute_url(self):
        """The report, for the programme office."""
        return reverse("projects:import_detail", args=[self.pk])

    @property
    def is_refused(self):
        """Whether the whole file was turned away."""
        return self.refused_at is not None

    @property
    def is_finished(self):
        """Whether there is nothing more to wait for."""
        return self.finished_at is not None or self.is_refused


class ImportProblem(models.Model):
    """One place in the file that could not be taken as it stands, and what was done about it."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    line = models.PositiveIntegerField(null=True, blank=True)
    element = models.CharField(max_length=300)
    identifier = models.CharField(max_length=CODE_LENGTH, blank=True)
    problem = models.CharField(max_length=16, choices=Problem.choices)
    value = models.CharField(max_length=300, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    #: The organization of the directory that a person should compare with the partner in the file.
    organization = models.ForeignKey(
        "people.Organization", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.line}: {self.problem}"

    @property
    def is_worded(self) -> bool:
        """Whether the value is words of a language; the others are codes, dates and numbers as the file has them."""
        return self.problem in (Problem.TOO_LONG, Problem.NAMESAKE)
