"""Reads one activity: what it is, who takes part, where, when and with which tags. Money and results have files of
their own beside this one."""

from hashlib import sha256

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from m4d.core import text as words

from ...choices import DateKind, Outcome, Problem
from ...models import (
    CODE_LENGTH,
    NAME_LENGTH,
    TITLE_LENGTH,
    Condition,
    Document,
    Narrative,
    OtherIdentifier,
    Participation,
    ProjectDate,
    RelatedActivity,
    Source,
)
from .coded import read_marker, read_recipient, read_sector, read_tag
from .codes import check_codes
from .money import read_money
from .place import read_place
from .reading import XML_LANG, Reading, canonical, flag, local, path_of, rest, tree
from .results import read_results
from .schema import check_schema

#: Raised when the reader itself learns something new, so that activities are read again although they did not change.
READER = "1"
#: Elements whose one code the project keeps among its published settings.
_SETTINGS = {
    "activity-scope": "scope",
    "collaboration-type": "collaboration_type",
    "default-flow-type": "flow_type",
    "default-finance-type": "finance_type",
    "default-tied-status": "tied_status",
}
_PUBLIC_PAGE = "A12"


def read_activity(element, *, version: str) -> Reading:
    """Everything an activity says. An empty identifier in the answer means that it cannot be kept."""
    node = element.find("iati-identifier")
    reading = Reading(
        identifier=words.clean_line("".join(node.itertext())) if node is not None else "",
        line=element.sourceline,
        language=(element.get(XML_LANG) or "").strip()[:12],
        currency=(element.get("default-currency") or "").strip()[:12],
    )
    if not reading.identifier or len(reading.identifier) > CODE_LENGTH:
        reading.identifier = ""
        reading.report(element if node is None else node, Problem.NO_IDENTIFIER, Outcome.SKIPPED_ACTIVITY)
        return reading
    reading.fields["content_hash"] = sha256(f"{READER} {version} ".encode() + canonical(element)).hexdigest()
    _read_head(element, reading)
    for child in element:
        reader = _READERS.get(child.tag)
        if reader is not None:
            reader(child, reading)
        elif child.tag not in _ELSEWHERE:
            reading.other.setdefault("elements", []).append(tree(child))
    read_money(element, reading)
    read_results(element, reading)
    _read_words(element, reading)
    check_codes(element, reading)
    check_schema(element, reading)
    # What it holds would keep the whole activity in memory as long as its rows wait to be saved.
    reading.numbers.clear()
    reading.findings.sort(key=lambda finding: finding.line or 0)
    return reading


def _read_head(element, reading):
    """The attributes of the activity and the single codes."""
    published = {}
    for name, value in element.attrib.items():
        published[local(name)] = value
    for tag, key in _SETTINGS.items():
        node = element.find(tag)
        if node is not None:
            published[key] = reading.attribute(node, "code")
            if more := rest(node, attributes=("code",)):
                reading.other[tag] = more
    aid = [dict(node.attrib) for node in element.findall("default-aid-type")]
    if aid:
        published["aid_types"] = aid
    if (spend := element.find("capital-spend")) is not None:
        published["capital_spend"] = spend.get("percentage", "")
    reading.fields["settings_published"] = published
    updated = parse_datetime(published.get("last-updated-datetime", "").strip().replace(" ", "T"))
    reading.fields["published_at"] = make_aware(updated) if updated and is_naive(updated) else updated


def _read_reporter(node, reading):
    reading.fields["publisher_ref"] = reading.attribute(node, "ref", CODE_LENGTH)
    reading.fields["publisher_name"] = reading.name(node, NAME_LENGTH)
    published = reading.fields["settings_published"]
    published["publisher_type"] = reading.attribute(node, "type")
    published["secondary_reporter"] = flag(node.get("secondary-reporter"))
    published["publisher_names"] = reading.texts(node)
    if more := rest(node, attributes=("ref", "type", "secondary-reporter"), children=("narrative",), text=True):
        reading.other["reporting-org"] = more


def _read_words(element, reading):
    """Titles and descriptions: every narrative as a row, the first general one as what the project shows."""
    _narratives(element.find("title"), "title", "", reading)
    for node in element.findall("description"):
        _narratives(node, "description", reading.attribute(node, "type", 8), reading)
    rows = [row for row in reading.details if isinstance(row, Narrative)]
    titles = [row for row in rows if row.field == "title"]
    general = [row for row in rows if row.field == "description" and row.kind in ("", "1")]
    general = general or [row for row in rows if row.field == "description"]
    if not reading.language:
        reading.report(element, Problem.LANGUAGE, Outcome.KEPT, attribute="xml:lang")
    first = _first(titles, reading.language) or _first(general, reading.language)
    language = (first.language if first else reading.language) or "und"
    title = next((row for row in titles if row.language == (first.language if first else "")), None)
    summary = next((row for row in general if row.language == language), None) or (general[0] if general else None)
    source = element.find("title") if titles else element
    reading.fields.update(
        language=language,
        title=reading.line_of_text(source, title.text if title else reading.identifier, TITLE_LENGTH),
        title_is_ours=title is None,
        summary=summary.text if summary else "",
    )
    kind = summary.kind if summary else ""
    reading.versions = {
        "title": _others(titles, language),
        "summary": _others([row for row in general if row.kind == kind], summary.language if summary else language),
    }
    if summary and summary.language != language:
        reading.versions["summary_language"] = summary.language


def _first(rows, language):
    """The row in the activity's own language, else the first."""
    return next((row for row in rows if row.language == language), rows[0] if rows else None)


def _others(rows, language):
    """The first text per further language."""
    found = {}
    for row in rows:
        if row.language and row.language != language:
            found.setdefault(row.language, row.text)
    return found


def _narratives(node, field, kind, reading):
    if node is None:
        return
    extra = rest(node, attributes=("type",), children=("narrative",), text=True)
    for said in reading.texts(node):
        more = {**extra, **({"narrative": said["extra"]} if "extra" in said else {})}
        reading.details.append(
            Narrative(field=field, kind=kind, language=said["language"], text=said["text"], extra=more)
        )
        extra = {}


def _read_participant(node, reading):
    row = Participation(
        role=reading.attribute(node, "role", 8),
        ref=reading.attribute(node, "ref", CODE_LENGTH),
        kind=reading.attribute(node, "type", 8),
        activity_ref=reading.attribute(node, "activity-id", CODE_LENGTH),
        name=reading.name(node, NAME_LENGTH),
        names=reading.texts(node),
        language=next((said["language"] for said in reading.texts(node)), ""),
        extra=rest(node, attributes=("role", "ref", "type", "activity-id"), children=("narrative",), text=True),
    )
    # Which organization it is turns out when the element is gone.
    row.read_at = (node.sourceline, path_of(node, reading.numbers)[:300])
    reading.participations.append(row)


def _read_other_identifier(node, reading):
    owner = node.find("owner-org")
    reading.details.append(
        OtherIdentifier(
            ref=reading.attribute(node, "ref", CODE_LENGTH),
            kind=reading.attribute(node, "type", 8),
            owner_ref=reading.attribute(owner, "ref", CODE_LENGTH),
            owner_name=reading.name(owner, NAME_LENGTH),
            extra=rest(node, attributes=("ref", "type"), children=("owner-org",)),
        )
    )


def _read_status(node, reading):
    reading.fields["status"] = reading.attribute(node, "code", 8)


def _read_date(node, reading):
    on = reading.day(node)
    kind = reading.attribute(node, "type", 8)
    if on is None or kind not in DateKind.values:
        reading.keep_unread(node)
        return
    reading.dates.append(
        ProjectDate(
            kind=kind,
            on=on,
            note=reading.texts(node),
            extra=rest(node, attributes=("type", "iso-date"), children=("narrative",), text=True),
        )
    )


def _read_contact(node, reading):
    """Names, addresses and numbers of persons are not kept, whoever published them; the body's name and site are."""
    kept = {
        "type": node.get("type", ""),
        "organization": reading.texts(node.find("organisation")),
        "website": words.clean_line(node.findtext("website") or ""),
    }
    reading.other.setdefault("contacts", []).append({key: value for key, value in kept.items() if value})
    if any(node.find(tag) is not None for tag in ("person-name", "email", "telephone", "mailing-address")):
        reading.contacts_left_out += 1


def _document(node, reading) -> dict:
    """A linked file or page as plain values."""
    address = reading.attribute(node, "url", 2000)
    if not address.lower().startswith(("http://", "https://", "ftp://")):
        reading.report(node, Problem.ADDRESS, Outcome.AS_TEXT, attribute="url", value=address)
    return {
        "address": address,
        "format": reading.attribute(node, "format", 120),
        "title": reading.texts(node.find("title")),
        "description": reading.texts(node.find("description")),
        "categories": [part.get("code", "") for part in node.findall("category")],
        "languages": [part.get("code", "") for part in node.findall("language")],
        "on": reading.day(node.find("document-date")),
        "extra": rest(
            node,
            attributes=("url", "format"),
            children=("title", "description", "category", "language", "document-date"),
        ),
    }


def _read_document(node, reading):
    said = _document(node, reading)
    reading.details.append(Document(**said))
    address = said["address"]
    is_page = _PUBLIC_PAGE in said["categories"] and address.startswith(("http://", "https://"))
    if is_page and len(address) <= 1000 and all(address != source.address for source in reading.sources):
        title = said["title"][0]["text"] if said["title"] else ""
        reading.sources.append(Source(address=address, title=words.clean_line(title)[:NAME_LENGTH]))


def _read_conditions(node, reading):
    for child in node.findall("condition"):
        reading.details.append(
            Condition(
                kind=reading.attribute(child, "type", 8),
                text=reading.texts(child),
                extra=rest(child, attributes=("type",), children=("narrative",), text=True),
            )
        )
    if more := rest(node, children=("condition",)):
        reading.other["conditions"] = more


def _read_related(node, reading):
    reading.details.append(
        RelatedActivity(
            ref=reading.attribute(node, "ref", CODE_LENGTH),
            kind=reading.attribute(node, "type", 8),
            extra=rest(node, attributes=("ref", "type"), text=True),
        )
    )


_READERS = {
    "reporting-org": _read_reporter,
    "participating-org": _read_participant,
    "other-identifier": _read_other_identifier,
    "activity-status": _read_status,
    "activity-date": _read_date,
    "contact-info": _read_contact,
    "recipient-country": read_recipient,
    "recipient-region": read_recipient,
    "location": read_place,
    "sector": read_sector,
    "tag": read_tag,
    "policy-marker": read_marker,
    "document-link": _read_document,
    "conditions": _read_conditions,
    "related-activity": _read_related,
}
#: Read by another function than the table above.
_ELSEWHERE = {
    "iati-identifier",
    "title",
    "description",
    "default-aid-type",
    "capital-spend",
    "budget",
    "planned-disbursement",
    "transaction",
    "result",
    *_SETTINGS,
}
