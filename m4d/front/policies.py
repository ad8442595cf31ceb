"""Who may do what here; rights on the staff side are those of the groups (actions/staff.py)."""

from django.utils.translation import gettext as _

from m4d.core.verdicts import Verdict, verdict

from . import queries

# Messages to the facilitators in one hour: from one member, and from all visitors behind one network address.
MOST_OF_A_MEMBER, MOST_OF_A_NETWORK = 5, 10


def may_write_to_facilitators(person, *, network: str = "") -> Verdict:
    """Everybody may, while somebody is there to read it and they did not write many already.

    `network` is where a visitor writes from. What others wrote closes the form for nobody.
    """
    most = MOST_OF_A_MEMBER if getattr(person, "is_authenticated", False) else MOST_OF_A_NETWORK
    return verdict(
        not queries.facilitators() and _("Nobody reads these messages at the moment. Please come back later."),
        queries.messages_of(person, network) >= most
        and _("You wrote several messages this hour. Please try again in an hour."),
    )


def may_enter_staff_side(person) -> Verdict:
    """Those whose role opens something there; a member without a role costs no statement."""
    opens = bool(person.roles or person.is_superuser) and person.has_perm("wagtailadmin.access_admin")
    return verdict(not opens and _("Only the staff of the network works there."))
