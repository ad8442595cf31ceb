"""Every change to an account. Other rooms import this module as `accounts`."""

from ..models import Tally
from .access import log_access, log_access_to_everything, tell_of_access
from .closing import close_account, reopen_account
from .export import make_export, request_export, start_exports
from .journal import plug_journal
from .leaving import end_session, erase_person
from .locks import hold, wait_for
from .membership import (
    approve_person,
    change_settings,
    give_consent,
    record_agreement,
    register,
    welcome,
    withdraw_consent,
)
from .retention import remove_old_accesses, remove_old_exports, remove_old_sessions, remove_unconfirmed
from .roles import follow_groups, grant_role, make_administrator, withdraw_role
from .sealing import seal_again
from .socket import register_privacy

__all__ = [
    "Tally",
    "approve_person",
    "change_settings",
    "close_account",
    "end_session",
    "erase_person",
    "follow_groups",
    "give_consent",
    "grant_role",
    "hold",
    "log_access",
    "log_access_to_everything",
    "make_administrator",
    "make_export",
    "plug_journal",
    "record_agreement",
    "register",
    "register_privacy",
    "remove_old_accesses",
    "remove_old_exports",
    "remove_old_sessions",
    "remove_unconfirmed",
    "reopen_account",
    "request_export",
    "seal_again",
    "start_exports",
    "tell_of_access",
    "wait_for",
    "welcome",
    "withdraw_consent",
    "withdraw_role",
]
