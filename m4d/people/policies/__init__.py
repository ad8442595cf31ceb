"""Who may see which field, and who may do what, with the sentences that say why not."""

from .code import may_state
from .mandate import may_speak_for, territories_spoken_for
from .organization import (
    ORGANIZATIONS_A_DAY,
    is_verifier,
    may_ask_verification,
    may_confirm_member,
    may_edit_organization,
    may_end_affiliation,
    may_join,
    may_open_organization,
    may_see_verification,
    may_verify_organization,
)
from .private import SEARCHES_A_MEMBER, may_block, may_save_search
from .profile import (
    fields_open_to,
    leads_to_holder,
    may_edit_profile,
    names_for,
    seen_by,
    visible_fields,
    visible_fields_of,
)
from .seat import (
    MOVED_ON,
    may_hand_over,
    may_leave_seat,
    may_manage_seat,
    may_open_seat,
    may_read_seat_notes,
    may_refuse_holding,
    may_take_seat,
    may_verify_holding,
    sees_holding,
)

__all__ = [
    "MOVED_ON",
    "ORGANIZATIONS_A_DAY",
    "SEARCHES_A_MEMBER",
    "fields_open_to",
    "is_verifier",
    "leads_to_holder",
    "may_ask_verification",
    "may_block",
    "may_confirm_member",
    "may_edit_organization",
    "may_edit_profile",
    "may_end_affiliation",
    "may_hand_over",
    "may_join",
    "may_leave_seat",
    "may_manage_seat",
    "may_open_organization",
    "may_open_seat",
    "may_read_seat_notes",
    "may_refuse_holding",
    "may_save_search",
    "may_see_verification",
    "may_speak_for",
    "may_state",
    "may_take_seat",
    "may_verify_holding",
    "may_verify_organization",
    "names_for",
    "seen_by",
    "sees_holding",
    "territories_spoken_for",
    "visible_fields",
    "visible_fields_of",
]
