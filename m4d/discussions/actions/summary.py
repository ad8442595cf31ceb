"""The summary is written, put to the participants, endorsed or objected to, and published as it then stands."""

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from m4d.activity import actions as activity
from m4d.activity.choices import Event
from m4d.core.text import clean_line
from m4d.trails import actions as trails
from m4d.trails import queries as trail_queries

from .. import policies, queries
from ..choices import CITED, LED_TO, Settled, Verb
from ..models import Contribution, Discussion, Endorsement, Objection, Paragraph, Recommendation
from ..models.discussion import end_of
from .writing import ask_for_versions, held_discussion, rendered, shown, unchanged


@transaction.atomic
def save_paragraph(
    discussion, *, by, text: str, language: str, sources=(), is_synthesis: bool = False, paragraph=None,
    version: int | None = None, at=None,
) -> Paragraph:  # fmt: skip
    """Write a paragraph with the contributions that it rests on, or marked as the moderators' own synthesis."""
    at = at or timezone.now()
    discussion = held_discussion(discussion)
    wanted = {int(getattr(source, "pk", source)) for source in sources}
    cited = list(Contribution.objects.citable().filter(discussion=discussion, pk__in=wanted))
    policies.may_save_paragraph(
        by, discussion, text=text, is_synthesis=is_synthesis, sources=len(cited), strange=len(wanted) - len(cited)
    ).or_refuse()
    if paragraph is None:
        last = discussion.paragraphs.aggregate(last=Max("position"))["last"] or 0
        paragraph = Paragraph(discussion=discussion, position=last + 1)
    else:
        paragraph = Paragraph.objects.select_for_update().get(pk=paragraph.pk, discussion=discussion)
        unchanged(paragraph, version)
        paragraph.version += 1
    for name, value in rendered(text).items():
        setattr(paragraph, name, value)
    paragraph.language, paragraph.is_synthesis, paragraph.citation_count = language, is_synthesis, len(cited)
    paragraph.changed_by, paragraph.changed_at = by, at
    paragraph.save()
    _cite(CITED, cited, paragraph, Contribution, by=by, at=at)
    ask_for_versions([paragraph], "text")
    shown(discussion)
    return paragraph


def _cite(kind, wanted, thing, model, *, by, at) -> None:
    """Steps stand from exactly these to the thing."""
    standing = set(trail_queries.steps_to([thing], kind)[thing.pk])
    for one in wanted:
        if one.pk not in standing:
            trails.lay(kind, one, thing, by=by, at=at)
    for one in model.objects.filter(pk__in=standing - {one.pk for one in wanted}):
        trails.lift(kind, one, thing, at=at)


@transaction.atomic
def remove_paragraph(paragraph, *, by, at=None) -> None:
    """Take a paragraph out. Its row stays for whoever objected to it."""
    at = at or timezone.now()
    discussion = held_discussion(paragraph)
    policies.may_change_summary(by, discussion).or_refuse()
    Paragraph.objects.filter(pk=paragraph.pk).update(removed_at=at, changed_by=by, changed_at=at)
    trails.lift_all(paragraph, at=at)
    shown(discussion)


@transaction.atomic
def move_paragraph(paragraph, *, by, up: bool, at=None) -> None:
    """Change places with the paragraph before or after it."""
    discussion = held_discussion(paragraph)
    policies.may_change_summary(by, discussion).or_refuse()
    order = list(discussion.paragraphs.standing())
    here = next((place for place, one in enumerate(order) if one.pk == paragraph.pk), None)
    there = None if here is None else here - 1 if up else here + 1
    if there is None or not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for position, one in enumerate(order, start=1):
        Paragraph.objects.filter(pk=one.pk).update(position=position)
    shown(discussion)


@transaction.atomic
def save_recommendation(
    discussion, *, by, text: str, language: str, addressed_to: str, sources, organization=None, territory=None,
    recommendation=None, version: int | None = None, at=None,
) -> Recommendation:  # fmt: skip
    """What somebody should do, and from which paragraphs that follows."""
    at = at or timezone.now()
    discussion = held_discussion(discussion)
    wanted = {int(getattr(source, "pk", source)) for source in sources}
    paragraphs = list(discussion.paragraphs.standing().filter(pk__in=wanted))
    policies.may_recommend(by, discussion, addressed_to=addressed_to, sources=len(paragraphs)).or_refuse()
    if recommendation is None:
        last = discussion.recommendations.aggregate(last=Max("position"))["last"] or 0
        recommendation = Recommendation(discussion=discussion, position=last + 1)
    else:
        recommendation = Recommendation.objects.select_for_update().get(pk=recommendation.pk, discussion=discussion)
        unchanged(recommendation, version)
        recommendation.version += 1
    for name, value in rendered(text).items():
        setattr(recommendation, name, value)
    recommendation.language, recommendation.addressed_to = language, clean_line(addressed_to)
    recommendation.organization, recommendation.territory = organization, territory
    recommendation.changed_by, recommendation.changed_at = by, at
    recommendation.save()
    _cite(LED_TO, paragraphs, recommendation, Paragraph, by=by, at=at)
    ask_for_versions([recommendation], "text")
    shown(discussion)
    return recommendation


@transaction.atomic
def remove_recommendation(recommendation, *, by, at=None) -> None:
    """Take a recommendation out."""
    at = at or timezone.now()
    discussion = held_discussion(recommendation)
    policies.may_change_summary(by, discussion).or_refuse()
    Recommendation.objects.filter(pk=recommendation.pk).update(removed_at=at, changed_by=by, changed_at=at)
    trails.lift_all(recommendation, at=at)
    shown(discussion)


@transaction.atomic
def put_draft(discussion, *, by, ends_on, at=None) -> Discussion:
    """Put the draft to the participants: until the end of this day they endorse, or object to a paragraph."""
    at = at or timezone.now()
    discussion = held_discussion(discussion)
    ends_at = end_of(ends_on, discussion.time_zone) if ends_on and discussion.time_zone else None
    policies.may_put_draft(by, discussion, ends_at=ends_at, at=at).or_refuse()
    discussion.closed_at = discussion.closed_at or discussion.closes_at
    discussion.draft_put_at, discussion.draft_put_by = at, by
    discussion.endorsement_ends_on, discussion.endorsement_ends_at = ends_on, ends_at
    discussion.quorum = queries.quorum_for(discussion)
    discussion.save()
    for parts in (discussion.paragraphs, discussion.recommendations):
        ask_for_versions(parts.standing(), "text")
    activity.record(
        Verb.DRAFT_PUT, by=by, about=discussion, tell=queries.participants_of(discussion), at=at, for_followers=True
    )
    shown(discussion, card=True, everywhere=True)
    return discussion


@transaction.atomic
def endorse(discussion, *, by, organization=None, via_mail: bool = False, at=None) -> Endorsement:
    """Stand behind the summary: for oneself, or for an organization that one answers for. Nobody else's name fits."""
    at = at or timezone.now()
    discussion = held_discussion(discussion)
    policies.may_endorse(by, discussion, at=at, organization=organization).or_refuse()
    pseudonym = queries.pseudonym_of(by, discussion)
    try:
        with transaction.atomic():
            endorsement = Endorsement.objects.create(
                discussion=discussion, person=by, pseudonym=pseudonym, organization=organization, at=at,
                via_mail=via_mail,
            )  # fmt: skip
    except IntegrityError:
        policies.may_endorse(by, discussion, at=at, organization=organization).or_refuse()
        raise
    _count_endorsements(discussion)
    data = {"name": pseudonym.name if pseudonym else ""}
    activity.record(Verb.ENDORSED, by=None if pseudonym else by, about=discussion, data=data, at=at)
    shown(discussion)
    return endorsement


@transaction.atomic
def take_back_endorsement(discussion, *, by, at=None) -> None:
    """While the window is open everybody may think again."""
    at = at or timezone.now()
    discussion = held_discussion(discussion)
    if discussion.is_in_endorsement(at):
        Endorsement.objects.filter(discussion=discussion, person=by).delete()
        _count_endorsements(discussion)
        shown(discussion)


def _count_endorsements(discussion) -> None:
    discussion.endorsement_count = discussion.endorsements.count()
    discussion.save(update_fields=["endorsement_count"])


@transaction.atomic
def object_to(paragraph, *, by, text: str, language: str, via_mail: bool = False, at=None) -> Objection:
    """Object to one paragraph, in words. The moderators are told; unsettled it is printed with the final text."""
    at = at or timezone.now()
    discussion = held_discussion(paragraph)
    paragraph.discussion = discussion
    policies.may_object(by, paragraph, text=text, at=at).or_refuse()
    pseudonym = queries.pseudonym_of(by, discussion)
    objection = Objection.objects.create(
        discussion=discussion, paragraph=paragraph, person=by, pseudonym=pseudonym, language=language, at=at,
        via_mail=via_mail, **rendered(text),
    )  # fmt: skip
    ask_for_versions([objection], "text")
    activity.record(
        Verb.OBJECTED, by=None if pseudonym else by, about=objection, tell=queries.moderators_of(discussion), at=at,
        data={"title": discussion.title, "name": pseudonym.name if pseudonym else ""},
    )  # fmt: skip
    shown(discussion)
    return objection


@transaction.atomic
def settle_objection(objection, *, by, note: str = "", at=None) -> Objection:
    """Whoever objected takes it back, or a moderator changed the paragraph and says how; the other side is told."""
    at = at or timezone.now()
    discussion = held_discussion(objection)
    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    objection.discussion = discussion
    policies.may_settle(by, objection).or_refuse()
    own = objection.person_id == by.pk
    objection.settled_at, objection.settled_by = at, None if own and objection.pseudonym_id else by
    objection.settled_how = Settled.WITHDRAWN if own else Settled.CHANGED
    objection.settled_note = clean_line(note)[:1000]
    objection.save()
    activity.record(
        Verb.OBJECTION_SETTLED, by=objection.settled_by, about=objection, at=at, data={"title": discussion.title},
        tell=[] if own else [objection.person],
    )  # fmt: skip
    shown(discussion)
    return objection


@transaction.atomic
def end_endorsement(discussion, *, at=None) -> Discussion:
    """The window is over: the summary is published as endorsed, or below the quorum as not endorsed. Never earlier."""
    at = at or timezone.now()
    discussion = held_discussion(discussion)
    if discussion.published_at is not None or discussion.endorsement_ends_at is None:
        return discussion
    if at < discussion.endorsement_ends_at:
        return discussion
    discussion.endorsement_count = discussion.endorsements.count()
    discussion.is_endorsed = discussion.endorsement_count >= discussion.quorum
    discussion.published_at = at
    discussion.save(update_fields=["endorsement_count", "is_endorsed", "published_at"])
    # Whoever took part learns at once what became of their words, however they follow.
    near = {Event.DECISION: queries.participants_of(discussion)}
    activity.record(
        Verb.PUBLISHED, by=None, about=discussion, tell=queries.moderators_of(discussion), tell_as=near, at=at,
        for_followers=True,
    )  # fmt: skip
    for recommendation in discussion.recommendations.standing():
        activity.record(
            Verb.RECOMMENDATION_MADE, by=None, about=recommendation, data={"title": discussion.title}, at=at
        )
    shown(discussion, card=True, everywhere=True)
    return discussion
