"""What a project costs, as its page tells it: budgets and what was spent."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from m4d.core import money as amounts
from m4d.core import time as times
from m4d.vocabulary import queries as vocabulary


def money_of(project, *, shown: int) -> dict:
    """Budgets by period, and transactions added up by type and currency. Currencies are never added together.

    Budgets of more than `shown` periods are added up by year, the revised one of a period standing for the original.
    """
    rows = sorted(project.budgets.all(), key=lambda row: (row.start_on or date.max, row.pk))
    by_year = len(rows) > shown
    budgets = _budgets_by_year(rows) if by_year else [_budget_line(row) for row in rows]
    sums: dict = {}
    for row in project.transactions.all():
        known = sums.setdefault((row.kind, row.currency), [Decimal(0), 0])
        known[0] += row.amount
        known[1] += 1
    transactions = [
        {
            "label": vocabulary.name("TransactionType", kind) if kind else _("Type not given"),
            "text": amounts.money(total, currency),
            "count": count,
        }
        for (kind, currency), (total, count) in sorted(sums.items())
    ]
    one_kind = len({(row["kind"], row["currency"]) for row in budgets}) == 1
    drawn = budgets if one_kind and 1 < len(budgets) <= 4 and any(row["value"] for row in budgets) else []
    return {"budgets": budgets, "drawn": drawn, "transactions": transactions, "by_year": by_year}


def _budget_line(row) -> dict:
    """One published budget."""
    return {
        "label": period_words(row.start_on, row.end_on),
        "kind": vocabulary.name("BudgetType", row.kind or "1"),
        "text": amounts.money(row.amount, row.currency),
        "value": max(row.amount, Decimal(0)),
        "currency": row.currency,
    }


def _budgets_by_year(rows) -> list[dict]:
    """The budgets that stand, added up by the year in which their period begins."""
    periods: dict = {}
    for row in rows:
        periods.setdefault((row.start_on, row.end_on, row.currency), {}).setdefault(row.kind or "1", []).append(row)
    sums: dict = {}
    for (start, _end, currency), kinds in periods.items():
        key = (str(start.year) if start else _("Year not given"), currency)
        standing = kinds.get("2") or kinds[min(kinds)]
        sums[key] = sums.get(key, Decimal(0)) + sum(row.amount for row in standing)
    return [
        {
            "label": year,
            "kind": "",
            "text": amounts.money(total, currency),
            "value": max(total, Decimal(0)),
            "currency": currency,
        }
        for (year, currency), total in sums.items()
    ]


def period_words(start, end) -> str:
    """From one day to the other; a question mark for one that is not known."""
    return _("%(start)s to %(end)s") % {"start": times.on(start) or "?", "end": times.on(end) or "?"}
