"""Reads budgets, planned disbursements and transactions. An amount without a number or a currency is no amount: the
element is then kept as it stands, and the report says so."""

from ...choices import Outcome, Problem
from ...models import CODE_LENGTH, NAME_LENGTH, Budget, PlannedDisbursement, Transaction
from .reading import flag, rest, tree

_MONEY = ("currency", "value-date")


def read_money(element, reading):
    """Append every amount of the activity to the reading."""
    for node in element.findall("budget"):
        _add(Budget, node, reading, _budget(node, reading))
    for node in element.findall("planned-disbursement"):
        _add(PlannedDisbursement, node, reading, _planned(node, reading))
    for node in element.findall("transaction"):
        _add(Transaction, node, reading, _transaction(node, reading))


def _add(model, node, reading, more):
    """The row, or the element as it stands when its amount cannot be read."""
    value = node.find("value")
    before = len(reading.findings)
    amount = reading.number(value, value.text, outcome=Outcome.AS_TEXT) if value is not None else None
    currency = (reading.attribute(value, "currency", 12) or reading.currency) if value is not None else ""
    if amount is None or not currency:
        if amount is not None:
            reading.report(value, Problem.CURRENCY, Outcome.AS_TEXT, value=amount)
        elif len(reading.findings) == before:
            reading.report(node if value is None else value, Problem.NUMBER, Outcome.AS_TEXT)
        reading.keep_unread(node)
        return
    extra = more.pop("extra")
    if left := rest(value, attributes=_MONEY, text=True):
        extra["value"] = left
    reading.details.append(
        model(amount=amount, currency=currency, value_on=reading.day(value, "value-date"), extra=extra, **more)
    )


def _budget(node, reading):
    return {
        "kind": reading.attribute(node, "type", 8),
        "status": reading.attribute(node, "status", 8),
        **_period(node, reading),
        "extra": rest(node, attributes=("type", "status"), children=("period-start", "period-end", "value")),
    }


def _planned(node, reading):
    extra = rest(
        node, attributes=("type",), children=("period-start", "period-end", "value", "provider-org", "receiver-org")
    )
    return {
        "kind": reading.attribute(node, "type", 8),
        **_period(node, reading),
        **_parties(node, reading, extra),
        "extra": extra,
    }


def _transaction(node, reading):
    extra = rest(node, attributes=("ref", "humanitarian"), children=_TRANSACTION_PARTS)
    return {
        "kind": reading.attribute(node.find("transaction-type"), "code", 8),
        "ref": reading.attribute(node, "ref", CODE_LENGTH),
        "on": reading.day(node.find("transaction-date")),
        "is_humanitarian": flag(node.get("humanitarian")),
        "description": reading.texts(node.find("description")),
        "channel": reading.attribute(node.find("disbursement-channel"), "code", 8),
        "sectors": [tree(part) for part in node.findall("sector")],
        "recipients": [tree(part) for part in node if part.tag in ("recipient-country", "recipient-region")],
        "flow_type": reading.attribute(node.find("flow-type"), "code", 12),
        "finance_type": reading.attribute(node.find("finance-type"), "code", 12),
        "aid_types": [dict(part.attrib) for part in node.findall("aid-type")],
        "tied_status": reading.attribute(node.find("tied-status"), "code", 12),
        **_parties(node, reading, extra),
        "extra": extra,
    }


_TRANSACTION_PARTS = (
    "transaction-type",
    "transaction-date",
    "value",
    "description",
    "provider-org",
    "receiver-org",
    "disbursement-channel",
    "sector",
    "recipient-country",
    "recipient-region",
    "flow-type",
    "finance-type",
    "aid-type",
    "tied-status",
)


def _period(node, reading):
    return {
        "start_on": reading.day(node.find("period-start")),
        "end_on": reading.day(node.find("period-end")),
    }


def _parties(node, reading, extra):
    """Who gives and who receives, as columns; what has no column goes to `extra`."""
    said = {}
    for side in ("provider", "receiver"):
        party = node.find(f"{side}-org")
        activity = f"{side}-activity-id"
        said[f"{side}_ref"] = reading.attribute(party, "ref", CODE_LENGTH)
        said[f"{side}_name"] = reading.name(party, NAME_LENGTH)
        said[f"{side}_kind"] = reading.attribute(party, "type", 8)
        said[f"{side}_activity"] = reading.attribute(party, activity, CODE_LENGTH)
        if party is not None:
            left = rest(party, attributes=("ref", "type", activity), children=("narrative",), text=True)
            if len(names := reading.texts(party)) > 1:
                left["names"] = names
            if left:
                extra[f"{side}-org"] = left
    return said
