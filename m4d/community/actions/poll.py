"""Polls: opened, answered, closed."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.activity import actions as activity
from m4d.core import pages
from m4d.core.text import clean_line
from m4d.core.verdicts import verdict

from .. import policies
from ..choices import Verb
from ..models import Ballot, Poll, PollChoice, Topic

FEWEST, MOST = 2, 10


@transaction.atomic
def open_poll(
    topic: Topic, *, by, question: str, choices: list[str], language: str = "", at: datetime | None = None
) -> Poll:
    """Ask everybody in a topic to choose one of a few answers."""
    topic = Topic.objects.select_for_update(of=("self",)).select_related("group").get(pk=topic.pk)
    policies.may_open_poll(by, topic).or_refuse()
    question = clean_line(question)[:200]
    texts = list(dict.fromkeys(text for text in (clean_line(one)[:120] for one in choices) if text))
    verdict(
        not question and _("Write the question."),
        len(texts) < FEWEST and _("Give at least two answers to choose from, one a line."),
        len(texts) > MOST and _("Give at most ten answers."),
    ).or_refuse()
    poll = Poll.objects.create(topic=topic, question=question, language=language or topic.language, opened_by=by,
                               opened_at=at or timezone.now())  # fmt: skip
    PollChoice.objects.bulk_create(
        [PollChoice(poll=poll, position=position, text=text) for position, text in enumerate(texts, 1)]
    )
    Topic.objects.filter(pk=topic.pk).update(has_poll=True)
    activity.record(Verb.POLL_OPENED, by=by, about=topic, at=at, for_followers=True)
    pages.touch(f"topic-{topic.pk}")
    return poll


@transaction.atomic
def vote(poll: Poll, choice: int, *, by) -> Poll:
    """Take part in a poll. The count goes up and that somebody took part is kept; nothing joins the two."""
    poll = Poll.objects.select_for_update(of=("self",)).select_related("topic__group").get(pk=poll.pk)
    policies.may_vote(by, poll).or_refuse()
    counted = PollChoice.objects.filter(poll=poll, pk=choice).update(votes=F("votes") + 1)
    verdict(not counted and _("Choose one of the answers.")).or_refuse()
    Ballot.objects.create(poll=poll, person=by)
    pages.touch(f"topic-{poll.topic_id}")
    return poll


@transaction.atomic
def close_poll(poll: Poll, *, by, at: datetime | None = None) -> Poll:
    """Take no more votes; the result stays."""
    poll = Poll.objects.select_for_update(of=("self",)).select_related("topic__group").get(pk=poll.pk)
    policies.may_close_poll(by, poll).or_refuse()
    poll.closed_at = at or timezone.now()
    poll.save(update_fields=["closed_at"])
    pages.touch(f"topic-{poll.topic_id}")
    return poll
