"""Writing the journal, following, telling people, and mail both ways. Other rooms import this module as `activity`."""

from ..gateways.letters import Enclosed, Incoming, Message, Taken
from .journal import follow, mark_seen, record, register_event, tell_followers, unfollow
from .leaving import erase_traces
from .mailboxes import register_mailbox, reply_address
from .mailing import mail_notices
from .outbox import deliver_mail, deliver_mails, forget_old_mail, post_mail, post_many, post_message

__all__ = [
    "Enclosed",
    "Incoming",
    "Message",
    "Taken",
    "deliver_mail",
    "deliver_mails",
    "erase_traces",
    "follow",
    "forget_old_mail",
    "mail_notices",
    "mark_seen",
    "post_mail",
    "post_many",
    "post_message",
    "record",
    "register_event",
    "register_mailbox",
    "reply_address",
    "tell_followers",
    "unfollow",
]
