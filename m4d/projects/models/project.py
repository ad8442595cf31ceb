"""A project: what it is, who takes part, where, when, and which sources say so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..choices import Basis, DateKind, End, Origin, Precision

#: Longest title kept, in characters; IATI titles above this are shortened and the import says so.
TITLE_LENGTH = 600
#: Longest name of an organization or a place kept as given, in characters.
NAME_LENGTH = 400
#: Longest code or identifier kept, in characters.
CODE_LENGTH = 200


class ProjectQuerySet(models.QuerySet):
    """Projects, and the filters other code asks for."""

    def visible_to(self, person):
        """Projects are public once listed; the programme office also sees those that are not."""
        if getattr(person, "is_authenticated", False) and (person.is_superuser or person.has_role("programme")):
            return self
        return self.listed()

    def listed(self):
        """Projects that everybody may read."""
        return self.filter(is_listed=True)


class Project(models.Model):
    """Work of several partners between two ends, as far as sources tell."""

    slug = models.SlugField(max_length=90, unique=True)
    identifier = models.CharField(max_length=CODE_LENGTH, unique=True)
    iati_identifier = models.CharField(max_length=CODE_LENGTH, blank=True)
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.STARTER)
    programme = models.CharField(max_length=120, blank=True)
    phase = models.CharField(max_length=12, blank=True)
    code = models.CharField(max_length=60, blank=True)

    title = models.CharField(max_length=TITLE_LENGTH)
    language = models.CharField(max_length=12, default="en")
    title_is_ours = models.BooleanField(default=False)
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=8, blank=True)

    countries = models.JSONField(default=list, blank=True)
    partner_countries = models.JSONField(default=list, blank=True)
    themes = models.JSONField(default=list, blank=True)
    theme_basis = models.CharField(max_length=16, choices=Basis.choices, blank=True)
    sdg = models.JSONField(default=list, blank=True)
    gcm = models.JSONField(default=list, blank=True)
    tag_basis = models.CharField(max_length=16, choices=Basis.choices, blank=True)
    corridors = models.ManyToManyField("places.Corridor", blank=True, related_name="projects")

    start_on = models.DateField(null=True, blank=True)
    start_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    end_on = models.DateField(null=True, blank=True)
    end_precision = models.CharField(max_length=5, choices=Precision.choices, blank=True)
    budget_amount = models.DecimalField(max_digits=24, decimal_places=4, null=True, blank=True)
    budget_currency = models.CharField(max_length=12, blank=True)
    budget_note = models.JSONField(default=dict, blank=True)

    publisher_ref = models.CharField(max_length=CODE_LENGTH, blank=True)
    publisher_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    settings_published = models.JSONField(default=dict, blank=True)
    other = models.JSONField(default=dict, blank=True)

    is_listed = models.BooleanField(default=True)
    corrected = models.JSONField(default=list, blank=True)
    corrected_at = models.DateTimeField(null=True, blank=True)
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        constraints = [
            models.UniqueConstraint(
                fields=["iati_identifier"], condition=~Q(iati_identifier=""), name="projects_project_one_iati"
            ),
            models.CheckConstraint(
                condition=Q(budget_amount=None) | ~Q(budget_currency=""), name="projects_project_money_has_currency"
            ),
        ]
        indexes = [models.Index(fields=["origin", "publisher_ref"], name="projects_origin_publisher")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """The page of the project, in the language of the moment."""
        return reverse("projects:project_detail", args=[self.slug])

    @property
    def is_hidden(self) -> bool:
        """Whether only the programme office sees it."""
        return not self.is_listed

    @property
    def catalogue_path(self):
        """The address after the language, as the catalogue keeps it."""
        return f"projects/{self.slug}/"


class ProjectDate(models.Model):
    """One date of a project. A month is kept as its first day, a year as its first of January, with the precision."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=8, choices=DateKind.choices)
    on = models.DateField()
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    note = models.JSONField(default=list, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self):
        return f"{self.kind} {self.on}"


class Source(models.Model):
    """One address that a fact of this project was read from: who publishes it, or its title, and when it was read."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sources")
    address = models.URLField(max_length=1000)
    title = models.CharField(max_length=NAME_LENGTH, blank=True)
    read_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "address"], name="projects_source_once")]

    def __str__(self):
        return self.address


class Participation(models.Model):
    """An organization takes part in a project, in a role and from one end of the corridor."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="participations")
    organization = models.ForeignKey(
        "people.Organization", on_delete=models.SET_NULL, null=True, blank=True, related_name="participations"
    )
    role = models.CharField(max_length=8, blank=True)
    end = models.CharField(max_length=5, choices=End.choices, blank=True)
    country = models.CharField(max_length=2, blank=True)
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    names = models.JSONField(default=list, blank=True)
    language = models.CharField(max_length=12, blank=True)
    ref = models.CharField(max_length=CODE_LENGTH, blank=True)
    kind = models.CharField(max_length=8, blank=True)
    activity_ref = models.CharField(max_length=CODE_LENGTH, blank=True)
    #: A person said which organization this is, or that it is none of the directory: files do not change it.
    is_chosen = models.BooleanField(default=False)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["ref"], name="projects_participation_ref")]

    def __str__(self):
        return self.name or self.ref


class ProjectPlace(models.Model):
    """A place of a project, as the source names it, tied to a territory where we know which one is meant."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="places")
    territory = models.ForeignKey(
        "places.Territory", on_delete=models.SET_NULL, null=True, blank=True, related_name="project_places"
    )
    end = models.CharField(max_length=5, choices=End.choices, default=End.HERE)
    country = models.CharField(max_length=2, blank=True)
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    names = models.JSONField(default=list, blank=True)
    latitude = models.DecimalField(max_digits=12, decimal_places=8, null=True, blank=True)
    longitude = models.DecimalField(max_digits=12, decimal_places=8, null=True, blank=True)
    exactness = models.CharField(max_length=8, blank=True)
    percentage = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    ref = models.CharField(max_length=CODE_LENGTH, blank=True)
    reach = models.CharField(max_length=8, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    codes = models.JSONField(default=list, blank=True)
    description = models.JSONField(default=list, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name


class ProjectSheetQuerySet(models.QuerySet):
    """Written pages."""

    def visible_to(self, person):
        """The pages of the projects that the person may see."""
        if getattr(person, "is_authenticated", False) and (person.is_superuser or person.has_role("programme")):
            return self
        return self.filter(project__is_listed=True)


class ProjectSheet(models.Model):
    """The main part of a project's page in one interface language, written down so that reading costs nothing.

    `tags` name everything it rests on, `stamp` how that stood; where it stands otherwise the page is written anew.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sheets")
    language = models.CharField(max_length=12)
    tags = models.JSONField(default=list, blank=True)
    stamp = models.CharField(max_length=200)
    title = models.CharField(max_length=TITLE_LENGTH)
    summary = models.CharField(max_length=300, blank=True)
    html = models.TextField()
    map_html = models.TextField(blank=True)
    json_ld = models.TextField(blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ProjectSheetQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "language"], name="projects_sheet_once")]

    def __str__(self):
        return f"{self.project_id} {self.language}"
