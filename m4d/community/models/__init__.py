"""Tables of the room."""

from .attachment import Attachment, Scan, changed_of, make_attachable
from .group import NAME_LENGTH, PURPOSE_LENGTH, Group, GroupChange, Membership
from .health import Health
from .imported import SOURCE_LENGTH, Imported
from .own import Bookmark, Draft, ReadMark, Useful
from .poll import Ballot, Poll, PollChoice
from .post import TEXT_LENGTH, Mention, Message, Post, PostRevision
from .topic import SUMMARY_LENGTH, TITLE_LENGTH, Participant, Topic, TopicTrace

__all__ = [
    "Ballot",
    "Poll",
    "PollChoice",
    "SOURCE_LENGTH",
    "NAME_LENGTH",
    "PURPOSE_LENGTH",
    "SUMMARY_LENGTH",
    "TEXT_LENGTH",
    "TITLE_LENGTH",
    "Attachment",
    "Bookmark",
    "Draft",
    "Group",
    "GroupChange",
    "Health",
    "Imported",
    "Membership",
    "Mention",
    "Message",
    "Participant",
    "Post",
    "PostRevision",
    "ReadMark",
    "Scan",
    "Topic",
    "TopicTrace",
    "Useful",
    "changed_of",
    "make_attachable",
]
