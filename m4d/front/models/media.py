"""Pictures and documents that editors upload."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from m4d.core import files

# Pixels: wide enough for any place where a picture stands, on a sharp screen.
WIDEST = 2400


class Picture(AbstractImage):
    """A picture with its credit. What is kept is our own re-encoding, never the file that was handed in."""

    alternative = models.CharField(
        _("description for people who do not see it"),
        max_length=250,
        blank=True,
        help_text=_("What the picture shows, in one sentence. Leave empty only when it is pure decoration."),
    )
    credit = models.CharField(_("credit"), max_length=160, blank=True)
    consent = models.CharField(
        _("consent of the people shown"),
        max_length=250,
        blank=True,
        help_text=_("Who agreed, when, and where that is recorded. Needed when a person can be recognized."),
    )

    admin_form_fields = ("title", "file", "alternative", "credit", "consent", "collection", "tags")
    search_fields = [*AbstractImage.search_fields, index.SearchField("credit")]

    class Meta(AbstractImage.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    @property
    def default_alt_text(self):
        return self.alternative

    def save(self, *args, **kwargs):
        """Whatever way a new file comes in, its hidden notes (place, camera, date) do not stay."""
        fresh = self.file and not self.file._committed
        if fresh and not getattr(self.file.file, "is_clean_picture", False):
            clean = files.clean_picture(self.file.file, width=WIDEST)
            self.file = clean
            self.width = self.height = None
        if fresh:
            self.file_size = self.file.size
        super().save(*args, **kwargs)


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="front_one_rendition_per_filter"
            )
        ]


class Paper(AbstractDocument):
    """A file for reading, of a kind that holds no program."""

    language = models.CharField(_("language of the text"), max_length=12, blank=True)
    pages = models.PositiveIntegerField(_("number of pages"), null=True, blank=True)

    admin_form_fields = ("title", "file", "language", "pages", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
