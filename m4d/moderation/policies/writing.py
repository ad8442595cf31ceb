"""Who may write now, and with which sentence they are asked to wait."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.core.time import moment
from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..choices import Measure

BURST = 8
"""How many texts anybody may write within one minute."""


def may_write(person, *, text: str, at, is_edit: bool = False) -> Verdict:
    """Whether somebody may publish this text now: sanctions, floods, links, and the same text again.

    Changing what stands already (`is_edit`) is neither a flood nor a repeat.
    """
    if not person.is_authenticated:
        return verdict(_("Sign in to write."))
    if not person.is_active:
        return verdict(_("This account is closed."))
    bound = _bound_by_sanction(person, at, is_edit)
    if bound:
        return verdict(bound)
    allowance = queries.allowance_of(person, at)
    day = queries.written_since(person, at - timedelta(hours=24), until=at)
    return verdict(
        not is_edit
        and day >= allowance.posts_a_day
        and ngettext(
            "You have written %(count)d text in 24 hours, which is the most for now. Write the next one later.",
            "You have written %(count)d texts in 24 hours, which is the most for now. Write the next one later.",
            allowance.posts_a_day,
        )
        % {"count": allowance.posts_a_day},
        not is_edit
        and queries.written_since(person, at - timedelta(minutes=1), until=at) >= BURST
        and _("You are writing very fast. Wait a minute and send it again."),
        len(queries.links_in(text)) > allowance.links
        and ngettext(
            "A text of yours can have at most %(count)d link for now. Take some out.",
            "A text of yours can have at most %(count)d links for now. Take some out.",
            allowance.links,
        )
        % {"count": allowance.links},
        not is_edit
        and queries.has_repeated(person, text, since=at - timedelta(minutes=10))
        and _("You have just sent the same text. It is not published twice."),
    )


def _bound_by_sanction(person, at, is_edit) -> str:
    """The sentence about a sanction that keeps somebody from writing now, or nothing."""
    for one in queries.sanctions_in_force(person, at):
        if one.measure in (Measure.CLOSED, Measure.SUSPENDED):
            if one.ends_at is None:
                return _("This account is closed.")
            return _("You can write again from %(moment)s. “Decisions about me” says why and how to appeal.") % {
                "moment": moment(one.ends_at)
            }
        if not is_edit and queries.written_since(person, at - timedelta(hours=24), until=at) >= one.posts_a_day:
            return ngettext(
                "You can write %(count)d text in 24 hours now. “Decisions about me” says why and how to appeal.",
                "You can write %(count)d texts in 24 hours now. “Decisions about me” says why and how to appeal.",
                one.posts_a_day,
            ) % {"count": one.posts_a_day}
    return ""
