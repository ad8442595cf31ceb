"""Seeing who is behind a pseudonym takes two moderators of the network, a reason, and is told to the member."""

from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict


def unveils(person) -> bool:
    """Moderators of the network and administrators; being moderator of the discussion is not enough."""
    return bool(getattr(person, "is_authenticated", False)) and (
        person.has_role("moderator") or person.has_role("admin")
    )


def may_ask_to_unveil(person, pseudonym, *, reason: str) -> Verdict:
    """One of the two, with a reason."""
    return verdict(
        not unveils(person) and _("Only moderators of the network can ask who is behind a pseudonym."),
        pseudonym.person_id == person.pk and _("This is your own pseudonym."),
        pseudonym.unveilings.waiting().exists() and _("Somebody has asked already. A second person must agree."),
        not reason.strip() and _("Write the reason: the member will read it."),
    )


def may_agree_to_unveil(person, unveiling) -> Verdict:
    """The other of the two."""
    return verdict(
        not unveils(person) and _("Only moderators of the network can agree to this."),
        unveiling.asked_by_id == person.pk and _("You asked yourself. A second person must agree."),
        unveiling.pseudonym.person_id == person.pk and _("This is your own pseudonym."),
        unveiling.agreed_at is not None and _("This was agreed already."),
    )


def may_see_unveiled(person, unveiling) -> Verdict:
    """The two who lifted the veil, and nobody else."""
    return verdict(
        unveiling.agreed_at is None and _("A second person must agree first."),
        person.pk not in (unveiling.asked_by_id, unveiling.agreed_by_id)
        and _("Only the two people who lifted the veil see who it is."),
    )
