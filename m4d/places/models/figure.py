"""Figures with a source and a period, and the sheets that pages draw from."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..choices import Series
from .territory import Territory


class Figure(models.Model):
    """One value of one series. Loaded in bulk from the data files and replaced as a whole series.

    Units: stock in persons; received, paid in US dollars; received_knomad and flow in million US dollars;
    received_share and cost in percent. `origin` is where people or money come from, `destination` where
    they go: a migrant stock has both or, as a total, only the destination; remittances received have only
    the destination, remittances paid only the origin. `period` is a year (2019) or a quarter (2019Q4).
    """

    series = models.CharField(max_length=16, choices=Series.choices)
    origin = models.ForeignKey(Territory, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    destination = models.ForeignKey(Territory, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    period = models.CharField(max_length=8)
    value = models.FloatField()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        indexes = [
            models.Index(fields=["origin", "series", "period", "value"], name="places_figure_origin"),
            models.Index(fields=["destination", "series", "period", "value"], name="places_figure_destination"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["series", "origin", "destination", "period"], name="places_figure_once_per_pair"
            ),
            models.UniqueConstraint(
                fields=["series", "destination", "period"],
                condition=Q(origin=None),
                name="places_figure_once_per_destination",
            ),
            models.UniqueConstraint(
                fields=["series", "origin", "period"],
                condition=Q(destination=None),
                name="places_figure_once_per_origin",
            ),
            models.CheckConstraint(
                condition=Q(origin__isnull=False) | Q(destination__isnull=False), name="places_figure_has_an_end"
            ),
        ]

    def __str__(self):
        return f"{self.series} {self.period}: {self.value}"


class Sheet(models.Model):
    """What the pages of a country draw, taken together from its figures when these are loaded."""

    country = models.CharField(max_length=2, unique=True)
    data = models.JSONField(default=dict)

    def __str__(self):
        return self.country


class LoadedFile(models.Model):
    """A data file that was read, so that the same edition is not read twice."""

    name = models.CharField(max_length=80, unique=True)
    digest = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    def __str__(self):
        return self.name
