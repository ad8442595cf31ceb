"""What this room tells the rooms below it when the site starts."""

from django.utils.translation import gettext_lazy as _

from m4d.activity import actions as activity
from m4d.core import pages
from m4d.moderation import actions as moderation
from m4d.trails import actions as trails

from ..choices import Verb
from ..models import Contribution, Discussion, Objection, Paragraph, Recommendation
from .mail import take_answer, take_endorsement
from .speaking import recount, told
from .telling import register_mails
from .writing import shown


def register_everything() -> None:
    """Kinds that can be reported, stops of trails, mails out and in."""
    _register_kinds()
    trails.register(Contribution, title=str, label=_("Contribution"), related=("question__discussion",))
    trails.register(Paragraph, title=str, label=_("Paragraph of a summary"), related=("discussion",))
    trails.register(Recommendation, title=str, label=_("Recommendation"), related=("discussion",))
    register_mails()
    activity.register_mailbox("q", take_answer)
    activity.register_mailbox("e", take_endorsement)


def _register_kinds() -> None:
    moderation.register_kind(
        "e-discussion", label=_("E-discussion"), model=Discussion, title=lambda one: one.title,
        author=lambda one: one.proposed_by, changed=_discussion_changed, related=("proposed_by",),
        text=lambda one: one.purpose, authored_by=lambda person: Discussion.objects.filter(proposed_by=person),
    )  # fmt: skip
    moderation.register_kind(
        "contribution", label=_("Contribution"), model=Contribution, title=str, author=_author,
        changed=_contribution_changed, related=("author", "question__discussion", "pseudonym"),
        concerned=_own, text=lambda one: one.text,
        authored_by=lambda person: Contribution.objects.filter(author=person, pseudonym__isnull=True),
    )  # fmt: skip
    moderation.register_kind(
        "objection", label=_("Objection"), model=Objection, title=str, author=_author_of_objection,
        changed=lambda one: shown(one.discussion), related=("person", "discussion", "pseudonym"),
        concerned=lambda things, person: {one.pk for one in things if one.person_id == person.pk},
        text=lambda one: one.text,
        authored_by=lambda person: Objection.objects.filter(person=person, pseudonym__isnull=True),
    )  # fmt: skip


def _author(contribution):
    """Nobody where a pseudonym stands: whoever decides about the words does not learn who wrote them."""
    return None if contribution.pseudonym_id else contribution.author


def _author_of_objection(objection):
    return None if objection.pseudonym_id else objection.person


def _own(contributions, person) -> set[int]:
    return {one.pk for one in contributions if one.author_id == person.pk}


def _discussion_changed(discussion) -> None:
    shown(discussion, card=True, everywhere=True)


def _contribution_changed(contribution) -> None:
    """Counts and pages follow; whoever wrote under a pseudonym is told here, since the queue does not know them."""
    recount(contribution.question)
    pages.touch(contribution.question.discussion.tag)
    if contribution.pseudonym_id and contribution.is_hidden:
        activity.record(
            Verb.CONTRIBUTION_HIDDEN, by=None, about=contribution, tell=[contribution.author], data=told(contribution)
        )
