"""Which wording and templates the stored faces were rendered with."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Rendering(models.Model):
    """One row: a digest of everything that rendered faces depend on besides the things themselves."""

    digest = models.CharField(max_length=64)
    rendered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rendering of cards")

    def __str__(self):
        """The beginning of the digest, for staff."""
        return self.digest[:12]
