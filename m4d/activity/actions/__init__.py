"""Writing the journal, following, telling people, and mail both ways. Other rooms import this module as `activity`."""

from ..gateways.letters import Enclosed, Incoming, Message, Taken
from .bounces import count_bounce
from .digests import make_digests, write_digests
from .journal import follow, mark_seen, record, register_event, tell_followers, unfollow
from .leaving import erase_traces
from .mailboxes import register_mailbox, reply_address
from .mailing import mail_notices
from .outbox import deliver_mail, deliver_mails, forget_old_mail, post_mail, post_many, post_message
from .receiving import answer_stuck, confirm_received, forget_received, receive, take_received
from .wishes import change_follow, resume_mail, stop_mail, wish

__all__ = [
    "Enclosed",
    "Incoming",
    "Message",
    "Taken",
    "answer_stuck",
    "change_follow",
    "confirm_received",
    "count_bounce",
    "deliver_mail",
    "deliver_mails",
    "erase_traces",
    "follow",
    "forget_old_mail",
    "forget_received",
    "mail_notices",
    "make_digests",
    "mark_seen",
    "post_mail",
    "post_many",
    "post_message",
    "receive",
    "record",
    "register_event",
    "register_mailbox",
    "reply_address",
    "resume_mail",
    "stop_mail",
    "take_received",
    "tell_followers",
    "unfollow",
    "wish",
    "write_digests",
]
