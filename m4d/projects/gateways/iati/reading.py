"""What one activity was read into, and readers for dates, numbers and texts that report what they cannot take."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from m4d.core import text as words

from ...choices import Outcome, Problem

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+)?(?:Z|[+-]\d{2}:\d{2})?$")
_LARGEST = Decimal(10) ** 20


@dataclass(frozen=True)
class Finding:
    """One place that could not be taken as it stands."""

    line: int | None
    element: str
    problem: Problem
    outcome: Outcome
    value: str = ""
    detail: str = ""
    organization: object = None


@dataclass
class Reading:
    """Everything one activity says, as rows that are not saved yet, and what had to be reported."""

    identifier: str
    line: int
    language: str = ""
    currency: str = ""
    fields: dict = field(default_factory=dict)
    versions: dict = field(default_factory=dict)
    dates: list = field(default_factory=list)
    participations: list = field(default_factory=list)
    places: list = field(default_factory=list)
    sources: list = field(default_factory=list)
    details: list = field(default_factory=list)
    results: list = field(default_factory=list)
    other: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)
    contacts_left_out: int = 0
    numbers: dict = field(default_factory=dict, repr=False)

    def report(self, element, problem, outcome, *, attribute="", value="", detail=""):
        """Write down one place of the file that had to be treated specially."""
        where = path_of(element, self.numbers) + (f"/@{local(attribute)}" if attribute else "")
        self.findings.append(
            Finding(element.sourceline, where[:300], problem, outcome, str(value)[:300], str(detail)[:500])
        )

    def report_activity(self, problem, outcome):
        """Write down something that concerns the whole activity."""
        self.findings.append(Finding(self.line, "iati-activity", problem, outcome, self.identifier[:300]))

    def report_partner(self, row, organization, outcome):
        """Write down that a partner and an organization of the directory have the same name, and what follows."""
        line, where = row.read_at
        self.findings.append(
            Finding(line, where, Problem.NAMESAKE, outcome, row.name[:300], organization=organization)
        )

    def keep_unread(self, element):
        """Keep an element that fits no row as it stands, so that nothing a publisher wrote is lost."""
        self.other.setdefault("unread", []).append(tree(element))

    def day(self, element, attribute="iso-date"):
        """The date in an attribute, or None with a report when it is not one."""
        if element is None:
            return None
        raw = (element.get(attribute) or "").strip()
        if not raw:
            return None
        match = _DAY.match(raw)
        try:
            return date(*(int(part) for part in match.groups()[:3]))
        except (AttributeError, ValueError):
            self.report(element, Problem.DATE, Outcome.SKIPPED_VALUE, attribute=attribute, value=raw)
            return None

    def number(self, element, raw, *, attribute="", places=4, largest=_LARGEST, outcome=Outcome.SKIPPED_VALUE):
        """A decimal number, or None with a report when it is not one or is out of bounds."""
        raw = (raw or "").strip()
        if not raw:
            return None
        try:
            value = Decimal(raw)
            if not value.is_finite() or abs(value) >= largest:
                raise InvalidOperation
            return value.quantize(Decimal(1).scaleb(-places))
        except InvalidOperation:
            self.report(element, Problem.NUMBER, outcome, attribute=attribute, value=raw)
            return None

    def percentage(self, element):
        """The share in the attribute `percentage`."""
        return self.number(element, element.get("percentage"), attribute="percentage", largest=Decimal(10) ** 5)

    def line_of_text(self, element, raw, longest, *, attribute=""):
        """One clean line, shortened with a report when it is longer than its column."""
        value = words.clean_line(raw or "")
        if len(value) > longest:
            self.report(element, Problem.TOO_LONG, Outcome.SHORTENED, attribute=attribute, value=value[:120])
            value = value[: longest - 1] + "…"
        return value

    def attribute(self, element, name, longest=200):
        """An attribute as one clean line, empty when absent."""
        return "" if element is None else self.line_of_text(element, element.get(name), longest, attribute=name)

    def texts(self, element):
        """The narratives of an element: [{"language", "text"}, ...] in the publisher's order, empties left out."""
        found = []
        if element is None:
            return found
        for narrative in element.findall("narrative"):
            text = words.clean_text("".join(narrative.itertext()))
            if not text:
                continue
            said = {"language": (narrative.get(XML_LANG) or self.language).strip()[:12], "text": text}
            if more := rest(narrative, attributes=(XML_LANG,), text=True):
                said["extra"] = more
            found.append(said)
        if not found and (bare := words.clean_text(element.text or "")):
            found.append({"language": self.language, "text": bare})
        return found

    def name(self, element, longest=400):
        """The first narrative of an element as one line."""
        said = self.texts(element)
        return self.line_of_text(element, said[0]["text"], longest) if said else ""


def local(name: str) -> str:
    """A name without its namespace."""
    return name.rsplit("}", 1)[-1]


def path_of(element, numbers: dict) -> str:
    """Where an element stands in its activity: "transaction[3]/value".

    `numbers` remembers, as long as the activity is read, the place of each child among those of its name, so that
    20,000 findings do not count 20,000 siblings each.
    """
    steps = []
    while element is not None and element.tag not in ("iati-activity", "iati-activities"):
        name = local(element.tag)
        parent = element.getparent()
        if parent is not None:
            if parent not in numbers:
                numbers[parent] = _numbered(parent)
            number = numbers[parent].get(element)
            name += f"[{number}]" if number else ""
        steps.append(name)
        element = parent
    return "/".join(reversed(steps)) or "iati-activity"


def _numbered(parent) -> dict:
    """The place of each child among the children of its name, 1 for the first; none for an only one."""
    same: dict = {}
    for child in parent:
        same.setdefault(child.tag, []).append(child)
    return {child: number for found in same.values() if len(found) > 1 for number, child in enumerate(found, 1)}


def rest(element, *, attributes=(), children=(), text=False) -> dict:
    """What an element holds beyond the attributes, children and text that somebody has read."""
    more: dict = {}
    unread = {name: value for name, value in element.attrib.items() if name not in attributes}
    if unread:
        more["attributes"] = unread
    elements = [tree(child) for child in element if isinstance(child.tag, str) and child.tag not in children]
    if elements:
        more["elements"] = elements
    own = "" if text else words.clean_text(element.text or "")
    if own:
        more["text"] = own
    return more


def tree(element) -> dict:
    """An element as plain JSON, whole."""
    said: dict = {"tag": element.tag}
    if element.attrib:
        said["attributes"] = dict(element.attrib)
    if own := words.clean_text(element.text or ""):
        said["text"] = own
    children = [tree(child) for child in element if isinstance(child.tag, str)]
    if children:
        said["elements"] = children
    return said


def flag(raw: str | None) -> bool | None:
    """An xsd:boolean, None when absent or unreadable."""
    return {"1": True, "true": True, "0": False, "false": False}.get((raw or "").strip().lower())


def canonical(element) -> bytes:
    """The activity in the one form that does not depend on white space between attributes or on quotes."""
    return etree.tostring(element, method="c14n", with_comments=False)
