"""Who may speak, under which name, mark, withdraw and admit."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.core.text import fold, mixed_scripts
from m4d.core.time import on
from m4d.core.verdicts import Verdict, verdict
from m4d.moderation import policies as moderation
from m4d.people import queries as people

from .. import queries
from ..choices import LONGEST_CONTRIBUTION, MOST_DELAYED, SHORTEST_DELAY
from ..models import Contribution, Pseudonym
from .discussion import moderates


def may_contribute(person, question, *, text: str, at, organization=None) -> Verdict:
    """Members, while the discussion is open and the question has its day. Late words are another verdict."""
    discussion = question.discussion
    if not person.is_authenticated:
        return verdict(_("Sign in to contribute."))
    closed = discussion.has_closed(at)
    return verdict(
        discussion.is_hidden and _("This e-discussion is hidden."),
        closed
        and _("This e-discussion closed at the end of %(day)s. Your text is kept as a draft.")
        % {"day": on(discussion.ends_on)},
        not closed and not discussion.is_open(at) and _("This e-discussion is not open yet."),
        not question.is_reached(at) and _("This question opens on %(day)s.") % {"day": on(question.opens_on)},
        not text.strip() and _("Write something first."),
        *(may_speak_for(person, organization).reasons if organization is not None else ()),
        *moderation.may_write(person, text=text, at=at).reasons,
    )


def may_delay(person, question, *, text: str, at) -> Verdict:
    """Words may wait while a day is left for them to appear, and while not many others of theirs do."""
    return verdict(
        question.discussion.closes_at - at < SHORTEST_DELAY
        and _(
            "This e-discussion closes in less than a day, so a delay would hide little. "
            "Choose “At once”, or keep a draft."
        ),
        queries.waiting_of(person, question) >= MOST_DELAYED
        and ngettext(
            "%(count)d contribution of yours waits already. Let it appear first.",
            "%(count)d contributions of yours wait already. Let them appear first.",
            MOST_DELAYED,
        )
        % {"count": MOST_DELAYED},
        len(text) > LONGEST_CONTRIBUTION
        and _("The text is longer than %(number)s characters.") % {"number": LONGEST_CONTRIBUTION},
    )


def may_take_back_delayed(person, delayed) -> Verdict:
    """One's own words that wait become a draft, where none would be lost by that."""
    return verdict(
        delayed.person_id != person.pk and _("Only whoever wrote it can take it back."),
        queries.draft_of(person, delayed.question) is not None
        and _("You keep a draft for this question already. Send it first, or empty it."),
    )


def may_speak_for(person, organization) -> Verdict:
    """An admin of a verified organization may speak for a person who has no account."""
    return verdict(
        (not organization.is_verified or organization.is_hidden)
        and _("Only a verified organization can speak for people without an account."),
        not people.is_admin_of(person, organization) and _("Only the organization's own admins can speak for others."),
    )


def may_choose_pseudonym(person, discussion, *, name: str) -> Verdict:
    """Once, before the first own words, and with a name that leads to nobody."""
    if not person.is_authenticated:
        return verdict(_("Sign in to choose a pseudonym."))
    key = fold(name).strip()
    profile = people.profile_of(person)
    own = {fold(part) for whole in (person.name, profile.name if profile else "") for part in [whole, *whole.split()]}
    spoke = Contribution.objects.filter(discussion=discussion, author=person, is_on_behalf=False).exists()
    return verdict(
        discussion.scheduled_at is None and _("This e-discussion is not scheduled yet."),
        discussion.closed_at is not None and _("This e-discussion is closed."),
        moderates(person, discussion) and _("Moderators of a discussion are named."),
        queries.pseudonym_of(person, discussion) is not None and _("You have a pseudonym in this discussion already."),
        spoke and _("You have already spoken here under your name, so a pseudonym would hide nothing."),
        not 2 <= len(name.strip()) <= 40 and _("Choose a name of 2 to 40 characters."),
        mixed_scripts(name) and _("Write the name in one alphabet."),
        bool(key) and key in own and _("Part of your own name would give you away. Choose another one."),
        Pseudonym.objects.filter(discussion=discussion, key=key).exists()
        and _("Somebody else took this name. Choose another one."),
    )


def may_mark_useful(person, contribution) -> Verdict:
    """Members mark what others said."""
    if not person.is_authenticated:
        return verdict(_("Sign in to say that this is useful."))
    return verdict(
        contribution.author_id == person.pk and _("These are your own words."),
        (not contribution.is_published or contribution.withdrawn_at is not None)
        and _("This contribution does not stand on the page."),
    )


def may_withdraw(person, contribution) -> Verdict:
    """Everybody takes back their own words, at any time."""
    return verdict(
        contribution.author_id != person.pk and _("Only whoever wrote it can withdraw a contribution."),
        contribution.withdrawn_at is not None and _("This contribution was withdrawn."),
    )


def may_admit(person, contribution, *, reason: str) -> Verdict:
    """A moderator of the discussion lets a late contribution in, with a reason that everybody reads."""
    return verdict(
        not moderates(person, contribution.discussion)
        and _("Only the moderators of this e-discussion can admit late contributions."),
        contribution.author_id == person.pk and _("This is your own. Another moderator must decide."),
        not contribution.is_waiting and _("This contribution does not wait for admission."),
        contribution.withdrawn_at is not None and _("This contribution was withdrawn."),
        contribution.discussion.draft_put_at is not None
        and _("The summary is with the participants. Nothing can be added to what it rests on."),
        not reason.strip() and _("Write the reason: everybody will read it."),
    )
