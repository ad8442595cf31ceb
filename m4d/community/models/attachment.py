"""Files that hang on what people wrote: on a post here, or on a thing of a room above that says so."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

_attachable: dict[type[models.Model], Callable[[models.Model], None]] = {}


def make_attachable(model: type[models.Model], *, changed: Callable[[models.Model], None]) -> None:
    """Let files hang on things of this model; its `visible_to` decides who may fetch them.

    `changed(thing)` is called when a file was scanned or taken away, so that the room renews its kept pages.
    """
    _attachable[model] = changed


def changed_of(model: type[models.Model]) -> Callable[[models.Model], None] | None:
    """What to call after a change of the files of such a thing; None where files cannot hang on it.

    A proxy stands for the model whose table it uses.
    """
    for known, changed in _attachable.items():
        if model._meta.concrete_model is known._meta.concrete_model:
            return changed
    return None


class Scan(models.TextChoices):
    """What a virus scanner said. Without one, a file says so beside its name."""

    NOT_SCANNED = "not_scanned", _("Not scanned for viruses")
    WAITING = "waiting", _("Being scanned for viruses")
    CLEAN = "clean", _("No virus found")
    FOUND = "found", _("Removed: a virus was found")


def _place(attachment, name: str) -> str:
    """A folder that nothing serves, under a name that nobody can guess."""
    return f"attachments/{timezone.now():%Y/%m}/{get_random_string(24).lower()}"


class AttachmentQuerySet(models.QuerySet):
    """Files, filtered by who asks."""

    def visible_to(self, person):
        """Files of things that this person may read; what a thing hides, its files hide."""
        seen = Q(pk__in=[])
        for model in _attachable:
            kind = ContentType.objects.get_for_model(model)
            seen |= Q(about_type=kind, about_id__in=model._default_manager.visible_to(person).values("pk"))
        return self.filter(seen)

    def fetchable(self):
        """Files that are there and were not found to be harmful."""
        return self.filter(scan__in=(Scan.NOT_SCANNED, Scan.CLEAN))


class Attachment(models.Model):
    """One file on one thing: its name, type and size as they are shown, and what a scanner said of it."""

    about_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="attachments"
    )
    file = models.FileField(upload_to=_place, max_length=200, blank=True)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    scan = models.CharField(max_length=12, choices=Scan, default=Scan.NOT_SCANNED)
    scanned_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="community_attachment_about"),
            models.Index(fields=["by", "-created_at"], name="community_attachment_by"),
            models.Index(fields=["created_at"], condition=Q(scan="waiting"), name="community_attachment_waiting"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """Where it is fetched, by whoever may read what it hangs on."""
        return reverse("community:attachment_file", args=[self.pk])

    @property
    def is_fetchable(self) -> bool:
        """Whether it is there and was not found to be harmful."""
        return self.scan in (Scan.NOT_SCANNED, Scan.CLEAN)
