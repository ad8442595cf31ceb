"""Versions of texts by people, and what the translation engine was asked for."""

import hashlib
import unicodedata

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q

from m4d.core import text as words

from .choices import REGISTERED, Form, Provenance


def digest_of(text: str) -> str:
    """A short mark of a text: equal for equal words, whatever the line endings or the way accents are stored."""
    even = unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip())
    return hashlib.sha256(even.encode()).hexdigest()[:32]


def form_of(model: type[models.Model], field: str) -> Form:
    """How the named text of a model is written down; plain paragraphs where its room said nothing."""
    texts = REGISTERED.get(model)
    return texts.fields.get(field, Form.PLAIN) if texts else Form.PLAIN


class VersionQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Versions of things that the person may see; nothing for kinds that no room described."""
        allowed = Q(pk__in=[])
        for model, texts in REGISTERED.items():
            of_kind = Q(content_type=ContentType.objects.get_for_model(model))
            allowed |= of_kind & Q(object_id__in=texts.visible_to(person).values("pk"))
        return self.filter(allowed)

    def about(self, thing):
        return self.filter(content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk)

    def originals(self):
        return self.filter(provenance=Provenance.ORIGINAL)


class Version(models.Model):
    """One text in one language: the original, or what people or a machine made of it."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey()
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    text = models.TextField()
    # Made when the text is written, so that reading costs nothing.
    html = models.TextField()
    digest = models.CharField(max_length=32)
    provenance = models.CharField(max_length=8, choices=Provenance.choices)
    # The digest of the original that this version was made from; empty for the original itself.
    source_digest = models.CharField(max_length=32, blank=True)
    engine = models.CharField(max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="written_versions"
    )
    made_at = models.DateTimeField()
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="corrected_versions"
    )
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field", "language"], name="languages_one_version_per_language"
            ),
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field"],
                condition=Q(provenance=Provenance.ORIGINAL),
                name="languages_one_original",
            ),
            models.CheckConstraint(
                condition=Q(provenance__in=Provenance.values), name="languages_version_provenance_known"
            ),
            models.CheckConstraint(
                condition=~Q(provenance=Provenance.ORIGINAL) | Q(source_digest=""),
                name="languages_original_has_no_source",
            ),
        ]

    def __str__(self):
        return f"{self.field} ({self.language}, {self.provenance})"

    @property
    def direction(self) -> str:
        return words.direction(self.language)

    @property
    def is_original(self) -> bool:
        return self.provenance == Provenance.ORIGINAL

    @property
    def is_confirmed(self) -> bool:
        """Whether it came with the site and a person found it right; one that a person changed is a human one."""
        return self.provenance == Provenance.SITE and self.corrected_at is not None


class MachineRequest(models.Model):
    """The engine was asked for a version: what became of it, until the version is there."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    thing = GenericForeignKey()
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    failed_at = models.DateTimeField(null=True, blank=True)
    # What went wrong, for the people who run the site; never part of the text.
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "field", "language"], name="languages_one_request_per_language"
            )
        ]

    def __str__(self):
        return f"{self.field} ({self.language})"
