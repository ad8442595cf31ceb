"""What a project aims at and what it reached: result, indicator, baseline, period, target and actual."""

from django.db import models

from ..choices import ValueKind
from .details import Detail


class Result(Detail):
    """A planned change (ResultType: 1 output, 2 outcome, 3 impact)."""

    kind = models.CharField(max_length=8, blank=True)
    may_aggregate = models.BooleanField(null=True, blank=True)
    title = models.JSONField(default=list, blank=True)
    description = models.JSONField(default=list, blank=True)
    references = models.JSONField(default=list, blank=True)
    documents = models.JSONField(default=list, blank=True)


class Indicator(models.Model):
    """How a result is measured (IndicatorMeasure: 1 unit, 2 percentage, 3 nominal, 4 ordinal, 5 qualitative)."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="indicators")
    measure = models.CharField(max_length=8, blank=True)
    is_ascending = models.BooleanField(null=True, blank=True)
    may_aggregate = models.BooleanField(null=True, blank=True)
    title = models.JSONField(default=list, blank=True)
    description = models.JSONField(default=list, blank=True)
    references = models.JSONField(default=list, blank=True)
    documents = models.JSONField(default=list, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"indicator {self.pk} of result {self.result_id}"


class Measured(models.Model):
    """A value as published, its number where it is one, and how it is broken down."""

    value = models.TextField(blank=True)
    number = models.DecimalField(max_digits=30, decimal_places=8, null=True, blank=True)
    comment = models.JSONField(default=list, blank=True)
    dimensions = models.JSONField(default=list, blank=True)
    locations = models.JSONField(default=list, blank=True)
    documents = models.JSONField(default=list, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return self.value


class Baseline(Measured):
    """Where an indicator stood before."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="baselines")
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    on = models.DateField(null=True, blank=True)


class Period(models.Model):
    """A stretch of time for which an indicator has targets and actual values."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="periods")
    start_on = models.DateField(null=True, blank=True)
    end_on = models.DateField(null=True, blank=True)
    extra = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.start_on} to {self.end_on}"


class PeriodValue(Measured):
    """A target or an actual value of a period."""

    period = models.ForeignKey(Period, on_delete=models.CASCADE, related_name="values")
    kind = models.CharField(max_length=8, choices=ValueKind.choices)
