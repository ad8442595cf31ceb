"""The summary: paragraphs with what they rest on, who endorsed, who objected, what is recommended."""

from django.db.models import Q

from m4d.trails import queries as trails

from ..choices import CITED, LED_TO
from ..models import Contribution, Endorsement, Objection, Paragraph, Recommendation
from .contribution import COLUMNS
from .discussion import said
from .speaker import speakers_for

_SIGNED = ("id", "person_id", "pseudonym__name", "organization__name", "organization__slug", "at", "via_mail")


def paragraphs_of(discussion) -> list[Paragraph]:
    """The paragraphs that stand, in their order, in the reader's language where they exist in it."""
    paragraphs = list(discussion.paragraphs.standing())
    for number, paragraph in enumerate(paragraphs, start=1):
        paragraph.discussion, paragraph.number = discussion, number
    said(paragraphs, "text")
    return paragraphs


def recommendations_of(discussion, paragraphs: list[Paragraph] = ()) -> list[Recommendation]:
    """The recommendations that stand, each with the paragraphs that it follows from."""
    rows = list(discussion.recommendations.standing().select_related("organization", "territory"))
    said(rows, "text")
    sources = trails.steps_to(rows, LED_TO)
    by_number = {paragraph.pk: paragraph for paragraph in paragraphs}
    for number, row in enumerate(rows, start=1):
        row.discussion, row.number = discussion, number
        row.sources = [by_number[pk] for pk in sources[row.pk] if pk in by_number]
    return rows


def citations_of(paragraphs, reader, *, is_moderator: bool = False) -> dict[int, list[dict]]:
    """For each paragraph the contributions behind it, with who speaks and whether they still stand."""
    steps = trails.steps_to(paragraphs, CITED)
    numbers = {pk for pks in steps.values() for pk in pks}
    columns = (*COLUMNS, "hidden_at")
    rows = list(Contribution.objects.filter(pk__in=numbers).values(*columns)) if numbers else []
    speakers = speakers_for(rows, reader, is_moderator=is_moderator)
    known = {row["id"]: row | {"speaker": speakers[row["id"]], "stands": _stands(row)} for row in rows}
    return {pk: [known[one] for one in pks if one in known] for pk, pks in steps.items()}


def _stands(row) -> bool:
    admitted = row["late_at"] is None or row["admitted_at"] is not None
    return row["withdrawn_at"] is None and row["hidden_at"] is None and admitted


def shaken_paragraphs(paragraphs) -> list[Paragraph]:
    """Paragraphs that rest on a contribution which was withdrawn or hidden since."""
    steps = trails.steps_to(paragraphs, CITED)
    numbers = {pk for pks in steps.values() for pk in pks}
    if not numbers:
        return []
    gone = Contribution.objects.filter(Q(withdrawn_at__isnull=False) | Q(hidden_at__isnull=False), pk__in=numbers)
    fallen = set(gone.values_list("pk", flat=True))
    return [paragraph for paragraph in paragraphs if fallen & set(steps[paragraph.pk])]


def endorsement_of(person, discussion) -> Endorsement | None:
    """The endorsement of one person."""
    if not getattr(person, "is_authenticated", False):
        return None
    return Endorsement.objects.filter(discussion=discussion, person=person).first()


def own_objection(person, paragraph) -> Objection | None:
    """What somebody has against a paragraph, while it stands."""
    return Objection.objects.filter(paragraph=paragraph, person=person, settled_at__isnull=True).first()


def endorsers(discussion, reader, *, size: int = 200) -> list[dict]:
    """Who stands behind the summary, as the reader may know them; organizations by their names."""
    rows = list(Endorsement.objects.filter(discussion=discussion).order_by("pk").values(*_SIGNED)[:size])
    return _signed(rows, reader)


def _signed(rows, reader) -> list[dict]:
    asked = [{**row, "author_id": row["person_id"]} for row in rows]
    speakers = speakers_for(asked, reader)
    for row in rows:
        row["speaker"] = speakers[row["id"]]
    return rows


def objections_of(discussion, reader) -> list[Objection]:
    """Every objection with its paragraph and who made it, the oldest first."""
    rows = list(Objection.objects.shown().filter(discussion=discussion).select_related("paragraph", "pseudonym"))
    said(rows, "text")
    asked = [
        {"id": row.pk, "author_id": row.person_id, "pseudonym__name": row.pseudonym.name if row.pseudonym else ""}
        for row in rows
    ]
    speakers = speakers_for(asked, reader)
    for row in rows:
        row.discussion = discussion
        row.speaker = speakers[row.pk]
    return rows


def standing_objections(discussion) -> list[Objection]:
    """Objections that nobody has settled."""
    return list(Objection.objects.filter(discussion=discussion, settled_at__isnull=True))


def summary_of(discussion, reader) -> dict:
    """Everything that the summary shows, in a fixed number of statements."""
    paragraphs = paragraphs_of(discussion)
    citations = citations_of(paragraphs, reader)
    objections = objections_of(discussion, reader)
    for paragraph in paragraphs:
        paragraph.citations = citations[paragraph.pk]
        paragraph.dissent = [one for one in objections if one.paragraph_id == paragraph.pk and not one.settled_at]
    return {
        "paragraphs": paragraphs,
        "recommendations": recommendations_of(discussion, paragraphs),
        "objections": objections,
        "endorsers": endorsers(discussion, reader),
    }
