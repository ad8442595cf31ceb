"""Who may block whom, and who may keep another search."""

from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict

from .. import queries

SEARCHES_A_MEMBER = 20


def may_block(person, other) -> Verdict:
    """Whether somebody may block somebody else."""
    return verdict(
        not person.is_authenticated and _("Sign in to block somebody."),
        person.pk == other.pk and _("You cannot block yourself."),
    )


def may_save_search(person) -> Verdict:
    """Saved searches are few enough to stay useful."""
    if not person.is_authenticated:
        return verdict(_("Sign in to save a search."))
    full = queries.saved_searches_of(person).count() >= SEARCHES_A_MEMBER
    return verdict(full and _("You have 20 saved searches. Delete one first."))
