"""Everything that happens in groups, topics and conversations. Other rooms import this module as `community`."""

from .access import change_access, renew_group_cards
from .attachment import (
    attach,
    drop_attachment,
    drop_attachments,
    files_of_mail,
    open_attachments,
    scan_attachment,
    scan_waiting,
    sort_files,
)
from .conversation import invite_to_conversation, leave_conversation, start_conversation
from .group import (
    add_member,
    amend_group,
    answer_request,
    join_group,
    leave_group,
    name_facilitator,
    open_group,
)
from .health import count_health
from .hygiene import (
    archive_topics,
    close_topic,
    merge_topics,
    move_topic,
    rename_topic,
    reopen_topic,
    resolve_topic,
    write_summary,
)
from .importing import ForumReport, forget_imported_name, import_forum
from .leaving import forget_person
from .mailing import register_events, take_answer, take_topic, topic_address
from .marks import drop_draft, keep_post, mark_read, mark_useful, save_draft
from .moving import continue_moving, move_posts
from .poll import close_poll, open_poll, vote
from .post import Changed, accept_answer, edit_post, withdraw_post, write_post
from .reporting import register_reportable_kinds
from .topic import start_topic

__all__ = [
    "close_poll",
    "open_poll",
    "vote",
    "Changed",
    "ForumReport",
    "accept_answer",
    "add_member",
    "amend_group",
    "answer_request",
    "archive_topics",
    "attach",
    "change_access",
    "close_topic",
    "continue_moving",
    "count_health",
    "drop_attachment",
    "drop_attachments",
    "drop_draft",
    "edit_post",
    "files_of_mail",
    "forget_imported_name",
    "forget_person",
    "import_forum",
    "invite_to_conversation",
    "join_group",
    "keep_post",
    "leave_conversation",
    "leave_group",
    "mark_read",
    "mark_useful",
    "merge_topics",
    "move_posts",
    "move_topic",
    "name_facilitator",
    "open_attachments",
    "open_group",
    "register_events",
    "register_reportable_kinds",
    "rename_topic",
    "renew_group_cards",
    "reopen_topic",
    "resolve_topic",
    "save_draft",
    "scan_attachment",
    "scan_waiting",
    "sort_files",
    "start_conversation",
    "start_topic",
    "take_answer",
    "take_topic",
    "topic_address",
    "withdraw_post",
    "write_post",
    "write_summary",
]
