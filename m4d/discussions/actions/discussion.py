"""A discussion is proposed, seconded, answered, set up, scheduled, opened, and later its outcome is told."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.accounts.models import Person
from m4d.activity import actions as activity
from m4d.core.slugs import save_new
from m4d.core.text import clean_line
from m4d.moderation import actions as moderation

from .. import policies, queries
from ..choices import Verb
from ..models import Discussion, DiscussionModerator, Second
from .writing import ask_for_versions, held, rendered, shown, unchanged

#: Words that stand in addresses beside the slugs of discussions.
RESERVED = {"proposal", "contributions", "delayed", "veils"}


@transaction.atomic
def propose_discussion(*, by, title: str, purpose: str, language: str, themes=(), at=None) -> Discussion:
    """A member asks for a discussion; facilitators are told, others can second it."""
    at = at or timezone.now()
    accounts.hold(by)
    policies.may_propose(by, text=f"{title}\n{purpose}", at=at).or_refuse()
    discussion = Discussion(
        title=clean_line(title), language=language, themes=list(themes), proposed_by=by, proposed_at=at,
        **rendered(purpose, "purpose", "purpose_html"),
    )  # fmt: skip
    save_new(discussion, discussion.title, fallback="e-discussion", reserved=RESERVED)
    moderation.screen(discussion, by=by, text=f"{title}\n{purpose}", at=at)
    activity.follow(by, discussion, at=at)
    facilitators = Person.objects.with_role("facilitator")
    activity.record(Verb.PROPOSED, by=by, about=discussion, tell=facilitators, at=at)
    shown(discussion, everywhere=True)
    return discussion


@transaction.atomic
def second_proposal(discussion, *, by, at=None) -> Second:
    """A member wants this discussion, too."""
    at = at or timezone.now()
    accounts.hold(by)
    discussion = held(discussion)
    policies.may_second(by, discussion).or_refuse()
    second = Second.objects.create(discussion=discussion, person=by, at=at)
    Discussion.objects.filter(pk=discussion.pk).update(second_count=F("second_count") + 1)
    activity.follow(by, discussion, at=at)
    shown(discussion, everywhere=True)
    return second


@transaction.atomic
def answer_proposal(discussion, *, by, is_taken_up: bool, reason: str, language: str, at=None) -> Discussion:
    """A facilitator answers yes or no, with a reason. Whoever proposed and seconded it is told."""
    at = at or timezone.now()
    discussion = held(discussion)
    policies.may_answer(by, discussion, reason=reason).or_refuse()
    discussion.is_taken_up, discussion.answer, discussion.answer_language = is_taken_up, reason.strip(), language
    discussion.answered_by, discussion.answered_at = by, at
    discussion.save(update_fields=["is_taken_up", "answer", "answer_language", "answered_by", "answered_at"])
    wanted = [discussion.proposed_by, *(second.person for second in discussion.seconds.select_related("person"))]
    activity.record(Verb.ANSWERED, by=by, about=discussion, tell=wanted, data={"is_taken_up": is_taken_up}, at=at)
    shown(discussion, everywhere=True)
    return discussion


@transaction.atomic
def set_up_discussion(discussion, *, by, values: dict, version: int | None = None, at=None) -> Discussion:
    """Title, purpose, dates, zone, paper, languages, quorum: whatever is known so far."""
    discussion = held(discussion)
    policies.may_set_up(by, discussion).or_refuse()
    unchanged(discussion, version)
    values = dict(values)
    for field in ("purpose", "paper"):
        if field in values:
            values |= rendered(values[field], field, f"{field}_html")
    for name, value in values.items():
        setattr(discussion, name, value)
    discussion.set_moments()
    if discussion.scheduled_at is not None and queries.missing_of(discussion):
        # What was announced must not stand without what it needs: it goes back to being prepared.
        discussion.scheduled_at = discussion.scheduled_by = None
    discussion.version += 1
    discussion.save()
    ask_for_versions([discussion], "title", "purpose", "paper")
    _move_questions(discussion)
    shown(discussion, card=True, everywhere=True)
    return discussion


def _move_questions(discussion) -> None:
    """The moments of questions follow the zone of their discussion."""
    from .question import moment_of  # noqa: PLC0415 the two modules need each other's words

    for question in discussion.questions.all():
        question.opens_at = moment_of(discussion, question.opens_on)
        question.save(update_fields=["opens_at"])


@transaction.atomic
def add_moderator(discussion, *, person, by, at=None) -> DiscussionModerator:
    """Somebody looks after the discussion from now on, and follows it."""
    at = at or timezone.now()
    accounts.hold(person)
    discussion = held(discussion)
    policies.may_set_up(by, discussion).or_refuse()
    try:
        with transaction.atomic():
            row = DiscussionModerator.objects.create(discussion=discussion, person=person, since=at)
    except IntegrityError:
        return DiscussionModerator.objects.get(discussion=discussion, person=person)
    activity.follow(person, discussion, at=at)
    shown(discussion)
    return row


@transaction.atomic
def remove_moderator(discussion, *, person, by, at=None) -> None:
    """Somebody no longer looks after the discussion."""
    discussion = held(discussion)
    policies.may_set_up(by, discussion).or_refuse()
    DiscussionModerator.objects.filter(discussion=discussion, person=person).delete()
    shown(discussion)


@transaction.atomic
def schedule_discussion(discussion, *, by, at=None) -> Discussion:
    """Announce it: everybody sees it from now on, and the clock opens it on its first day."""
    at = at or timezone.now()
    discussion = held(discussion)
    policies.may_schedule(by, discussion).or_refuse()
    discussion.scheduled_at, discussion.scheduled_by = at, by
    discussion.save(update_fields=["scheduled_at", "scheduled_by"])
    ask_for_versions([discussion], "title", "purpose", "paper")
    ask_for_versions(discussion.questions.all(), "title", "text")
    activity.record(Verb.SCHEDULED, by=by, about=discussion, at=at, for_followers=True)
    shown(discussion, card=True, everywhere=True)
    return discussion


@transaction.atomic
def open_discussion(discussion, *, by, at=None) -> Discussion:
    """From here on contributions are taken. `by` is nobody when the clock does it."""
    at = at or timezone.now()
    discussion = held(discussion)
    policies.may_open(by, discussion, at=at).or_refuse()
    discussion.opened_at = at
    discussion.save(update_fields=["opened_at"])
    discussion.questions.filter(opens_at__isnull=True).update(opened_at=at)
    discussion.questions.filter(opens_at__lte=at).update(opened_at=at)
    moderators = queries.moderators_of(discussion)
    activity.record(Verb.OPENED, by=by, about=discussion, tell=moderators, at=at, for_followers=True)
    shown(discussion, card=True, everywhere=True)
    return discussion


@transaction.atomic
def follow_up(discussion, *, by, text: str, language: str, at=None) -> Discussion:
    """Tell what came of the recommendations. Whoever follows the discussion is told."""
    at = at or timezone.now()
    discussion = held(discussion)
    policies.may_follow_up(by, discussion).or_refuse()
    for name, value in rendered(text, "follow_up", "follow_up_html").items():
        setattr(discussion, name, value)
    discussion.follow_up_language = language
    discussion.followed_up_at, discussion.followed_up_by = at, by
    discussion.save()
    ask_for_versions([discussion], "follow_up")
    activity.record(Verb.FOLLOWED_UP, by=by, about=discussion, at=at, for_followers=True)
    shown(discussion, card=True, everywhere=True)
    return discussion
