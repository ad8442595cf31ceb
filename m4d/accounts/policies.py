"""Who may do what to an account, and the sentence when not."""

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict

from .choices import CLOSED, EXPORTS_KEPT, OPTIONAL_PURPOSES, Role
from .models import Person


def is_admin(person: Person | AnonymousUser) -> bool:
    """Whether the person runs the network: an administrator, or the superuser of the installation."""
    return person.is_authenticated and (person.is_superuser or person.has_role(Role.ADMIN))


def guards_data(person: Person | AnonymousUser) -> bool:
    """Whether the person watches over personal data: the data protection officer or an administrator."""
    return is_admin(person) or (person.is_authenticated and person.has_role(Role.DATA_PROTECTION))


def may_manage_roles(person: Person | AnonymousUser) -> Verdict:
    """Roles for the whole network are given by administrators only."""
    return verdict(not is_admin(person) and _("Only an administrator can give or take back roles."))


def may_be_named_administrator(person: Person) -> Verdict:
    """Be made administrator from the command line, by whoever runs the machine."""
    return verdict(person.is_closed and _("This account is closed, so it cannot hold a role."))


def may_be_held(person: Person | None) -> Verdict:
    """Have something written about them: whoever has not left, and was not shut out. None is somebody who is gone."""
    return verdict((person is None or person.is_closed) and CLOSED)


def may_grant(person: Person | AnonymousUser, other: Person, role: str) -> Verdict:
    """Give a role to somebody who has an active account and does not hold it yet."""
    return verdict(
        *may_manage_roles(person).reasons,
        other.is_closed and _("This account is closed, so it cannot hold a role."),
        other.has_role(role) and _("This member already holds the role."),
    )


def may_withdraw(person: Person | AnonymousUser, other: Person, role: str, *, admins: int) -> Verdict:
    """Take back a role; the network is never left without an administrator. `admins` counts those of today."""
    return verdict(
        *may_manage_roles(person).reasons,
        not other.has_role(role) and _("This member does not hold the role."),
        role == Role.ADMIN and admins < 2 and _("Make somebody else an administrator first. One has to stay."),
    )


def may_change_settings(person: Person | AnonymousUser, other: Person) -> Verdict:
    """Settings belong to the person."""
    return verdict(person != other and _("Only the member can change these settings."))


def may_withdraw_consent(person: Person | AnonymousUser, purpose: str) -> Verdict:
    """Optional consents can be taken back one by one; membership ends by leaving."""
    return verdict(
        purpose not in OPTIONAL_PURPOSES
        and _("Without this agreement we cannot keep your account. You can leave the network instead.")
    )


def may_export(person: Person | AnonymousUser, other: Person, *, waiting: bool, kept: int) -> Verdict:
    """A copy is made for the person it is about, one at a time. `kept` counts the copies that can be downloaded."""
    return verdict(
        person != other and _("Only the member can ask for a copy of this data."),
        waiting and _("A copy is already being made. It will be ready on this page in a few minutes."),
        kept >= EXPORTS_KEPT and _("You have five copies. Download one of them, or wait until the oldest is removed."),
    )


def may_erase(person: Person | AnonymousUser, other: Person, *, admins: int) -> Verdict:
    """Leave, or close the account of somebody who asked the data protection officer to. `admins` as above."""
    return verdict(
        person != other and not guards_data(person) and _("Only the member can close this account."),
        other.is_erased and _("This account is already closed."),
        other.has_role(Role.ADMIN) and admins < 2 and _("Make somebody else an administrator first. One has to stay."),
    )


def may_guard_data(person: Person | AnonymousUser) -> Verdict:
    """See the rules of retention, and close accounts of people who asked for it in another way."""
    return verdict(not guards_data(person) and _("Only the data protection officer can do this."))


def may_end_session(session, *, current: str) -> Verdict:
    """Sign out another device; `current` is the key of the session that asks."""
    return verdict(session.session_key == current and _("This is the device that you use. Sign out with the menu."))


def may_let_in(person: Person | AnonymousUser) -> Verdict:
    """See the new accounts that wait, where the programme looks at each one."""
    return verdict(
        not (is_admin(person) or person.has_role(Role.MODERATOR)) and _("Only a moderator can let new accounts in.")
    )


def may_approve(person: Person | AnonymousUser, other: Person) -> Verdict:
    """Let one new account in."""
    return verdict(
        *may_let_in(person).reasons,
        not other.awaits_approval and _("This account is not waiting."),
    )
