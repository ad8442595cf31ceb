"""Members are asked by mail to take part, and say yes by mail."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.activity import actions as activity
from m4d.activity.choices import Cadence, Level
from m4d.core.time import on
from m4d.core.verdicts import Refusal, verdict

from .. import policies, queries
from ..choices import Verb
from ..models import Discussion
from .mail import SAYS_YES
from .writing import held_discussion


@transaction.atomic
def invite(discussion, *, by, addresses: Collection[str] = (), interested: bool = False, at=None) -> None:
    """Ask members to take part; nobody is asked twice. It says nothing of who is a member here, nor how many were."""
    at = at or timezone.now()
    discussion = held_discussion(discussion)
    policies.may_invite(by, discussion, some=bool(addresses or interested), at=at).or_refuse()
    people = queries.invitable(discussion, addresses, interested=interested)
    activity.record(Verb.INVITED, by=by, about=discussion, tell=people, at=at)


def take_following(person, discussion_id: int, incoming: activity.Incoming) -> activity.Taken:
    """A mail says yes to an invitation: from now on its sender gets each question by mail, and answers by mail."""
    discussion = Discussion.objects.visible_to(person).filter(pk=discussion_id).first()
    verdict(discussion is None and _("This e-discussion is no longer there.")).or_refuse()
    at = incoming.was_received_at or timezone.now()
    verdict(discussion.has_closed(at) and _("This e-discussion is closed.")).or_refuse()
    if not SAYS_YES.match(incoming.text):
        raise Refusal((_("Begin your reply with “yes” to take part by e-mail."),))
    activity.follow(person, discussion, level=Level.ALL, cadence=Cadence.NOW, at=at)
    return activity.Taken(
        path=f"e-discussions/{discussion.slug}/", title=discussion.title, words=_what_comes(person, discussion, at)
    )


def _what_comes(person, discussion, at) -> str:
    """When the mails begin, or where each question that is open already is answered."""
    said = [_("You take part by e-mail now. Each question comes to you, and you answer it by replying.")]
    if discussion.opened_at is None:
        return " ".join([*said, _("It opens on %(day)s.") % {"day": on(discussion.starts_on)}])
    for question in queries.questions_of(discussion):
        address = activity.reply_address("q", person, question.pk)
        if question.is_reached(at) and address:
            names = {"number": question.number, "address": address}
            said.append(_("To answer question %(number)s, write to %(address)s") % names)
    return "\n".join(said)
