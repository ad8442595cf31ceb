"""What people can be told of, how soon, and what became of a mail that came in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Event(TextChoices):
    """What kind of thing somebody is told of."""

    REPLY = "reply", _("Somebody answers you")
    MENTION = "mention", _("Somebody names you")
    MESSAGE = "message", _("A private message to you")
    TASK = "task", _("Something waits for you")
    DECISION = "decision", _("Something is decided about you or what you wrote")
    DISCUSSION = "discussion", _("News of an e-discussion that you follow")
    TOPIC = "topic", _("News of a group, a topic or a page that you follow")
    NEWS = "news", _("What is new on your themes")


class Cadence(TextChoices):
    """How soon a mail tells of it; on the pages it stands at once in any case."""

    NOW = "now", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")
    NEVER = "never", _("Never")


class Level(TextChoices):
    """How much of a thing somebody who follows it is told."""

    ALL = "all", _("Everything")
    REPLIES = "replies", _("Only answers to me and my name")
    NONE = "none", _("Nothing")


#: How soon, as long as nobody chose otherwise: at once only what is addressed to one person.
DEFAULT_CADENCE = {
    Event.REPLY: Cadence.NOW,
    Event.MENTION: Cadence.NOW,
    Event.MESSAGE: Cadence.NOW,
    Event.TASK: Cadence.NOW,
    Event.DECISION: Cadence.NOW,
    Event.DISCUSSION: Cadence.DAILY,
    Event.TOPIC: Cadence.WEEKLY,
    Event.NEWS: Cadence.WEEKLY,
}

#: What somebody who was named for two reasons is told of: the first in this order.
STRONGEST_FIRST = list(DEFAULT_CADENCE)

#: What is meant for one person is told however little of the thing they wish to hear.
PERSONAL = frozenset({Event.MENTION, Event.MESSAGE, Event.TASK, Event.DECISION})

#: So many mails about single events a person gets in a day; the rest stands in the next digest.
CEILING = 12

#: The hour, where the person lives, at which a digest is due; the weekly one on Monday.
DIGEST_HOUR = 7
DIGEST_WEEKDAY = 0

#: So many single events a digest names; it counts the others.
DIGEST_LINES = 40
#: So much that is new on a reader's own themes stands under it.
DIGEST_NEWS = 5

#: After so many mails in a row that the mail service of a person refused for good, mail pauses.
MOST_BOUNCES = 3

# --- Mail that comes in ---

#: The largest mail that is taken.
MAIL_BYTES = 10 * 1024 * 1024
#: Parts nested deeper than this are not opened.
MOST_LEVELS = 20
MOST_PARTS = 200
#: So much of a text is read; a post is shorter.
MOST_LETTERS = 200_000
MOST_FILES = 20
#: So many refusals are explained to one address in a day, and so many to one that nobody here knows.
ANSWERS_A_DAY = 10
ANSWERS_TO_STRANGERS = 1
#: The raw mail and what became of it are kept so long; a wish to join waits so long for its "yes".
RECEIVED_DAYS = 7
JOINING_DAYS = 7
#: A mail that could not be worked on for so long is answered with an apology.
STUCK_HOURS = 3


class Outcome(TextChoices):
    """What became of a mail that came in."""

    WAITING = "waiting", "Waits"
    TAKEN = "taken", "Taken"
    REFUSED = "refused", "Not taken, with an answer"
    ASKED = "asked", "Its sender is asked to confirm it"
    IGNORED = "ignored", "Written by a program"
    BOUNCED = "bounced", "A mail of ours that did not arrive"


class Letter(TextChoices):
    """What an address in a mail of ours is for, where this room answers it itself.

    Digits, so that rooms above have all letters: "t" for a topic, "q" for a question.
    """

    PROBE = "0", "probe"
    BOUNCE = "1", "bounce"
    STOP_EVENT = "2", "stop one kind of mail"
    STOP_THING = "3", "stop mails about one thing"
    JOIN = "4", "join"
    CONFIRM = "5", "confirm that a mail is mine"
    STOP_ALL = "6", "stop every mail but those about the account"
    STOP_DIGEST = "7", "stop digests"
