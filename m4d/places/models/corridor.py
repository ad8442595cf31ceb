"""Corridors: two territories, a direction, and what is known of the line between them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from m4d.core.ui.line import way

from ..choices import FIGURE_KINDS, Direction, End, EvidenceKind, Level, Series
from .territory import Territory, above, sees_hidden


class CorridorQuerySet(models.QuerySet):
    """Corridors, filtered by who asks."""

    def listed(self):
        """Corridors between two territories that are both shown."""
        return self.filter(origin__is_listed=True, destination__is_listed=True)

    def visible_to(self, person):
        """Everybody sees what is listed; the programme also sees what it has hidden."""
        return self if sees_hidden(person) else self.listed()

    def with_ends(self, *, all_names=False):
        """With both ends and what lies above them, so that names and paths cost no further statement; `all_names`
        brings the other names of the ends too, by which the corridor is found."""
        ends = ("origin__", "destination__")
        heavy = [column for end in ends for column in above(end)]
        own = [
            f"{end}{name}"
            for end in ends
            for name in ("fan", "texts", "other_names")
            if not (all_names and name == "other_names")
        ]
        return self.select_related(*(f"{end}parent__parent__parent" for end in ends)).defer(*heavy, *own)


class LinkedManager(models.Manager):
    """Fetches both ends along, so that a corridor reached from elsewhere can be named without a statement."""

    def get_queryset(self):
        """Corridors with their ends, without what only their pages show."""
        heavy = [f"{end}__{name}" for end in ("origin", "destination") for name in ("fan", "profile", "texts")]
        return super().get_queryset().select_related("origin", "destination").defer(*heavy)


class Corridor(models.Model):
    """People move, or moved, from one territory to another. Every kind of corridor is the same row and page."""

    slug = models.SlugField(max_length=330, unique=True)
    origin = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="corridors_out")
    destination = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="corridors_in")
    #: Worked out from the two countries when it is opened; a label and a filter, nothing else.
    direction = models.CharField(max_length=12, choices=Direction.choices)
    #: Both countries, for the filter of the list: ISO 3166-1 alpha-2.
    origin_country = models.CharField(max_length=2)
    destination_country = models.CharField(max_length=2)
    #: The strongest standing statement; 0 while there is none. Written by the actions.
    level = models.PositiveSmallIntegerField(default=0)
    statement_count = models.PositiveIntegerField(default=0)
    #: Codes of the vocabulary's themes.
    themes = models.JSONField(default=list, blank=True)
    #: Sort key of the list: both names without accents.
    key = models.CharField(max_length=330)
    #: The figures of the pair of countries as the page draws them. Written by the actions.
    sheet = models.JSONField(default=dict, blank=True)
    #: Statements and the parts of both ends as the page shows them, in every language. Written by the actions.
    page = models.JSONField(default=dict, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = CorridorQuerySet.as_manager()
    linked = LinkedManager()

    class Meta:
        base_manager_name = "linked"
        verbose_name = _("corridor")
        verbose_name_plural = _("corridors")
        indexes = [
            models.Index(fields=["-level", "key", "id"], name="places_corridor_level"),
            models.Index(fields=["origin_country"], name="places_corridor_from"),
            models.Index(fields=["destination_country"], name="places_corridor_to"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["origin", "destination"], name="places_corridor_once"),
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="places_corridor_two_ends"),
        ]

    def __str__(self):
        language = get_language() or "en"
        return way(self.origin.name_in(language), self.destination.name_in(language), language)

    def get_absolute_url(self):
        """The page of the corridor in the language of the moment."""
        return reverse("places:corridor_detail", args=[self.slug])

    @property
    def is_hidden(self) -> bool:
        """Whether one of its ends is hidden, so that only the programme sees it."""
        return self.origin.is_hidden or self.destination.is_hidden

    def territory_at(self, end):
        """The territory at one of the two ends."""
        return self.origin if end == End.ORIGIN else self.destination

    @property
    def ends(self):
        """Both ends with their territories, in the order of the movement."""
        return [(End.ORIGIN, self.origin), (End.DESTINATION, self.destination)]


class CorridorEnd(models.Model):
    """What one end says of itself on the page of the corridor. Only that end changes it.

    Its texts (about, has, looks_for) are kept by the room languages.
    """

    corridor = models.ForeignKey(Corridor, on_delete=models.CASCADE, related_name="parts")
    end = models.CharField(max_length=12, choices=End.choices)
    amended_at = models.DateTimeField()
    amended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-end"]
        constraints = [
            models.UniqueConstraint(fields=["corridor", "end"], name="places_corridorend_once"),
        ]

    def __str__(self):
        return f"{self.corridor_id} {self.end}"


class EvidenceStatementQuerySet(models.QuerySet):
    """Statements about corridors."""

    def standing(self):
        """Statements that nobody has withdrawn."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, person):
        """Statements on corridors that the person sees; a withdrawn one stays readable with its reason."""
        return self.filter(corridor__in=Corridor.objects.visible_to(person))


class EvidenceStatement(models.Model):
    """One thing known about a corridor: a kind, a sentence, a source and a date. Never a bare number.

    A statement that rests on a figure has no text of its own: its sentence is made from `series`,
    `period` and `value` in the reader's language.
    """

    corridor = models.ForeignKey(Corridor, on_delete=models.CASCADE, related_name="statements")
    kind = models.CharField(max_length=12, choices=EvidenceKind.choices)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=12, blank=True)
    series = models.CharField(max_length=16, choices=Series.choices, blank=True)
    #: The time it speaks of: a year, a quarter (2019Q4) or years (2009–2011); empty when the source has none.
    period = models.CharField(max_length=16, blank=True)
    value = models.FloatField(null=True, blank=True)
    source_title = models.CharField(max_length=240)
    source_url = models.URLField(max_length=500, blank=True)
    #: The date of the source: what it speaks of, or the day it was published; where that is not known, the day it
    #: was read (`is_day_read`).
    stated_on = models.DateField()
    is_day_read = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.REPORTED)
    #: The end that states it; empty for what the starter data or the programme states.
    end = models.CharField(max_length=12, choices=End.choices, blank=True)
    #: The starter data's own key, so that loading again finds it.
    code = models.CharField(max_length=80, blank=True)
    stated_at = models.DateTimeField()
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=240, blank=True)

    objects = EvidenceStatementQuerySet.as_manager()

    class Meta:
        ordering = ["-level", "-stated_on", "pk"]
        indexes = [models.Index(fields=["corridor", "-level", "-stated_on"], name="places_statement_corridor")]
        constraints = [
            models.CheckConstraint(condition=~Q(source_title=""), name="places_statement_has_source"),
            models.CheckConstraint(
                condition=~Q(source_url="") | Q(kind=EvidenceKind.LOCAL), name="places_statement_has_address"
            ),
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="places_statement_level"),
            models.CheckConstraint(
                condition=~Q(text="") | (~Q(series="") & Q(value__isnull=False) & Q(kind__in=FIGURE_KINDS)),
                name="places_statement_says_something",
            ),
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="places_statement_code_once"),
        ]

    def __str__(self):
        return self.text or f"{self.series} {self.period}"

    def get_absolute_url(self):
        """The statement on the page of its corridor."""
        return f"{self.corridor.get_absolute_url()}#{self.dom_id}"

    @property
    def dom_id(self):
        """Where it stands on the page."""
        return f"places-statement-{self.pk}"

    @property
    def dated_on(self):
        """The date of the source itself, or None where only the day it was read is known."""
        return None if self.is_day_read else self.stated_on

    @property
    def is_standing(self):
        """Whether nobody has withdrawn it."""
        return self.withdrawn_at is None
