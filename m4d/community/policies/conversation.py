"""Private conversations: who may write to whom."""

from datetime import timedelta

from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..models import Topic
from .group import out

#: Conversations that one person may begin in 24 hours.
BEGUN_A_DAY = 15


def may_converse(person, others: list, *, at) -> Verdict:
    """Begin a conversation with these people. Who has blocked whom is not told: the sentence is the same."""
    if why := out(person):
        return verdict(why)
    numbers = [other.pk for other in others]
    return verdict(
        not numbers and _("Choose at least one person."),
        person.pk in numbers and _("Choose somebody else: this is you."),
        len(numbers) >= queries.MOST_PEOPLE and _("A conversation holds at most 12 people. Open a group for more."),
        bool(numbers)
        and person.pk not in numbers
        and queries.has_block_between(person, numbers)
        and _("You cannot write to these people."),
        queries.conversations_begun_since(person, at - timedelta(hours=24)) >= BEGUN_A_DAY
        and _("You have begun many conversations today. Begin the next one tomorrow."),
    )


def may_invite(person, topic: Topic, other) -> Verdict:
    """Bring somebody into a conversation: whoever takes part in it."""
    if why := out(person):
        return verdict(why)
    inside = queries.participants_of(topic)
    return verdict(
        person.pk not in inside and _("You do not take part in this conversation."),
        other is None and _("Nobody with this profile is here. Copy the address of the profile."),
        other is not None and other.pk in inside and _("They take part already."),
        len(inside) >= queries.MOST_PEOPLE and _("A conversation holds at most 12 people. Open a group for more."),
        other is not None and queries.has_block_between(other, inside) and _("You cannot add this person."),
    )


def may_leave_conversation(person, topic: Topic) -> Verdict:
    """Leave a conversation."""
    return verdict(
        out(person)
        or (person.pk not in queries.participants_of(topic) and _("You do not take part in this conversation."))
    )
