"""The controlled words of the house: stable codes with names in every interface language."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .choices import Scheme


class Term(models.Model):
    """One code of one scheme, such as theme `remittances` or IATI ActivityStatus `2`.

    `names` holds a name per language; the languages listed in `unofficial` carry our own translation, because no
    official title exists in them. A term that is no longer used is retired, never deleted: things keep their codes.
    """

    scheme = models.CharField(max_length=40)
    code = models.CharField(max_length=60)
    parent = models.CharField(max_length=60, blank=True)
    position = models.PositiveIntegerField(default=0)
    names = models.JSONField(default=dict)
    unofficial = models.JSONField(default=list, blank=True)
    source = models.CharField(max_length=200, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="Set by staff: the data files no longer change it"
    )

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="vocabulary_term_unique")]
        indexes = [models.Index(fields=["scheme", "position"], name="vocabulary_term_order")]

    def __str__(self):
        return f"{self.name} ({self.list_name}: {self.code})"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_in((get_language() or "en").split("-")[0])

    @property
    def list_name(self) -> str:
        """The name of the list that this term belongs to; IATI's lists go by their code."""
        return str(Scheme(self.scheme).label) if self.scheme in Scheme.values else self.scheme

    @property
    def is_open_above(self) -> bool:
        """Whether others can stand below it: still offered, and itself below none."""
        return self.retired_at is None and not self.parent

    def name_in(self, language: str) -> str:
        """The name in this language, else in English, else the code."""
        return self.names.get(language) or self.names.get("en") or self.code

    def is_official(self, language: str) -> bool:
        """Whether the name in this language is the title that the scheme's owner gave."""
        return language in self.names and language not in self.unofficial
