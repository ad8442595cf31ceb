"""Seats: a duty that stays while the people who hold it change."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from m4d.places.models import Territory

from ..choices import EndReason
from .organization import Organization


def in_place(start: str = "") -> Q:
    """Seats whose territory is, or lies in, the place that the page of their organization names, for annotate().

    An organization without a place of its own is at home in all of its country. One that has moved no longer speaks
    for what it left, whatever a verifier confirmed meanwhile.
    """
    territory, organization = f"{start}territory", f"{start}organization"
    found = Q(**{f"{territory}__isnull": True}) | Q(**{f"{organization}__isnull": True})
    for steps in range(4):
        found |= Q(**{f"{organization}__territory": F(f"{territory}{'__parent' * steps}")})
    nationwide = {f"{organization}__territory__isnull": True, f"{organization}__country": F(f"{territory}__country")}
    return found | Q(**nationwide)


class SeatQuerySet(models.QuerySet):
    """Named filters of seats."""

    def open(self):
        """Seats that still exist."""
        return self.filter(closed_at__isnull=True)

    def visible_to(self, viewer):
        """Seats are public offices: whoever sees the organization, or the territory alone, sees them."""
        return self.filter(
            Q(organization__isnull=True, territory__in=Territory.objects.visible_to(viewer).values("pk"))
            | Q(organization__in=Organization.objects.visible_to(viewer).values("pk"))
        )

    def placed(self):
        """With `is_in_place`: whether the seat may speak for its territory, as far as its organization goes."""
        return self.annotate(is_in_place=in_place())


class Seat(models.Model):
    """A duty at an organization, at a territory, or at an organization for a territory."""

    organization = models.ForeignKey(
        Organization, null=True, blank=True, on_delete=models.CASCADE, related_name="seats"
    )
    territory = models.ForeignKey(
        "places.Territory", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    duty = models.CharField(max_length=160)
    language = models.CharField(max_length=8, default="en")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(organization__isnull=False) | Q(territory__isnull=False), name="people_seat_is_somewhere"
            ),
        ]

    def __str__(self):
        return self.duty

    def get_absolute_url(self):
        if self.organization_id:
            return reverse("people:seat_detail", args=[self.organization.slug, self.pk])
        return reverse("people:territory_seat_detail", args=[self.territory.slug, self.pk])

    @property
    def is_hidden(self) -> bool:
        """Whether a moderator has hidden its organization, or the programme the territory that it is for alone."""
        return self.organization.is_hidden if self.organization_id is not None else self.territory.is_hidden


class SeatHoldingQuerySet(models.QuerySet):
    """Named filters of holdings."""

    def open(self):
        """Holdings that nobody has ended, their mandate running or not."""
        return self.filter(ended_at__isnull=True)

    def placed(self):
        """With `is_in_place`: whether the seat may speak for its territory, as far as its organization goes."""
        return self.annotate(is_in_place=in_place("seat__"))

    def running(self, on):
        """Open holdings whose mandate covers the day."""
        return self.open().filter(Q(mandate_from__lte=on), Q(mandate_until__isnull=True) | Q(mandate_until__gte=on))


class SeatHolding(models.Model):
    """One person on one seat for a time. Days are inclusive: a mandate until 31 May covers 31 May."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="holdings")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="seat_holdings"
    )
    mandate_from = models.DateField()
    mandate_until = models.DateField(null=True, blank=True)
    evidence = models.TextField(max_length=2000, blank=True)
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    end_reason = models.CharField(max_length=20, choices=EndReason, blank=True)
    # What a verifier who refused wrote. Not in the journal, which keeps its rows when a person leaves.
    end_note = models.TextField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SeatHoldingQuerySet.as_manager()

    class Meta:
        ordering = ["-mandate_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ended_at__isnull=True), name="people_one_holder_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(mandate_until__isnull=True) | Q(mandate_until__gte=F("mandate_from")),
                name="people_mandate_in_order",
            ),
        ]
        indexes = [models.Index(fields=["person", "ended_at"], name="people_holding_person")]

    def __str__(self):
        return f"{self.seat_id} from {self.mandate_from}"

    @property
    def is_open(self) -> bool:
        """True until the seat is handed over, left, or the clock ends an expired mandate."""
        return self.ended_at is None

    @property
    def is_verified(self) -> bool:
        """True once a verifier has confirmed the mandate."""
        return self.verified_at is not None

    def is_expired(self, on) -> bool:
        """True when the mandate ended before the day, whether or not the clock has noticed."""
        return self.mandate_until is not None and self.mandate_until < on


class SeatNote(models.Model):
    """A note that belongs to the seat: the next holder reads it, the last holder leaves it behind."""

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=4000)
    language = models.CharField(max_length=8, default="en")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"{self.seat_id}, {self.created_at:%Y-%m-%d}"
