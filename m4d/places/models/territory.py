"""Countries, their divisions and their places, with every name they have and had."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..choices import FOCUS_COUNTRIES, PARTNER_COUNTRIES, FactKind, NameKind, TerritoryKind

#: Towns of at least so many people are in the index of the whole site; the search of this room finds them all.
INDEXED_TOWN = 100_000
#: Countries whose regions are in that index: those of the programme, and its partners at the other end.
INDEXED_COUNTRIES = FOCUS_COUNTRIES | PARTNER_COUNTRIES

#: What only the own page of a territory shows: never fetched for the territories above it.
OWN_PAGE = ("fan", "profile", "texts", "other_names")


def above(start: str = "") -> list[str]:
    """The columns that need not be read of the territories above one: for defer()."""
    ways = (f"{start}{'parent__' * steps}" for steps in (1, 2, 3))
    return [f"{way}{name}" for way in ways for name in OWN_PAGE]


def sees_hidden(person) -> bool:
    """Whether this person also sees what the programme took off every list."""
    return bool(
        getattr(person, "is_authenticated", False)
        and (person.is_superuser or person.has_role("programme") or person.has_role("admin"))
    )


class TerritoryQuerySet(models.QuerySet):
    """Territories, filtered by who asks and by what they are."""

    def listed(self):
        """What lists, choices and the index show: everything the programme did not hide."""
        return self.filter(is_listed=True)

    def visible_to(self, person):
        """Everybody sees what is listed; the programme also sees what it has hidden."""
        return self if sees_hidden(person) else self.listed()

    def countries(self):
        """Countries and areas."""
        return self.filter(kind=TerritoryKind.COUNTRY)

    def indexed(self):
        """What the index of the whole site holds: countries, regions of the countries at both ends, larger towns,
        what lies in them with a name of its own in another language, and whatever has a corridor, a profile or a name
        that the programme chose.
        """
        named = TerritoryName.objects.filter(
            ~Q(territory__kind=TerritoryKind.ADMIN1) | Q(chosen_at__isnull=False), territory=models.OuterRef("pk")
        )
        return self.listed().filter(
            Q(kind=TerritoryKind.COUNTRY)
            | Q(kind=TerritoryKind.ADMIN1, country__in=INDEXED_COUNTRIES)
            | Q(population__gte=INDEXED_TOWN)
            | ~Q(fan=[])
            | Q(amended_at__isnull=False)
            | models.Exists(named)
        )

    def with_path(self):
        """With up to three territories above it, so that its path costs no further statement."""
        return self.select_related("parent__parent__parent").defer(*above())


class Territory(models.Model):
    """A country, a division of one, or a place. Its slug, code and numbers stay when its name changes."""

    slug = models.SlugField(max_length=160, unique=True)
    kind = models.CharField(max_length=8, choices=TerritoryKind.choices)
    #: ISO 3166-1 alpha-2 code of the country it is or lies in.
    country = models.CharField(max_length=2)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    #: The data's own key, stable between editions: SN, SN.16, SN.16.1234, geonames:2250805, m4d:isere.
    code = models.CharField(max_length=40, unique=True)
    #: ISO 3166-1 alpha-3 for a country, ISO 3166-2 for a division where the two lists agree.
    iso_code = models.CharField(max_length=8, blank=True, db_index=True)
    geonames_id = models.PositiveIntegerField(null=True, blank=True, db_index=True)
    name = models.CharField(_("name"), max_length=160)
    name_language = models.CharField(max_length=12, default="en")
    #: The name shown, per language: the programme's choice, else the data's. Written by the actions.
    names = models.JSONField(default=dict, blank=True)
    #: Other names in use and former ones, as its page shows them: [name, language, kind]. Written by the actions.
    other_names = models.JSONField(default=list, blank=True)
    #: The name without accents, articles and case: what a search compares and a list sorts by.
    key = models.CharField(max_length=160, db_index=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    population = models.PositiveBigIntegerField(null=True, blank=True)
    #: Part of the world a country lies in (a code of choices.Region), empty below the country.
    region = models.CharField(max_length=2, blank=True)
    is_listed = models.BooleanField(default=True)
    #: The country's sheet of figures, shared by everything in the country.
    sheet = models.ForeignKey("places.Sheet", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    #: The corridors of this territory as its page shows them. Written by the actions.
    fan = models.JSONField(default=list, blank=True)
    #: The facts of the profile that stand, as the page shows them. Written by the actions.
    profile = models.JSONField(default=list, blank=True)
    #: The lead text in every language there is, as its page shows it. Written by the actions.
    texts = models.JSONField(default=dict, blank=True)
    #: Set when somebody changed the row by hand: the loader then leaves name, names and listing alone.
    edited_at = models.DateTimeField(null=True, blank=True)
    amended_at = models.DateTimeField(null=True, blank=True)
    amended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        indexes = [
            models.Index(fields=["country", "kind", "key"], name="places_territory_country"),
            models.Index(fields=["kind", "key", "id"], name="places_territory_kind"),
            models.Index(fields=["key", "id"], name="places_territory_key"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=TerritoryKind.COUNTRY, parent=None)
                | (~Q(kind=TerritoryKind.COUNTRY) & Q(parent__isnull=False)),
                name="places_territory_only_countries_without_parent",
            ),
        ]

    def __str__(self):
        return self.name_in(get_language() or "en")

    def get_absolute_url(self):
        """The page of the territory in the language of the moment."""
        return reverse("places:territory_detail", args=[self.slug])

    @property
    def is_hidden(self) -> bool:
        """Whether only the programme sees it."""
        return not self.is_listed

    def name_in(self, language):
        """The name to show a reader of that language: neutral list, then data, then the data's own name."""
        return self.names.get(language) or self.name

    def names_by_language(self):
        """Every name it is shown by, in the language each is written in: what it is found by wherever it is named."""
        return {self.name_language: self.name} | {code: name for code, name in self.names.items() if name}

    def language_of_name(self, language):
        """The language the name shown to that reader is written in, for the attribute `lang`."""
        return language if self.names.get(language) else self.name_language

    def path(self):
        """The territories from the country down to this one. No statement when fetched with_path()."""
        chain = [self]
        while chain[-1].parent_id:
            chain.append(chain[-1].parent)
        return chain[::-1]

    @property
    def above(self):
        """The territories it lies in, the nearest first."""
        return self.path()[-2::-1]

    def path_names(self, language):
        """The names from the country down to this territory, in that language where there is one."""
        return [territory.name_in(language) for territory in self.path()]

    def facet_codes(self):
        """The slugs of this territory and of those above it below the country: what a card carries as `territory`."""
        return [territory.slug for territory in self.path() if not territory.is_country] or [self.slug]

    @property
    def is_country(self):
        """Whether it is a country or area rather than a part of one."""
        return self.kind == TerritoryKind.COUNTRY

    @property
    def point(self):
        """Latitude and longitude in degrees, or None where the data have none."""
        if self.latitude is None or self.longitude is None:
            return None
        return (self.latitude, self.longitude)


class TerritoryName(models.Model):
    """A name of a territory beside its own: in a language, in use, or of former times. Never deleted."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="all_names")
    language = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=160)
    key = models.CharField(max_length=160, db_index=True)
    kind = models.CharField(max_length=8, choices=NameKind.choices, default=NameKind.CURRENT)
    #: Set for a name of the neutral list: the programme chose to show it in this language.
    chosen_at = models.DateTimeField(null=True, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        verbose_name = _("name of a territory")
        verbose_name_plural = _("names of territories")
        constraints = [
            models.UniqueConstraint(fields=["territory", "language", "name"], name="places_name_once"),
        ]

    def __str__(self):
        return self.name


class TerritoryFact(models.Model):
    """A line of a territory's profile, with its source and date. Withdrawn with a reason, never deleted."""

    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=12, choices=FactKind.choices)
    text = models.CharField(max_length=400)
    language = models.CharField(max_length=12)
    source_title = models.CharField(max_length=240)
    source_url = models.URLField(max_length=500, blank=True)
    stated_on = models.DateField()
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["kind", "-stated_on", "pk"]
        indexes = [models.Index(fields=["territory", "kind"], name="places_fact_territory")]
        constraints = [
            models.CheckConstraint(condition=~Q(source_title=""), name="places_fact_has_source"),
        ]

    def __str__(self):
        return self.text
