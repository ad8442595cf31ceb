"""A step leads from one thing to the next: a contribution to the paragraph that cites it, that to a recommendation."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F, Q


class StepQuerySet(models.QuerySet):
    """Named filters of steps."""

    def standing(self):
        """Steps that nobody has lifted."""
        return self.filter(lifted_at__isnull=True)

    def leading_from(self, thing):
        """What goes on from a thing."""
        return self.filter(from_type=ContentType.objects.get_for_model(thing), from_id=thing.pk)

    def leading_to(self, thing):
        """What a thing rests on."""
        return self.filter(to_type=ContentType.objects.get_for_model(thing), to_id=thing.pk)


class Step(models.Model):
    """One thing led to another; who laid the step, and when it was lifted again."""

    kind = models.CharField(max_length=60)
    from_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    from_id = models.PositiveBigIntegerField()
    frm = GenericForeignKey("from_type", "from_id")
    to_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    to_id = models.PositiveBigIntegerField()
    to = GenericForeignKey("to_type", "to_id")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "from_type", "from_id", "to_type", "to_id"],
                condition=Q(lifted_at__isnull=True),
                name="trails_one_standing_step",
            ),
            models.CheckConstraint(
                condition=~Q(from_type=F("to_type"), from_id=F("to_id")), name="trails_step_leads_elsewhere"
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=F("at")), name="trails_lifted_after_laid"
            ),
        ]
        indexes = [
            models.Index(fields=["from_type", "from_id"], name="trails_step_from"),
            models.Index(fields=["to_type", "to_id"], name="trails_step_to"),
        ]

    def __str__(self):
        return f"{self.kind}: {self.from_type_id}/{self.from_id} to {self.to_type_id}/{self.to_id}"
