"""Who reads how the community is doing."""

from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict

ROLES = ("facilitator", "moderator", "programme", "admin")


def may_see_health(person) -> Verdict:
    """Facilitators and those who answer for the programme."""
    return verdict(
        not (person.is_authenticated and (person.is_superuser or any(person.has_role(role) for role in ROLES)))
        and _("Only facilitators see how the community is doing.")
    )
