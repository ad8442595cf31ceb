"""The summary: paragraphs with what they rest on, who endorsed, who objected, what is recommended."""

from django.db.models import Q

from m4d.trails import queries as trails

from ..choices import CITED, LED_TO
from ..models import Contribution, Discussion, Endorsement, Objection, Paragraph, Recommendation
from .contribution import COLUMNS
from .discussion import said, said_together
from .speaker import speakers_for

#: So many endorsements are named on the page.
MOST_NAMED = 200
_SIGNED = ("id", "person_id", "pseudonym__name", "organization__name", "organization__slug", "at", "via_mail")


def paragraphs_of(discussion, *, in_words: bool = True) -> list[Paragraph]:
    """The paragraphs that stand, in their order, in the reader's language where they exist in it."""
    return _numbered(list(discussion.paragraphs.standing()), discussion, in_words)


def _numbered(rows, discussion, in_words: bool) -> list:
    for number, row in enumerate(rows, start=1):
        row.discussion, row.number = discussion, number
    if in_words:
        said(rows, "text")
    return rows


def summary_page(person, slug: str) -> tuple[Discussion | None, list[Paragraph]]:
    """A discussion whose summary was put, if this person may see it, with its paragraphs; one statement."""
    seen = Paragraph.objects.standing().filter(
        discussion__slug=slug, discussion__draft_put_at__isnull=False,
        discussion__in=Discussion.objects.visible_to(person),
    )  # fmt: skip
    rows = list(seen.select_related("discussion").order_by("position", "pk"))
    discussion = rows[0].discussion if rows else None
    return discussion, _numbered(rows, discussion, in_words=False)


def recommendations_of(discussion, paragraphs: list[Paragraph] = ()) -> list[Recommendation]:
    """The recommendations that stand, each with the paragraphs that it follows from."""
    rows = _numbered(_recommended(discussion), discussion, in_words=True)
    sources = trails.steps_to(rows, LED_TO)
    by_number = {paragraph.pk: paragraph for paragraph in paragraphs}
    for row in rows:
        row.sources = [by_number[pk] for pk in sources.get(row.pk, []) if pk in by_number]
    return rows


def _recommended(discussion) -> list[Recommendation]:
    return list(discussion.recommendations.standing().select_related("organization", "territory"))


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


def objections_of(discussion, reader) -> list[Objection]:
    """Every objection with its paragraph and who made it, the oldest first."""
    rows = _objections(discussion)
    said(rows, "text")
    speakers = speakers_for([_who(row) for row in rows], reader)
    for row in rows:
        row.speaker = speakers[row.pk]
    return rows


def _objections(discussion) -> list[Objection]:
    found = Objection.objects.shown().filter(discussion=discussion).select_related("paragraph", "pseudonym")
    rows = list(found)
    for row in rows:
        row.discussion = discussion
    return rows


def _who(row: Objection) -> dict:
    name = row.pseudonym.name if row.pseudonym else ""
    return {"id": row.pk, "author_id": row.person_id, "pseudonym__name": name}


def standing_objections(discussion) -> list[Objection]:
    """Objections that nobody has settled."""
    return list(Objection.objects.filter(discussion=discussion, settled_at__isnull=True))


def summary_of(discussion, reader, paragraphs: list[Paragraph] | None = None) -> dict:
    """Everything that the summary shows, each kind of row and all names and all words in one statement."""
    paragraphs = paragraphs_of(discussion, in_words=False) if paragraphs is None else paragraphs
    recommendations = _numbered(_recommended(discussion), discussion, in_words=False)
    cited, followed = trails.steps_to_several([(paragraphs, CITED), (recommendations, LED_TO)])
    by_number = {paragraph.pk: paragraph for paragraph in paragraphs}
    for row in recommendations:
        row.sources = [by_number[pk] for pk in followed[row.pk] if pk in by_number]
    objections = _objections(discussion)
    signed = list(Endorsement.objects.filter(discussion=discussion).order_by("pk").values(*_SIGNED)[:MOST_NAMED])
    sources = _cited({pk for pks in cited.values() for pk in pks})
    _introduce(sources, objections, signed, reader)
    known = {row["id"]: row for row in sources}
    for paragraph in paragraphs:
        paragraph.citations = [known[pk] for pk in cited[paragraph.pk] if pk in known]
        paragraph.dissent = [one for one in objections if one.paragraph_id == paragraph.pk and not one.settled_at]
    said_together(
        ([discussion], ["title", "purpose"]), (paragraphs, ["text"]), (recommendations, ["text"]),
        (objections, ["text"]),
    )  # fmt: skip
    return {
        "paragraphs": paragraphs,
        "recommendations": recommendations,
        "objections": objections,
        "endorsers": signed,
    }


def _cited(numbers) -> list[dict]:
    rows = list(Contribution.objects.filter(pk__in=numbers).values(*COLUMNS, "hidden_at")) if numbers else []
    return [row | {"stands": _stands(row)} for row in rows]


def _introduce(sources, objections, signed, reader) -> None:
    """Who said, objected and endorsed, as the reader may know them: all people are read together."""
    asked = [row | {"id": ("said", row["id"])} for row in sources]
    asked += [_who(row) | {"id": ("objected", row.pk)} for row in objections]
    asked += [row | {"id": ("signed", row["id"]), "author_id": row["person_id"]} for row in signed]
    speakers = speakers_for(asked, reader)
    for row in sources:
        row["speaker"] = speakers["said", row["id"]]
    for row in objections:
        row.speaker = speakers["objected", row.pk]
    for row in signed:
        row["speaker"] = speakers["signed", row["id"]]
