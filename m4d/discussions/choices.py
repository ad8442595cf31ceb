"""Enumerations of the room: states, journal verbs, kinds of steps, and how much of anything there may be."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MOST_QUESTIONS = 10
LEAST_MODERATORS = 2
#: Counts of people below this are not told as a number.
SMALLEST_CELL = 3
PROPOSALS_A_DAY = 3
QUORUM_PERCENT = 30
LONGEST_CONTRIBUTION = 20_000
LONGEST_TEXT = 20_000

#: A contribution is cited by a paragraph; a recommendation follows from a paragraph.
CITED = "discussions.cited"
LED_TO = "discussions.led_to"


class Appears(models.TextChoices):
    """When words stand on the page. Later words show the month only, and nothing says when they were written."""

    AT_ONCE = "", _("At once")
    DAY = "day", _("About a day later, at a random hour")
    WEEK = "week", _("Within a week, at a random hour")


class PlaceShown(models.TextChoices):
    """How much of a place stands beside words."""

    USUAL = "", _("As usual")
    COUNTRY = "country", _("The country only")
    REGION = "region", _("The part of the world only")
    NONE = "none", _("No place")


#: The least and the most that words wait. Where less than a day is left a delay would hide nothing.
DELAYS = {
    Appears.DAY: (timedelta(hours=12), timedelta(hours=36)),
    Appears.WEEK: (timedelta(hours=12), timedelta(days=7)),
}
SHORTEST_DELAY = timedelta(days=1)
MOST_DELAYED = 5


class State(models.TextChoices):
    """Where an e-discussion stands; always worked out from what happened, never stored."""

    PROPOSED = "proposed", pgettext_lazy("state of an e-discussion", "Proposed")
    DECLINED = "declined", pgettext_lazy("state of an e-discussion", "Not taken up")
    PREPARED = "prepared", pgettext_lazy("state of an e-discussion", "In preparation")
    SCHEDULED = "scheduled", pgettext_lazy("state of an e-discussion", "Scheduled")
    OPEN = "open", pgettext_lazy("state of an e-discussion", "Open")
    SUMMARISING = "summarising", pgettext_lazy("state of an e-discussion", "Being summarised")
    ENDORSEMENT = "endorsement", pgettext_lazy("state of an e-discussion", "In endorsement")
    ENDORSED = "endorsed", pgettext_lazy("state of an e-discussion", "Endorsed by participants")
    PUBLISHED = "published", pgettext_lazy("state of an e-discussion", "Published, not endorsed")
    FOLLOWED_UP = "followed_up", pgettext_lazy("state of an e-discussion", "Followed up")


class Missing(models.TextChoices):
    """What an e-discussion still lacks before it can open."""

    DATES = "dates", _("The first and the last day are missing.")
    TIME_ZONE = "time_zone", _("The time zone of the dates is missing.")
    QUESTIONS = "questions", _("There is no question yet. One to ten are needed.")
    PAPER = "paper", _("The background paper is missing.")
    MODERATORS = "moderators", _("At least two moderators are needed.")
    LANGUAGES = "languages", _("The languages in which it is facilitated are missing.")


class Settled(models.TextChoices):
    """How an objection ended."""

    CHANGED = "changed", _("The paragraph was changed")
    WITHDRAWN = "withdrawn", _("Taken back by the participant")


class Verb(models.TextChoices):
    """Journal verbs of the room."""

    PROPOSED = "discussions.proposed", _("proposed an e-discussion")
    ANSWERED = "discussions.answered", _("answered a proposal")
    SCHEDULED = "discussions.scheduled", _("scheduled an e-discussion")
    INVITED = "discussions.invited", _("invited members to an e-discussion")
    NOT_OPENED = "discussions.not_opened", _("could not open an e-discussion")
    OPENED = "discussions.opened", _("opened an e-discussion")
    QUESTION_OPENED = "discussions.question_opened", _("opened a question")
    QUESTION_CHANGED = "discussions.question_changed", _("changed a question")
    CONTRIBUTION_MADE = "discussions.contribution_made", _("contributed to an e-discussion")
    CONTRIBUTION_LATE = "discussions.contribution_late", _("contributed after the close")
    CONTRIBUTION_NOT_SHOWN = "discussions.contribution_not_shown", _("could not show a contribution that waited")
    CONTRIBUTION_ADMITTED = "discussions.contribution_admitted", _("admitted a late contribution")
    CONTRIBUTION_WITHDRAWN = "discussions.contribution_withdrawn", _("withdrew a contribution")
    RECAP_PUBLISHED = "discussions.recap_published", _("published a weekly recap")
    RECAP_DUE = "discussions.recap_due", _("is waiting for its weekly recap")
    CLOSED = "discussions.closed", _("closed an e-discussion")
    DRAFT_PUT = "discussions.draft_put", _("put a draft summary to the participants")
    ENDORSED = "discussions.endorsed", _("endorsed a summary")
    OBJECTED = "discussions.objected", _("objected to a paragraph")
    OBJECTION_SETTLED = "discussions.objection_settled", _("settled an objection")
    PUBLISHED = "discussions.published", _("published a summary")
    RECOMMENDATION_MADE = "discussions.recommendation_made", _("made a recommendation")
    FOLLOWED_UP = "discussions.followed_up", _("told what came of an e-discussion")
    VEIL_ASKED = "discussions.veil_asked", _("asked to see who is behind a pseudonym")
    VEIL_LIFTED = "discussions.veil_lifted", _("saw who is behind a pseudonym")
