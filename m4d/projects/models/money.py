"""Money of a project: budgets, planned disbursements and transactions, each in its own currency."""

from django.db import models

from .details import Detail
from .project import CODE_LENGTH, NAME_LENGTH


class Amount(Detail):
    """An amount with its currency and the day whose exchange rate applies."""

    amount = models.DecimalField(max_digits=24, decimal_places=4)
    currency = models.CharField(max_length=12)
    value_on = models.DateField(null=True, blank=True)

    class Meta(Detail.Meta):
        abstract = True

    def __str__(self):
        return f"{self.currency} {self.amount}"


class Flow(models.Model):
    """Who gives and who receives."""

    provider_ref = models.CharField(max_length=CODE_LENGTH, blank=True)
    provider_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    provider_kind = models.CharField(max_length=8, blank=True)
    provider_activity = models.CharField(max_length=CODE_LENGTH, blank=True)
    receiver_ref = models.CharField(max_length=CODE_LENGTH, blank=True)
    receiver_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    receiver_kind = models.CharField(max_length=8, blank=True)
    receiver_activity = models.CharField(max_length=CODE_LENGTH, blank=True)

    class Meta:
        abstract = True


class Budget(Amount):
    """What is set aside for a period (BudgetType, BudgetStatus)."""

    kind = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=8, blank=True)
    start_on = models.DateField(null=True, blank=True)
    end_on = models.DateField(null=True, blank=True)


class PlannedDisbursement(Amount, Flow):
    """A payment that is planned for a period."""

    kind = models.CharField(max_length=8, blank=True)
    start_on = models.DateField(null=True, blank=True)
    end_on = models.DateField(null=True, blank=True)

    class Meta(Amount.Meta):
        pass

    def __str__(self):
        return f"{self.currency} {self.amount}, {self.start_on}"


class Transaction(Amount, Flow):
    """Money promised, paid or spent (TransactionType), with all that IATI ties to it."""

    kind = models.CharField(max_length=8, blank=True)
    ref = models.CharField(max_length=CODE_LENGTH, blank=True)
    on = models.DateField(null=True, blank=True)
    is_humanitarian = models.BooleanField(null=True, blank=True)
    description = models.JSONField(default=list, blank=True)
    channel = models.CharField(max_length=8, blank=True)
    sectors = models.JSONField(default=list, blank=True)
    recipients = models.JSONField(default=list, blank=True)
    flow_type = models.CharField(max_length=12, blank=True)
    finance_type = models.CharField(max_length=12, blank=True)
    aid_types = models.JSONField(default=list, blank=True)
    tied_status = models.CharField(max_length=12, blank=True)

    class Meta(Amount.Meta):
        indexes = [models.Index(fields=["project", "kind"], name="projects_transaction_kind")]

    def __str__(self):
        return f"{self.currency} {self.amount}, {self.on}"
