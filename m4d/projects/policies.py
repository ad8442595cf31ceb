"""Who may correct a project and who may import projects, with the sentences that say why not."""

from django.utils.translation import gettext as _

from m4d.accounts.choices import Role
from m4d.catalogue import policies as catalogue
from m4d.core.verdicts import Verdict, verdict
from m4d.people import policies as people

from . import queries

#: Facets of the catalogue and the fields of a project that feed them.
_FACETS = {"theme": "themes", "sdg": "sdg", "gcm": "gcm"}


def is_programme(person) -> bool:
    """Whether the person works for the programme office."""
    return bool(getattr(person, "is_authenticated", False)) and (
        person.is_superuser or person.has_role(Role.PROGRAMME) or person.has_role(Role.ADMIN)
    )


def may_import(person) -> Verdict:
    """The programme office imports projects."""
    return verdict(not is_programme(person) and _("Only the programme office can import projects."))


def may_say_who_partners_are(person) -> Verdict:
    """Which organizations stand behind the partners is the programme office's to say: a partner could take over."""
    return verdict(
        not is_programme(person) and _("Only the programme office can say which organization a partner is.")
    )


def may_carry(values: dict) -> Verdict:
    """Whether corrected themes, goals and objectives stay within what one thing may carry."""
    return verdict(
        *(
            reason
            for facet, name in _FACETS.items()
            for reason in catalogue.may_carry(facet, values.get(name, ())).reasons
        )
    )


def may_correct(person, project, *, at) -> Verdict:
    """The programme office, and whoever speaks for an organization that leads the project."""
    if is_programme(person):
        return verdict()
    if not getattr(person, "is_authenticated", False):
        return verdict(_("Sign in to correct a project."))
    leads = queries.leads_with_seat_of(person, project)
    return verdict(
        not any(people.may_speak_for(person, lead, at) for lead in leads)
        and _("Only the programme office and people who speak for an organization in the lead can correct a project."),
    )
