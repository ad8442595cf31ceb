"""What this room tells the rooms below it when the site starts."""

from django.utils.translation import gettext_lazy as _

from m4d.activity import actions as activity
from m4d.community.models import make_attachable
from m4d.core import pages
from m4d.moderation import actions as moderation
from m4d.trails import actions as trails

from ..models import Contribution, Discussion, Objection, Paragraph, Recommendation
from .files import files_changed
from .invitation import take_following
from .mail import take_answer, take_endorsement
from .speaking import contribution_released, recount
from .telling import register_mails
from .writing import shown


def register_everything() -> None:
    """Kinds that can be reported, stops of trails, mails out and in."""
    _register_kinds()
    trails.register(Contribution, title=str, label=_("Contribution"), related=("question__discussion",))
    trails.register(Paragraph, title=str, label=_("Paragraph of a summary"), related=("discussion",))
    trails.register(Recommendation, title=str, label=_("Recommendation"), related=("discussion",))
    register_mails()
    make_attachable(Contribution, changed=files_changed)
    activity.register_mailbox("q", take_answer)
    activity.register_mailbox("e", take_endorsement)
    activity.register_mailbox("f", take_following)


def _register_kinds() -> None:
    moderation.register_kind(
        "e-discussion", label=_("E-discussion"), model=Discussion, title=lambda one: one.title,
        author=lambda one: one.proposed_by, changed=_discussion_changed, related=("proposed_by",),
        text=lambda one: one.purpose, authored_by=lambda person: Discussion.objects.filter(proposed_by=person),
    )  # fmt: skip
    moderation.register_kind(
        "contribution", label=_("Contribution"), model=Contribution, title=str, author=lambda one: one.author,
        changed=_contribution_changed, related=("author", "question__discussion", "pseudonym"),
        concerned=_own, text=lambda one: one.text, veiled=_veiled, released=contribution_released,
        authored_by=lambda person: Contribution.objects.filter(author=person, pseudonym__isnull=True),
    )  # fmt: skip
    moderation.register_kind(
        "objection", label=_("Objection"), model=Objection, title=str, author=lambda one: one.person,
        changed=lambda one: shown(one.discussion), related=("person", "discussion", "pseudonym"),
        concerned=lambda things, person: {one.pk for one in things if one.person_id == person.pk},
        text=lambda one: one.text, veiled=_veiled,
        authored_by=lambda person: Objection.objects.filter(person=person, pseudonym__isnull=True),
    )  # fmt: skip


def _veiled(thing) -> bool:
    """Under a pseudonym: the author is told of a decision and can appeal, and nobody learns who it is."""
    return bool(thing.pseudonym_id)


def _own(contributions, person) -> set[int]:
    return {one.pk for one in contributions if one.author_id == person.pk}


def _discussion_changed(discussion) -> None:
    shown(discussion, card=True, everywhere=True)


def _contribution_changed(contribution) -> None:
    """Counts and pages follow."""
    recount(contribution.question)
    pages.touch(contribution.question.discussion.tag)
