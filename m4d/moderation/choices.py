"""Which values exist in the moderation room."""

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


class Verb(models.TextChoices):
    """What can happen here, as the journal names it."""

    THING_FLAGGED = "moderation.thing_flagged", _("reported something")
    FLAG_DISMISSED = "moderation.flag_dismissed", _("closed a report")
    THING_HIDDEN = "moderation.thing_hidden", _("hid something")
    THING_RESTORED = "moderation.thing_restored", _("showed something again")
