"""What IATI files say beyond the page of a project: kept row by row, so that reports can use it later.

Texts in several languages are lists of ``{"language": "fr", "text": "..."}``. ``extra`` holds the attributes and
elements that have no column, so that nothing a publisher wrote is lost.
"""

from django.db import models

from .project import CODE_LENGTH, NAME_LENGTH, Project


class Detail(models.Model):
    """A row that belongs to one project and is written anew whenever the published activity changes."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="%(class)ss")
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk} of project {self.project_id}"


class Narrative(Detail):
    """A published title or description, in the publisher's own words. ``kind`` follows DescriptionType."""

    field = models.CharField(max_length=12)
    kind = models.CharField(max_length=8, blank=True)
    language = models.CharField(max_length=12, blank=True)
    text = models.TextField()


class OtherIdentifier(Detail):
    """A number that somebody else gives the activity. ``kind`` follows OtherIdentifierType."""

    ref = models.CharField(max_length=CODE_LENGTH)
    kind = models.CharField(max_length=8, blank=True)
    owner_ref = models.CharField(max_length=CODE_LENGTH, blank=True)
    owner_name = models.CharField(max_length=NAME_LENGTH, blank=True)


class Sector(Detail):
    """A share of the activity in one sector of one vocabulary (SectorVocabulary)."""

    vocabulary = models.CharField(max_length=8, default="1")
    vocabulary_uri = models.CharField(max_length=1000, blank=True)
    code = models.CharField(max_length=CODE_LENGTH, blank=True)
    percentage = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    note = models.JSONField(default=list, blank=True)


class Tag(Detail):
    """A tag of one vocabulary (TagVocabulary: 2 goals, 3 targets, 99 the publisher's own)."""

    vocabulary = models.CharField(max_length=8, blank=True)
    vocabulary_uri = models.CharField(max_length=1000, blank=True)
    code = models.CharField(max_length=CODE_LENGTH)
    note = models.JSONField(default=list, blank=True)


class PolicyMarker(Detail):
    """How much a policy aim counts in the activity (PolicyMarker, PolicySignificance)."""

    vocabulary = models.CharField(max_length=8, default="1")
    vocabulary_uri = models.CharField(max_length=1000, blank=True)
    code = models.CharField(max_length=CODE_LENGTH)
    significance = models.CharField(max_length=8, blank=True)
    note = models.JSONField(default=list, blank=True)


class Recipient(Detail):
    """A country or a region that benefits, with its share. ``kind`` is country or region."""

    kind = models.CharField(max_length=8)
    vocabulary = models.CharField(max_length=8, blank=True)
    vocabulary_uri = models.CharField(max_length=1000, blank=True)
    code = models.CharField(max_length=CODE_LENGTH)
    percentage = models.DecimalField(max_digits=9, decimal_places=4, null=True, blank=True)
    note = models.JSONField(default=list, blank=True)


class Document(Detail):
    """A file or page that the publisher links to (DocumentCategory)."""

    address = models.CharField(max_length=2000)
    format = models.CharField(max_length=120, blank=True)
    title = models.JSONField(default=list, blank=True)
    description = models.JSONField(default=list, blank=True)
    categories = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    on = models.DateField(null=True, blank=True)


class Condition(Detail):
    """A condition tied to the activity (ConditionType)."""

    kind = models.CharField(max_length=8, blank=True)
    text = models.JSONField(default=list, blank=True)


class RelatedActivity(Detail):
    """Another activity and how it is related (RelatedActivityType: 1 parent, 2 child, 3 sibling, 4 co-funded)."""

    ref = models.CharField(max_length=CODE_LENGTH)
    kind = models.CharField(max_length=8, blank=True)
