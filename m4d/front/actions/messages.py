"""A visitor or member writes to the facilitators."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from m4d.activity import actions as activity

from .. import policies, queries

# A message goes to so many facilitators at most; more than that would be a mailing.
MOST_RECIPIENTS = 20
# So many messages of visitors are delivered in an hour; more wait for the hours that follow.
DELIVERED_IN_AN_HOUR = 60


def write_to_facilitators(
    *, name: str, address: str, message: str, page: str = "", by=None, network: str = "", form: str = ""
) -> int:
    """Mail a message to the facilitators, each in their language. Returns how many were written to.

    `form` is the number of the form that it was written in: each is good for one message.
    """
    policies.may_write_to_facilitators(by, network=network).or_refuse()
    if form and not cache.add(queries.form_key(form), queries.words_mark(message), queries.FORM_SECONDS):
        return 0
    words = {"name": name, "address": address, "message": message, "page": page}
    try:
        return _mail_to_facilitators(words, at=_count_message(by, network))
    except Exception:
        # The cache knows of no transaction: a message that was not kept leaves its form as it was.
        if form:
            cache.delete(queries.form_key(form))
        raise


@transaction.atomic
def _mail_to_facilitators(words: dict, *, at: datetime | None) -> int:
    recipients = queries.facilitators()[:MOST_RECIPIENTS]
    for facilitator in recipients:
        activity.post_mail(
            facilitator,
            "front/mail/message_to_facilitators",
            words,
            headers={"Reply-To": words["address"]},
            at=at,
        )
    return len(recipients)


def _count_message(person, network: str) -> datetime | None:
    """Remember, for an hour, that one more message was written. Returns when to send it, None for at once.

    However many visitors write, a member's message goes at once: a member writes only so many.
    """
    _count(queries.messages_key(person, network))
    if getattr(person, "is_authenticated", False):
        return None
    hours = (_count(queries.ALL_VISITORS) - 1) // DELIVERED_IN_AN_HOUR
    return timezone.now() + timedelta(hours=hours) if hours else None


def _count(key: str) -> int:
    cache.add(key, 0, 3600)
    number = cache.incr(key)
    # Not every cache keeps the term of a number that it counts on.
    cache.touch(key, 3600)
    return number
