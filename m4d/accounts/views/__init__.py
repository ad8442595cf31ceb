"""One function a page."""

from .data import consent, data_detail, data_export, erasure, export_file, history_detail, leaving, retention_detail
from .mailbox import mail_detail, mail_list
from .roles import approval, role_change, role_list
from .settings import session_ending, settings_detail, settings_edit, welcome_detail

__all__ = [
    "approval",
    "consent",
    "data_detail",
    "data_export",
    "erasure",
    "export_file",
    "history_detail",
    "leaving",
    "mail_detail",
    "mail_list",
    "retention_detail",
    "role_change",
    "role_list",
    "session_ending",
    "settings_detail",
    "settings_edit",
    "welcome_detail",
]
