"""Polls: who opens one, who takes part."""

from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict

from ..models import Ballot, Poll, Topic
from .topic import may_post, may_rename


def may_open_poll(person, topic: Topic, standing=None) -> Verdict:
    """Put a question with choices at the head of a topic: who started it, and whoever looks after the group."""
    return verdict(
        *may_rename(person, topic, standing).reasons,
        *may_post(person, topic, standing).reasons,
        topic.has_poll and _("This topic has a poll already."),
    )


def may_vote(person, poll: Poll, standing=None) -> Verdict:
    """Take part in a poll: whoever may write in the topic, once."""
    may_write = may_post(person, poll.topic, standing)
    if not may_write:
        return may_write
    return verdict(
        poll.closed_at is not None and _("This poll is closed."),
        Ballot.objects.filter(poll=poll, person=person).exists() and _("You have taken part in this poll."),
    )


def may_close_poll(person, poll: Poll) -> Verdict:
    """Close a poll: whoever could open it."""
    return verdict(*may_rename(person, poll.topic).reasons, poll.closed_at is not None and _("This poll is closed."))
