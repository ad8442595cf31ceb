"""Pages of this room, one function a page."""

from .attachment import attachment_file, attachment_removal, post_files
from .conversation import (
    conversation_creation,
    conversation_detail,
    conversation_leaving,
    conversation_list,
    conversation_people,
)
from .group import (
    group_access,
    group_archive,
    group_creation,
    group_detail,
    group_edit,
    group_list,
    group_member,
    group_members,
    group_membership,
    group_search,
    topic_list,
)
from .health import health_detail, health_file
from .own import draft_removal, draft_saving, kept_list, post_bookmark, post_useful
from .poll import poll_creation, poll_vote
from .post import post_answer, post_creation, post_edit, post_history, post_place, post_withdrawal
from .tidy import topic_closing, topic_merger, topic_move, topic_settlement, topic_split, topic_summary, topic_title
from .topic import topic_creation, topic_detail, topic_newer, topic_place

__all__ = [
    "poll_creation",
    "poll_vote",
    "health_detail",
    "health_file",
    "attachment_file",
    "attachment_removal",
    "post_files",
    "conversation_creation",
    "conversation_detail",
    "conversation_leaving",
    "conversation_list",
    "conversation_people",
    "draft_removal",
    "draft_saving",
    "group_access",
    "group_archive",
    "group_creation",
    "group_detail",
    "group_edit",
    "group_list",
    "group_member",
    "group_members",
    "group_membership",
    "group_search",
    "kept_list",
    "post_answer",
    "post_bookmark",
    "post_creation",
    "post_edit",
    "post_history",
    "post_place",
    "post_useful",
    "post_withdrawal",
    "topic_closing",
    "topic_creation",
    "topic_detail",
    "topic_list",
    "topic_merger",
    "topic_move",
    "topic_newer",
    "topic_place",
    "topic_settlement",
    "topic_split",
    "topic_summary",
    "topic_title",
]
