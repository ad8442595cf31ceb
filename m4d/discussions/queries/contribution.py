"""Contributions: the list under a question, one by itself, one's own, and who takes part."""

from math import ceil

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Q, QuerySet, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from m4d.accounts.models import Person
from m4d.activity.models import Entry, Follow
from m4d.community import queries as community
from m4d.core.pages import Page, keyset_page
from m4d.core.pages.keyset import first_page, is_first
from m4d.core.pages.prepared import Prepared
from m4d.languages import queries as languages
from m4d.languages.choices import Provenance
from m4d.languages.models import Version
from m4d.people import queries as people
from m4d.people.models import Affiliation
from m4d.trails import queries as trails

from ..choices import CITED, Verb
from ..models import Contribution, Discussion, DiscussionModerator, Draft, Paragraph, Pseudonym, Useful
from .speaker import Speaker, speakers_for

COLUMNS = (
    "id", "author_id", "pseudonym__name", "is_on_behalf", "on_behalf_of__name", "on_behalf_of__slug", "html",
    "language", "written_at", "is_month_only", "place_shown", "place", "via_mail", "late_at", "admitted_at",
    "admitted_reason", "withdrawn_at", "useful_count", "file_count", "question_id",
)  # fmt: skip


def contributions_of(question) -> QuerySet:
    """What stands under a question, as plain values: no object is made for a row that is only shown."""
    return Contribution.objects.published().filter(question=question).values(*COLUMNS)


#: Contributions in one list.
CONTRIBUTIONS = 50
_QUESTION = -1
_FIRST = {
    order: Prepared(
        lambda order=order: contributions_of(_QUESTION).values_list(*COLUMNS).order_by(order)[: CONTRIBUTIONS + 1]
    )
    for order in ("id", "-id")
}


def contributions_listed(question, request: HttpRequest, *, newest: bool = False) -> Page:
    """One page of what stands under a question; the statement of the first one is worked out once."""
    order = "-id" if newest else "id"
    if not is_first(request):
        return keyset_page(contributions_of(question), request, order=(order,), size=CONTRIBUTIONS)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in _FIRST[order]({_QUESTION: question.pk})]
    return first_page(rows, order=(order,), size=CONTRIBUTIONS)


def read_contributions(
    rows: list[dict], reader, *, is_moderator: bool = False, beside: list[int] = (), marked: set[int] | None = None
) -> list[Speaker]:
    """Give each row who speaks, and the words in the reader's language where they exist in it.

    Returns how the people named beside them (their numbers) are introduced to this reader. `marked` are those that
    the reader finds useful, where that is known already.
    """
    speakers = speakers_for(rows, reader, is_moderator=is_moderator, beside=beside)
    language = get_language()
    foreign = [row["id"] for row in rows if row["language"] != language and not row["withdrawn_at"]]
    versions = _versions(foreign, language)
    marked = useful_to(reader, [row["id"] for row in rows]) if marked is None else marked
    having = [row["id"] for row in rows if row["file_count"] and not row["withdrawn_at"]]
    files = community.attachments_for(Contribution, having) if having else {}
    for row in rows:
        row["speaker"] = speakers[row["id"]]
        row["files"] = files.get(row["id"], [])
        row["is_useful_to_me"] = row["id"] in marked
        row["original_language"], row["told"] = row["language"], ""
        if row["id"] in versions:
            row["html"], row["told"] = versions[row["id"]]
            row["language"] = language
        elif row["id"] in foreign:
            row["told"] = languages.original_label(row["language"])
    return [speakers[-pk] for pk in beside if -pk in speakers]


def _versions(numbers, language) -> dict[int, tuple]:
    """The words of these contributions in this language, and who made that version. They are never out of date."""
    if not numbers:
        return {}
    kind = ContentType.objects.get_for_model(Contribution)
    rows = Version.objects.filter(
        content_type=kind, object_id__in=numbers, field="text", language=language
    ).values_list("object_id", "html", "provenance", "corrected_at")
    found = {}
    for pk, html, provenance, corrected in rows:
        confirmed = provenance == Provenance.SITE and corrected
        told = _("Translated for this site, confirmed by a person") if confirmed else Provenance(provenance).label
        found[pk] = (html, str(told))
    return found


def citable_rows(discussion) -> list[dict]:
    """What a paragraph may rest on, as plain values, by question and then in the order in which it came."""
    rows = Contribution.objects.citable().filter(discussion=discussion).order_by("question__number", "pk")
    return list(rows.values(*COLUMNS, "text", "question__number"))


def marks_of(person, discussion, numbers) -> tuple[set[int], bool]:
    """Which of these contributions a member marked as useful, and whether they follow the discussion."""
    useful = Useful.objects.filter(person=person, contribution_id__in=numbers).order_by()
    kind = ContentType.objects.get_for_model(Discussion)
    follow = Follow.objects.filter(person=person, about_type=kind, about_id=discussion.pk).order_by()
    # No contribution has the number 0.
    nothing = Value(0, output_field=BigIntegerField())
    found = {pk for (pk,) in useful.values_list("contribution_id").union(follow.values_list(nothing), all=True)}
    return found - {0}, 0 in found


def useful_to(person, numbers) -> set[int]:
    """Which of these contributions this person marked as useful."""
    if not getattr(person, "is_authenticated", False) or not numbers:
        return set()
    found = Useful.objects.filter(person=person, contribution_id__in=numbers)
    return set(found.values_list("contribution_id", flat=True))


def contribution_page(person, pk: int) -> Contribution | None:
    """One contribution that this person may see, with its question and discussion."""
    found = Contribution.objects.visible_to(person).select_related("question__discussion", "pseudonym", "on_behalf_of")
    contribution = found.filter(pk=pk).first()
    if contribution is not None:
        contribution.discussion = contribution.question.discussion
    return contribution


def cited_by(contributions, reader) -> dict[int, list[Paragraph]]:
    """For each contribution the paragraphs that cite it and that this reader may see."""
    steps = trails.steps_from(contributions, CITED)
    numbers = {pk for pks in steps.values() for pk in pks}
    if not numbers:
        return {pk: [] for pk in steps}
    seen = Paragraph.objects.visible_to(reader).standing().filter(pk__in=numbers).select_related("discussion")
    paragraphs = {paragraph.pk: paragraph for paragraph in seen}
    return {pk: [paragraphs[one] for one in pks if one in paragraphs] for pk, pks in steps.items()}


def citing(contribution) -> list[int]:
    """The numbers of the paragraphs that rest on a contribution, whoever may see them."""
    return trails.steps_from([contribution], CITED)[contribution.pk]


def own_contributions(person, discussion) -> list[Contribution]:
    """Everything that somebody said in a discussion, late and withdrawn included."""
    rows = Contribution.objects.filter(author=person, discussion=discussion)
    return list(rows.select_related("question", "pseudonym", "on_behalf_of").order_by("pk"))


def late_contributions(discussion) -> list[Contribution]:
    """What came after the close, waiting and admitted, the oldest first."""
    rows = Contribution.objects.shown().filter(discussion=discussion, late_at__isnull=False)
    return list(rows.select_related("question", "pseudonym", "on_behalf_of").order_by("pk"))


def was_told(contribution) -> bool:
    """Whether the journal tells of a contribution already."""
    kind = ContentType.objects.get_for_model(Contribution)
    return Entry.objects.filter(about_type=kind, about_id=contribution.pk, verb=Verb.CONTRIBUTION_MADE).exists()


def draft_of(person, question) -> Draft | None:
    """What somebody has written to a question and not sent."""
    if not getattr(person, "is_authenticated", False):
        return None
    return Draft.objects.filter(person=person, question=question).first()


def drafts_of(person, discussion) -> list[Draft]:
    """What somebody has written in a discussion and not sent."""
    return list(Draft.objects.filter(person=person, question__discussion=discussion).select_related("question"))


def participants_of(discussion) -> QuerySet[Person]:
    """Members whose words stand in the discussion and who may therefore endorse or object.

    Words for a person without an account make their organization no participant, and moderators wrote the summary.
    """
    said = Contribution.objects.citable().filter(discussion=discussion, is_on_behalf=False, author__isnull=False)
    moderators = DiscussionModerator.objects.filter(discussion=discussion).values("person_id")
    return Person.objects.filter(pk__in=said.values("author_id"), is_active=True).exclude(pk__in=moderators)


def is_participant(person, discussion) -> bool:
    """Whether somebody's words stand in the discussion."""
    return getattr(person, "is_authenticated", False) and participants_of(discussion).filter(pk=person.pk).exists()


def quorum_for(discussion) -> int:
    """How many participants must endorse: the stated share of them, at least one."""
    return max(1, ceil(participants_of(discussion).count() * discussion.quorum_percent / 100))


def ways_of_speaking(person, discussion: Discussion) -> dict:
    """Under which names somebody may speak here: pseudonym if they have one, and organizations they answer for."""
    pseudonym = Pseudonym.objects.filter(discussion=discussion, person=person).first()
    admin_of = Affiliation.objects.confirmed().filter(person=person, is_admin=True).select_related("organization")
    verified = Q(organization__verified_at__isnull=False, organization__hidden_at__isnull=True)
    profile = people.profile_of(person)
    return {
        "pseudonym": pseudonym,
        "organizations": [one.organization for one in admin_of.filter(verified)],
        "name": profile.name if profile else person.name,
        "at": timezone.now(),
    }
