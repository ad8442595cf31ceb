"""Who may open, change, verify and join an organization, and who says that somebody belongs to it."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..models import Organization

VERIFYING_ROLES = ("verifier", "programme", "admin")

ORGANIZATIONS_A_DAY = 5


def is_verifier(person) -> bool:
    """Whether somebody confirms organizations and mandates for the programme."""
    return person.is_authenticated and any(person.has_role(role) for role in VERIFYING_ROLES)


def may_see_verification(person) -> Verdict:
    """Whether somebody may open the list of what waits for a verifier."""
    return verdict(not is_verifier(person) and _("Only verifiers of the programme see what waits for verification."))


def may_open_organization(person, *, at) -> Verdict:
    """Members add organizations, a few a day at most."""
    if not person.is_authenticated:
        return verdict(_("Sign in to add an organization."))
    since = at - timedelta(hours=24)
    many = Organization.objects.filter(created_by=person, created_at__gte=since).count() >= ORGANIZATIONS_A_DAY
    return verdict(
        many and not is_verifier(person) and _("You have added five organizations today. Add the next one tomorrow."),
    )


def may_edit_organization(person, organization, *, own=None) -> Verdict:
    """An organization is changed by its own admins, and by the programme.

    `own` is the person's membership where the caller has it already.
    """
    if not person.is_authenticated:
        return verdict(_("Sign in to change an organization."))
    allowed = (
        person.has_role("programme")
        or person.has_role("admin")
        or (own.is_admin and own.is_confirmed if own is not None else queries.is_admin_of(person, organization))
    )
    return verdict(not allowed and _("Only the organization's own admins can change this page."))


def may_ask_verification(person, organization) -> Verdict:
    """Its admins ask once; a second request waits for the first answer."""
    if not person.is_authenticated or not queries.is_admin_of(person, organization):
        return verdict(_("Only the organization's own admins can ask for verification."))
    waiting = organization.verification_requests.waiting().exists()
    return verdict(
        organization.is_verified and _("This organization is already verified."),
        waiting and _("Your request is waiting. A verifier will answer it."),
    )


def may_verify_organization(person, organization) -> Verdict:
    """Verifiers confirm organizations other than their own: none that they opened or ever belonged to."""
    if not is_verifier(person):
        return verdict(_("Only verifiers of the programme confirm organizations."))
    return verdict(is_own(person, organization) and OWN_ORGANIZATION)


OWN_ORGANIZATION = gettext_lazy("You belong or belonged to this organization. Another verifier must answer.")


def is_own(person, organization, belonged=None) -> bool:
    """Whether somebody opened or ever belonged to an organization; `belonged`: the numbers of all they belonged to."""
    if organization.created_by_id == person.pk:
        return True
    return organization.pk in (queries.ever_belonged_to(person) if belonged is None else belonged)


def may_join(person, organization) -> Verdict:
    """Whether somebody may ask to be listed in an organization."""
    if not person.is_authenticated:
        return verdict(_("Sign in to be listed in an organization."))
    here = organization.affiliations.current().filter(person=person).exists()
    return verdict(here and _("You are already listed here, or your request is waiting."))


def may_confirm_member(person, affiliation) -> Verdict:
    """The organization's admins say who belongs to it; the programme may, too, but nobody confirms themself."""
    if not person.is_authenticated:
        return verdict(_("Sign in to confirm a member."))
    allowed = is_verifier(person) or queries.is_admin_of(person, affiliation.organization)
    return verdict(
        not allowed and _("Only the organization's own admins can confirm its members."),
        affiliation.person_id == person.pk and _("Somebody else must confirm you."),
        affiliation.is_confirmed and _("This member is already confirmed."),
        affiliation.ended_at is not None and _("This membership has ended."),
    )


def may_name_admin(person, affiliation) -> Verdict:
    """Who may change the organization's page may let a confirmed member do so, too."""
    return verdict(
        *may_edit_organization(person, affiliation.organization).reasons,
        not affiliation.is_confirmed and _("Only a confirmed member can be an admin."),
        affiliation.is_admin and _("This member is an admin already."),
    )


def may_end_affiliation(person, affiliation) -> Verdict:
    """A membership is ended by the member or by the organization's admins; a request, by who may confirm it, too."""
    if not person.is_authenticated:
        return verdict(_("Sign in to end a membership."))
    own = affiliation.person_id == person.pk
    answers = is_verifier(person) and affiliation.confirmed_at is None
    allowed = own or answers or bool(may_edit_organization(person, affiliation.organization))
    return verdict(
        own
        and affiliation.is_admin
        and queries.leaves_nobody_in_charge(affiliation)
        and _(
            "You are the only admin here. Make another member an admin first, so that somebody looks after the page."
        ),
        not allowed and _("Only the member or the organization's admins can end a membership."),
        affiliation.ended_at is not None and _("This membership has ended."),
    )
