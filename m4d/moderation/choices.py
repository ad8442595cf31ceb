"""Which values exist in the moderation room."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """Why somebody reports a thing. A decision names the same rules."""

    SPAM = "spam", _("Advertising or spam")
    HARM = "harm", _("Insult, threat or hate")
    PRIVACY = "privacy", _("Shows private data of somebody")
    FALSE = "false", _("Pretends to be somebody else, or states something false")
    ILLEGAL = "illegal", _("Seems to be against the law")
    OTHER = "other", _("Another reason")


class Outcome(models.TextChoices):
    """What a moderator can decide."""

    DISMISS = "dismiss", _("Nothing to do: it stays as it is")
    HIDE = "hide", _("Hide it from everybody but its author")
    RESTORE = "restore", _("Show it again")


class Held(models.TextChoices):
    """Why the site holds something back until a moderator has looked."""

    LINK = "link", _("First link of a new member")
    REPEATED = "repeated", _("The same text from several accounts")
    MOSTLY_LINKS = "mostly_links", _("Little more than links, from a new member")


class Measure(models.TextChoices):
    """What can be done about how somebody behaves, from mild to hard."""

    REMINDER = "reminder", _("Reminder of the rules")
    SLOW = "slow", _("Fewer posts a day, for a while")
    SUSPENDED = "suspended", _("No writing until a date")
    CLOSED = "closed", _("Account closed")


class Trust(models.TextChoices):
    """How far somebody is known here. It grows with what they write and shrinks with what had to be hidden."""

    NEW = "new", _("New member")
    MEMBER = "member", _("Member")
    REGULAR = "regular", _("Regular member")


@dataclass(frozen=True)
class Allowance:
    """How much somebody of one trust may write."""

    posts_a_day: int
    links: int


ALLOWANCES = {
    Trust.NEW: Allowance(posts_a_day=10, links=2),
    Trust.MEMBER: Allowance(posts_a_day=60, links=15),
    Trust.REGULAR: Allowance(posts_a_day=300, links=50),
}
"""What each trust allows. The page about oneself states these numbers."""


class Verb(models.TextChoices):
    """What can happen here, as the journal names it."""

    THING_FLAGGED = "moderation.thing_flagged", _("reported something")
    FLAG_DISMISSED = "moderation.flag_dismissed", _("closed a report")
    THING_HIDDEN = "moderation.thing_hidden", _("hid something")
    THING_RESTORED = "moderation.thing_restored", _("showed something again")
    THING_HELD = "moderation.thing_held", _("held something back")
    PERSON_SANCTIONED = "moderation.person_sanctioned", _("sanctioned somebody")
    SANCTION_LIFTED = "moderation.sanction_lifted", _("lifted a sanction")
    APPEAL_MADE = "moderation.appeal_made", _("appealed")
    APPEAL_ANSWERED = "moderation.appeal_answered", _("answered an appeal")
    PERSON_SWEPT = "moderation.person_swept", _("hid everything of somebody")
    SWEEP_UNDONE = "moderation.sweep_undone", _("showed everything of somebody again")
