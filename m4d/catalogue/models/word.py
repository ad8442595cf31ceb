"""Words of titles and summaries, for completing what is typed and for "did you mean"."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .card import KeyField


class Word(models.Model):
    """A word as it is searched (folded) and as somebody wrote it. It may outlive its last card:
    whoever offers a word first checks that the reader may see a card that holds it."""

    word = KeyField(max_length=40, unique=True)
    shown = models.CharField(max_length=60)

    class Meta:
        verbose_name = _("word")

    def __str__(self):
        """The word as written."""
        return self.shown


class WordKey(models.Model):
    """A number made from a word with up to two letters left out; near words share one."""

    key = models.BigIntegerField()
    word = models.ForeignKey(Word, models.CASCADE, related_name="keys")

    class Meta:
        verbose_name = _("key of a word")
        indexes = [models.Index(fields=["key", "word"], name="catalogue_wordkey_lookup")]

    def __str__(self):
        """The number, for staff."""
        return str(self.key)
