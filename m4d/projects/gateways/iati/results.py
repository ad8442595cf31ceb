"""Reads results: what was aimed at, what was reached, for whom and where."""

from decimal import Decimal

from ...choices import Outcome, ValueKind
from ...models import Baseline, Indicator, Period, PeriodValue, Result
from .reading import flag, rest, tree

_LARGEST = Decimal(10) ** 22
#: IndicatorMeasure: only these are numbers; the others hold words.
_NUMERIC = ("1", "2", "3", "4", "")


def read_results(element, reading):
    """Append (result, [(indicator, baselines, [(period, values)])]) for every result of the activity."""
    for node in element.findall("result"):
        result = Result(
            kind=reading.attribute(node, "type", 8),
            **_described(node, reading, attributes=("type",), children=("indicator",)),
        )
        reading.results.append((result, [_indicator(part, reading) for part in node.findall("indicator")]))


def _indicator(node, reading):
    measure = reading.attribute(node, "measure", 8)
    indicator = Indicator(
        measure=measure,
        is_ascending=flag(node.get("ascending")),
        **_described(node, reading, attributes=("measure", "ascending"), children=("baseline", "period")),
    )
    baselines = [_baseline(part, measure, reading) for part in node.findall("baseline")]
    return indicator, baselines, [_period(part, measure, reading) for part in node.findall("period")]


def _described(node, reading, *, attributes, children) -> dict:
    """What results and indicators have in common; the others of their attributes and children are read elsewhere."""
    return {
        "may_aggregate": flag(node.get("aggregation-status")),
        "title": reading.texts(node.find("title")),
        "description": reading.texts(node.find("description")),
        "references": [tree(part) for part in node.findall("reference")],
        "documents": [tree(part) for part in node.findall("document-link")],
        "extra": rest(
            node,
            attributes=("aggregation-status", *attributes),
            children=("title", "description", "reference", "document-link", *children),
        ),
    }


def _baseline(node, measure, reading):
    year = (node.get("year") or "").strip()
    return Baseline(
        year=int(year) if year.isdecimal() and len(year) == 4 else None,
        on=reading.day(node),
        **_measured(node, measure, reading, attributes=("year", "iso-date")),
    )


def _period(node, measure, reading):
    period = Period(
        start_on=reading.day(node.find("period-start")),
        end_on=reading.day(node.find("period-end")),
        extra=rest(node, children=("period-start", "period-end", "target", "actual")),
    )
    values = [
        PeriodValue(kind=kind, **_measured(part, measure, reading))
        for kind in ValueKind.values
        for part in node.findall(kind)
    ]
    return period, values


def _measured(node, measure, reading, attributes=()):
    """A value as written, its number where the measure has numbers, and how it is broken down."""
    raw = (node.get("value") or "").strip()
    number = None
    if raw and measure in _NUMERIC:
        number = reading.number(node, raw, attribute="value", places=8, largest=_LARGEST, outcome=Outcome.AS_TEXT)
    return {
        "value": raw,
        "number": number,
        "comment": reading.texts(node.find("comment")),
        "dimensions": [dict(part.attrib) for part in node.findall("dimension")],
        "locations": [part.get("ref", "") for part in node.findall("location")],
        "documents": [tree(part) for part in node.findall("document-link")],
        "extra": rest(
            node,
            attributes=("value", *attributes),
            children=("comment", "dimension", "location", "document-link"),
        ),
    }
