"""Cards: one row per public thing and audience, with its faces, its tags and its words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from m4d.catalogue.choices import Audience


class KeyField(models.CharField):
    """Short text compared by code point, so that both databases order and page in the same way."""

    def db_parameters(self, connection):
        """The collation "C" on PostgreSQL; SQLite compares by code point already."""
        found = super().db_parameters(connection)
        found["collation"] = "C" if connection.vendor == "postgresql" else None
        return found


class Card(models.Model):
    """How one thing looks to one audience. Written by actions.put, read by everything that lists or searches.

    `sort` orders by name; `newest` is the negative day number of `date` (0 when unknown), so that both orders ascend.
    """

    kind = KeyField(max_length=20)
    object_id = KeyField(max_length=40)
    audience = models.PositiveSmallIntegerField(choices=Audience.choices, default=Audience.EVERYBODY)
    path = models.CharField(max_length=300)
    language = models.CharField(max_length=20)
    sort = KeyField(max_length=80)
    newest = models.IntegerField(default=0)
    date = models.DateField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    data = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("card")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "audience"], name="catalogue_card_once"),
        ]
        indexes = [
            models.Index(fields=["kind", "audience", "sort", "id"], name="catalogue_card_by_name"),
            models.Index(fields=["kind", "audience", "newest", "id"], name="catalogue_card_by_date"),
            models.Index(fields=["kind", "audience", "updated_at", "id"], name="catalogue_card_by_change"),
            models.Index(fields=["path"], name="catalogue_card_by_path"),
        ]

    def __str__(self):
        """Kind and number of the thing, for staff."""
        return f"{self.kind} {self.object_id}"


class CardFace(models.Model):
    """A card in one interface language, rendered when it was written.

    The face with the language "" serves every interface language that has none of its own.
    """

    card = models.ForeignKey(Card, models.CASCADE, related_name="faces", db_index=False)
    language = models.CharField(max_length=10, blank=True)
    title = models.CharField(max_length=300)
    title_language = models.CharField(max_length=20)
    summary = models.TextField(blank=True)
    summary_language = models.CharField(max_length=20, blank=True)
    html = models.TextField(blank=True)
    row = models.TextField(blank=True)

    class Meta:
        verbose_name = _("face of a card")
        constraints = [models.UniqueConstraint(fields=["card", "language"], name="catalogue_face_once")]

    def __str__(self):
        """The title, for staff."""
        return self.title


class TitleKey(models.Model):
    """A title as readers of one language find it in order; with the language "", one by which a title is completed.

    Kept for the kinds that ask for it (see Kind). `weight` says what comes first among titles that begin alike.
    """

    card = models.ForeignKey(Card, models.CASCADE, related_name="title_keys", db_index=False)
    kind = KeyField(max_length=20)
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    language = KeyField(max_length=10, blank=True)
    key = KeyField(max_length=80)
    weight = models.PositiveSmallIntegerField(default=2)

    class Meta:
        verbose_name = _("title of a card in its order")
        constraints = [models.UniqueConstraint(fields=["card", "language", "key"], name="catalogue_title_once")]
        indexes = [models.Index(fields=["kind", "audience", "language", "key", "card"], name="catalogue_title_by_key")]

    def __str__(self):
        """The title as it is compared, for staff."""
        return self.key


class CardTag(models.Model):
    """One code of one facet of a card, with what a filtered and ordered list needs from the card itself."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="tags", db_index=False)
    kind = KeyField(max_length=20)
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    facet = KeyField(max_length=20)
    code = KeyField(max_length=120)
    sort = KeyField(max_length=80)
    newest = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("tag of a card")
        constraints = [models.UniqueConstraint(fields=["card", "facet", "code"], name="catalogue_tag_once")]
        indexes = [
            models.Index(fields=["kind", "facet", "code", "audience", "sort", "card"], name="catalogue_tag_by_name"),
            models.Index(fields=["kind", "facet", "code", "audience", "newest", "card"], name="catalogue_tag_by_date"),
        ]

    def __str__(self):
        """Facet and code, for staff."""
        return f"{self.facet}={self.code}"


class FacetCount(models.Model):
    """A change in how many cards carry a code; the count is the sum of the changes.

    Writers only add rows, so two of them never wait for each other; the clock adds the rows up.
    The facet "" with the code "" counts the cards of a kind.
    """

    kind = KeyField(max_length=20)
    audience = models.PositiveSmallIntegerField(choices=Audience.choices)
    facet = KeyField(max_length=20, blank=True)
    code = KeyField(max_length=120, blank=True)
    n = models.IntegerField()

    class Meta:
        verbose_name = _("count of a facet")
        indexes = [models.Index(fields=["kind", "facet", "audience", "code", "n"], name="catalogue_count_by_kind")]

    def __str__(self):
        """Facet, code and change, for staff."""
        return f"{self.facet}={self.code} {self.n:+d}"


class SearchText(models.Model):
    """What the search index holds of a card, kept as text so that any engine can be rebuilt from it.

    `terms` are all index terms; `texts` are {language: [title, summary, body]}, from which a result shows the place
    that matched.
    """

    card = models.OneToOneField(Card, models.CASCADE, primary_key=True, related_name="search_text")
    terms = models.TextField(blank=True)
    texts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("words of a card")

    def __str__(self):
        """The number of the card, for staff."""
        return str(self.pk)


class SearchLine(models.Model):
    """What ranking and counting read of a card: a short row, as they read a thousand of them for one search.

    `titles` and `summaries` are index terms, `tags` are facet:code, all separated by spaces.
    """

    card = models.OneToOneField(Card, models.CASCADE, primary_key=True, related_name="search_line")
    sort = KeyField(max_length=80)
    newest = models.IntegerField(default=0)
    titles = models.TextField(blank=True)
    summaries = models.TextField(blank=True)
    tags = models.TextField(blank=True)

    class Meta:
        verbose_name = _("line of a card in a search")

    def __str__(self):
        """The words of the title, for staff."""
        return self.titles
