"""Everything that can happen to profiles, organizations, seats and private lists."""

from .organization import (
    answer_verification,
    ask_to_join,
    ask_verification,
    change_organization,
    confirm_member,
    end_affiliation,
    forget_requests_of,
    open_organization,
    take_in_organization,
)
from .private import block_person, count_news, delete_search, look_at_search, save_search, unblock_person
from .profile import Changed, change_profile, open_profile, renew_cards_of
from .refresh import refresh_sheets, renew_cards, renew_organization_cards, tags_of
from .reporting import register_reportable_kinds
from .seat import (
    end_expired_mandates,
    hand_over_seat,
    leave_seat,
    open_seat,
    refuse_holding,
    remind_of_mandates,
    renew_mandate,
    take_seat,
    vacate_seats_of,
    verify_holding,
    write_seat_note,
)

__all__ = [
    "Changed",
    "answer_verification",
    "ask_to_join",
    "ask_verification",
    "block_person",
    "change_organization",
    "change_profile",
    "confirm_member",
    "count_news",
    "delete_search",
    "end_affiliation",
    "end_expired_mandates",
    "forget_requests_of",
    "hand_over_seat",
    "leave_seat",
    "look_at_search",
    "open_organization",
    "open_profile",
    "open_seat",
    "refresh_sheets",
    "refuse_holding",
    "register_reportable_kinds",
    "remind_of_mandates",
    "renew_cards",
    "renew_cards_of",
    "renew_mandate",
    "renew_organization_cards",
    "save_search",
    "tags_of",
    "take_in_organization",
    "take_seat",
    "unblock_person",
    "vacate_seats_of",
    "verify_holding",
    "write_seat_note",
]
