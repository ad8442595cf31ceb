"""People speak: in time, late, under a pseudonym or for somebody else; they mark, take back, and are let in."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity
from m4d.community import actions as community
from m4d.core.text import clean_line, clean_text, fold
from m4d.core.verdicts import Refusal, verdict
from m4d.languages.models import Version
from m4d.moderation import actions as moderation

from .. import policies, queries
from ..choices import LONGEST_CONTRIBUTION, Verb
from ..models import Contribution, Discussion, Draft, Manner, Pseudonym, Question, Useful
from .files import hang
from .writing import ask_for_versions, held_discussion, rendered, shown


def contribute(
    question, *, by, text: str, language: str, organization=None, via_mail: bool = False, cut: str = "",
    place_shown: str = "", is_delayed: bool = False, files=(), at=None,
) -> Contribution:  # fmt: skip
    """Say something to a question. After the close the words are refused and kept as a draft.

    Of words that waited (`is_delayed`) the month is kept, and no moment.
    """
    at = at or timezone.now()
    if by.is_authenticated and text.strip() and question.discussion.has_closed(at):
        # Kept outside the transaction that the refusal undoes.
        keep_draft(question, by=by, text=text, language=language, at=at)
    with transaction.atomic():
        accounts.hold(by)
        discussion = held_discussion(question)
        question.discussion = discussion
        policies.may_contribute(by, question, text=text, at=at, organization=organization).or_refuse()
        contribution = _write(
            question, by=by, text=text, language=language, organization=organization, via_mail=via_mail, cut=cut,
            place_shown=place_shown, is_month_only=is_delayed, at=at,
        )  # fmt: skip
        hang(contribution, files, by=by, at=at)
        held_back = moderation.screen(contribution, by=by, text=text, at=at)
        if not is_delayed:
            # Somebody whose words waited may have begun the next ones.
            Draft.objects.filter(question=question, person=by).delete()
        recount(question)
        if _is_first(contribution):
            activity.follow(by, discussion, at=at)
        if not held_back:
            _tell(contribution, at=at)
        shown(discussion)
    return contribution


def _tell(contribution, *, at) -> None:
    """Words that stand are wanted in the other languages; the journal and those who follow hear of them."""
    ask_for_versions([contribution], "text")
    activity.record(
        Verb.CONTRIBUTION_MADE, by=_named(contribution, contribution.author), about=contribution, at=at,
        data=told(contribution), followers_of=[contribution.question.discussion],
    )  # fmt: skip


def contribution_released(contribution, at) -> None:
    """A moderator let held words stand: those who follow hear of them now. Late ones wait to be admitted."""
    stands = contribution.is_published and contribution.withdrawn_at is None
    if stands and not queries.was_told(contribution):
        _tell(contribution, at=at)


@transaction.atomic
def contribute_late(
    question, *, by, text: str, language: str, cut: str = "", manner: Manner | None = None, files=(), at=None
) -> Contribution:
    """A mail came after the close: it stands on the late list until a moderator admits it."""
    at = at or timezone.now()
    discussion = held_discussion(question)
    verdict(
        not discussion.has_closed(at) and _("This e-discussion is still open."),
        discussion.is_hidden and _("This e-discussion is hidden."),
        not text.strip() and _("Write something first."),
    ).or_refuse()
    contribution = _write(
        question, by=by, text=text, language=language, via_mail=True, cut=cut, at=at, late=True,
        place_shown=manner.place_shown if manner else "", is_month_only=bool(manner and manner.appears),
    )  # fmt: skip
    hang(contribution, files, by=by, at=at)
    moderation.screen(contribution, by=by, text=text, at=at)
    activity.record(
        Verb.CONTRIBUTION_LATE, by=None, about=contribution, data=told(contribution), at=at,
        tell=queries.moderators_of(discussion),
    )  # fmt: skip
    return contribution


def _write(
    question, *, by, text, language, at, organization=None, via_mail=False, cut="", late=False, place_shown="",
    is_month_only=False,
) -> Contribution:  # fmt: skip
    verdict(
        len(text) > LONGEST_CONTRIBUTION
        and _("The text is longer than %(number)s characters.") % {"number": LONGEST_CONTRIBUTION}
    ).or_refuse()
    pseudonym = None if organization else queries.pseudonym_of(by, question.discussion)
    # Of a moment that must not be told nothing but the month is stored: in no time zone does this noon lie in another.
    known = at.replace(day=1, hour=12, minute=0, second=0, microsecond=0) if is_month_only else at
    late_at = None if not late else question.discussion.closes_at if is_month_only else at
    return Contribution.objects.create(
        discussion_id=question.discussion_id, question=question, author=by, pseudonym=pseudonym,
        on_behalf_of=organization, is_on_behalf=organization is not None, language=language, written_at=known,
        via_mail=via_mail, cut=clean_text(cut)[:LONGEST_CONTRIBUTION], late_at=late_at, is_month_only=is_month_only,
        place_shown=place_shown, place=queries.place_of(by, organization, place_shown), **rendered(text),
    )  # fmt: skip


def _named(contribution, by):
    """Who stands in the journal: nobody for words under a pseudonym, or for somebody without an account."""
    return None if contribution.pseudonym_id or contribution.is_on_behalf else by


def _is_first(contribution) -> bool:
    mine = Contribution.objects.filter(author=contribution.author_id, discussion=contribution.discussion_id)
    return mine.count() == 1


def told(contribution) -> dict:
    """What the sentence of the journal needs: the discussion, and the pseudonym or the organization that speaks."""
    speaker = contribution.pseudonym or contribution.on_behalf_of
    return {"title": contribution.question.discussion.title, "name": speaker.name if speaker else ""}


def recount(question) -> None:
    """Write down how many contributions stand, and how many people they are from."""
    standing = Contribution.objects.citable()
    discussion = question.discussion
    Question.objects.filter(pk=question.pk).update(contribution_count=standing.filter(question=question).count())
    here = standing.filter(discussion=discussion)
    people = here.filter(is_on_behalf=False).order_by().values("author_id").distinct().count()
    Discussion.objects.filter(pk=discussion.pk).update(
        contribution_count=here.count(),
        participant_count=people + here.filter(is_on_behalf=True).count(),
    )


@transaction.atomic
def keep_draft(question, *, by, text: str, language: str, at=None) -> Draft | None:
    """Keep what somebody has written and not sent; an empty text takes the draft away."""
    if not by.is_authenticated:
        raise Refusal((_("Sign in to contribute."),))
    mine = Draft.objects.filter(question=question, person=by)
    if not text.strip():
        mine.delete()
        return None
    accounts.hold(by)
    values = {"text": clean_text(text)[:LONGEST_CONTRIBUTION], "language": language, "saved_at": at or timezone.now()}
    return Draft.objects.update_or_create(question=question, person=by, defaults=values)[0]


@transaction.atomic
def choose_pseudonym(discussion, *, by, name: str, at=None) -> Pseudonym:
    """Take part in this one discussion under another name. It cannot be taken off again: the words stand under it."""
    discussion = held_discussion(discussion)
    name = clean_line(name)
    policies.may_choose_pseudonym(by, discussion, name=name).or_refuse()
    try:
        with transaction.atomic():
            return Pseudonym.objects.create(
                discussion=discussion, person=by, name=name, key=fold(name), at=at or timezone.now()
            )
    except IntegrityError:
        policies.may_choose_pseudonym(by, discussion, name=name).or_refuse()
        raise


@transaction.atomic
def mark_useful(contribution, *, by, at=None) -> bool:
    """Say that a contribution is useful, or no longer. Returns whether it is marked now."""
    policies.may_mark_useful(by, contribution).or_refuse()
    taken_back = Useful.objects.filter(contribution=contribution, person=by).delete()[0]
    if not taken_back:
        Useful.objects.get_or_create(contribution=contribution, person=by, defaults={"at": at or timezone.now()})
    count = Useful.objects.filter(contribution=contribution).count()
    Contribution.objects.filter(pk=contribution.pk).update(useful_count=count)
    shown(contribution.discussion)
    return not taken_back


@transaction.atomic
def withdraw_contribution(contribution, *, by, at=None) -> Contribution:
    """Take one's words back: they go, their place stays. Moderators learn which paragraphs rested on them."""
    at = at or timezone.now()
    discussion = held_discussion(contribution)
    contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
    contribution.discussion = discussion
    policies.may_withdraw(by, contribution).or_refuse()
    contribution.withdrawn_at, contribution.text, contribution.html, contribution.cut = at, "", "", ""
    contribution.save(update_fields=["withdrawn_at", "text", "html", "cut"])
    Version.objects.about(contribution).delete()
    community.drop_attachments(contribution)
    recount(contribution.question)
    cited = queries.citing(contribution)
    activity.record(
        Verb.CONTRIBUTION_WITHDRAWN, by=_named(contribution, by), about=contribution, at=at,
        data=told(contribution) | {"cited": len(cited)}, tell=queries.moderators_of(discussion) if cited else [],
    )  # fmt: skip
    shown(discussion)
    return contribution


@transaction.atomic
def admit_contribution(contribution, *, by, reason: str, at=None) -> Contribution:
    """Let a late contribution in, with a reason that everybody can read. Its author is told."""
    at = at or timezone.now()
    discussion = held_discussion(contribution)
    contribution = Contribution.objects.select_for_update().get(pk=contribution.pk)
    contribution.discussion = discussion
    policies.may_admit(by, contribution, reason=reason).or_refuse()
    contribution.admitted_at, contribution.admitted_by = at, by
    contribution.admitted_reason = clean_line(reason)[:500]
    contribution.save(update_fields=["admitted_at", "admitted_by", "admitted_reason"])
    recount(contribution.question)
    ask_for_versions([contribution], "text")
    activity.record(
        Verb.CONTRIBUTION_ADMITTED, by=by, about=contribution, data=told(contribution), at=at,
        tell=[contribution.author],
    )  # fmt: skip
    shown(discussion)
    return contribution
