"""Groups: who opens, changes and joins them."""

from django.utils.translation import gettext as _

from m4d.accounts.choices import Role
from m4d.core.verdicts import Verdict, verdict

from .. import queries
from ..choices import Access, GroupRole
from ..models import Group, Membership

#: Roles that look after every open group.
STEWARDS = (Role.FACILITATOR, Role.MODERATOR, Role.ADMIN)
OPENERS = (Role.FACILITATOR, Role.PROGRAMME, Role.ADMIN)


def has_role(person, roles) -> bool:
    """Whether a person holds one of these roles for the whole network."""
    return person.is_authenticated and (person.is_superuser or any(person.has_role(role) for role in roles))


def out(person) -> str:
    """Why somebody who is not signed in, or not let in yet, can do nothing here; empty for members."""
    if not person.is_authenticated:
        return _("Sign in first.")
    return _("Your account waits to be let in.") if person.awaits_approval else ""


def is_steward(person, group: Group | None, standing=None) -> bool:
    """Whether somebody looks after a group: its facilitators, and for open groups those of the network."""
    if group is None or not person.is_authenticated:
        return False
    standing = standing or queries.standing_in(person, group)
    if standing.is_facilitator:
        return True
    return has_role(person, STEWARDS) and (not group.is_closed or standing.is_member)


def may_open_group(person) -> Verdict:
    """Open a group: facilitators and the programme."""
    return verdict(
        out(person)
        or (not has_role(person, OPENERS) and _("Facilitators open groups. Write to them what it would be for."))
    )


def may_amend_group(person, group: Group, standing=None) -> Verdict:
    """Change name, purpose and themes of a group."""
    return verdict(
        out(person)
        or (not is_steward(person, group, standing) and _("Only the facilitators of the group can change it."))
    )


def may_change_access(person, group: Group, access: str, standing=None) -> Verdict:
    """Change who reads a group."""
    return verdict(
        *may_amend_group(person, group, standing).reasons,
        access not in Access.values and _("Choose who reads the group."),
        access == group.access and _("The group is already read by these people."),
    )


def may_see_members(person, group: Group, standing=None) -> Verdict:
    """See who belongs to a group: members of an open one, and of a closed one its own."""
    standing = standing or queries.standing_in(person, group)
    return verdict(
        out(person)
        or (
            group.is_closed
            and not standing.is_member
            and not is_steward(person, group, standing)
            and _("Only members of the group see who belongs to it.")
        )
    )


def may_join(person, group: Group, standing=None) -> Verdict:
    """Join an open group, or ask to join a restricted one."""
    if why := out(person):
        return verdict(why)
    standing = standing or queries.standing_in(person, group)
    return verdict(
        standing.is_member and _("You belong to this group already."),
        standing.waits and _("You have asked already. The facilitators will answer you."),
        group.access == Access.PRIVATE and _("People join this group when a facilitator adds them."),
    )


def joins_at_once(person, group: Group) -> bool:
    """Whether somebody belongs to a group without being asked for: open groups, and addresses of its domain."""
    if not group.is_closed:
        return True
    domain = group.email_domain.lower()
    if group.access != Access.RESTRICTED or not domain:
        return False
    confirmed = person.emailaddress_set.filter(verified=True).values_list("email", flat=True)
    return any(address.lower().rpartition("@")[2] == domain for address in confirmed)


def may_answer_request(person, membership: Membership, standing=None) -> Verdict:
    """Let somebody into a group, or not."""
    return verdict(
        out(person)
        or (
            not is_steward(person, membership.group, standing)
            and _("Only the facilitators of the group decide who joins it.")
        ),
        (membership.confirmed_at is not None or membership.left_at is not None) and _("This was already answered."),
    )


def may_add_member(person, group: Group, other, standing=None) -> Verdict:
    """Add somebody to a group who did not ask."""
    if why := out(person):
        return verdict(why)
    if not is_steward(person, group, standing):
        return verdict(_("Only the facilitators of the group decide who joins it."))
    return verdict(
        other is None and _("Nobody with this profile is here. Copy the address of the profile."),
        other is not None and queries.standing_in(other, group).is_member and _("They belong to this group already."),
        other is not None and queries.has_block_between(person, [other.pk]) and _("You cannot add this person."),
    )


def may_name_facilitator(person, membership: Membership, standing=None) -> Verdict:
    """Make a member a facilitator of the group, or a mere member again."""
    alone = (
        membership.role == GroupRole.FACILITATOR and len(queries.facilitators_of(membership.group)) == 1
    )  # fmt: skip
    return verdict(
        out(person)
        or (
            not is_steward(person, membership.group, standing)
            and _("Only the facilitators of the group name further ones.")
        ),
        not membership.is_current and _("They do not belong to this group."),
        alone and _("A group needs a facilitator. Name another one first."),
    )


def may_leave_group(person, group: Group, standing=None) -> Verdict:
    """Leave a group, or take back that one asked."""
    if why := out(person):
        return verdict(why)
    standing = standing or queries.standing_in(person, group)
    alone = standing.is_facilitator and group.member_count > 1 and len(queries.facilitators_of(group)) == 1
    return verdict(
        not (standing.is_member or standing.waits) and _("You do not belong to this group."),
        alone and _("A group needs a facilitator. Name another one first."),
    )
