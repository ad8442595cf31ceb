"""Which values exist in the community room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Access(models.TextChoices):
    """Who reads a group, from the widest to the narrowest."""

    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members of this site")
    RESTRICTED = "restricted", _("Members of the group; others see that it exists and may ask to join")
    PRIVATE = "private", _("Members of the group; nobody else sees that it exists")


#: Groups that only their own members read.
CLOSED = (Access.RESTRICTED, Access.PRIVATE)
#: What stands in a topic instead of an access where it is a private conversation.
CONVERSATION = ""


class GroupRole(models.TextChoices):
    """What somebody does in a group."""

    MEMBER = "member", _("Member")
    FACILITATOR = "facilitator", _("Facilitator")


class TopicKind(models.TextChoices):
    """Something to talk about, or a question that can be answered."""

    TALK = "talk", _("A discussion")
    QUESTION = "question", _("A question that looks for an answer")


class TraceKind(models.TextChoices):
    """What was done to a topic, as its page keeps it."""

    RENAMED = "renamed", _("Renamed")
    MOVED = "moved", _("Moved to another group")
    SPLIT_OFF = "split_off", _("Replies were moved from here")
    SPLIT_IN = "split_in", _("Replies were moved here")
    MERGED = "merged", _("Became part of another topic")
    MERGED_IN = "merged_in", _("Another topic became part of this one")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")
    RESOLVED = "resolved", _("Marked as settled")
    UNRESOLVED = "unresolved", _("No longer settled")


class Verb(models.TextChoices):
    """What can happen here, as the journal names it."""

    GROUP_OPENED = "community.group_opened", _("opened a group")
    GROUP_CHANGED = "community.group_changed", _("changed a group")
    ACCESS_CHANGED = "community.access_changed", _("changed who reads a group")
    GROUP_JOINED = "community.group_joined", _("joined a group")
    GROUP_ASKED = "community.group_asked", _("asked to join a group")
    GROUP_ANSWERED = "community.group_answered", _("answered whoever asked to join a group")
    GROUP_LEFT = "community.group_left", _("left a group")
    TOPIC_STARTED = "community.topic_started", _("started a topic")
    POST_WRITTEN = "community.post_written", _("wrote in a topic")
    POST_EDITED = "community.post_edited", _("changed a post")
    POST_WITHDRAWN = "community.post_withdrawn", _("took a post back")
    ANSWER_ACCEPTED = "community.answer_accepted", _("accepted an answer")
    SUMMARY_WRITTEN = "community.summary_written", _("wrote what a topic says in short")
    TOPIC_RENAMED = "community.topic_renamed", _("renamed a topic")
    TOPIC_MOVED = "community.topic_moved", _("moved a topic to another group")
    POSTS_MOVED = "community.posts_moved", _("moved replies to another topic")
    TOPIC_MERGED = "community.topic_merged", _("merged two topics")
    TOPIC_CLOSED = "community.topic_closed", _("closed a topic")
    TOPIC_REOPENED = "community.topic_reopened", _("opened a topic again")
    TOPIC_RESOLVED = "community.topic_resolved", _("marked a topic as settled")
    POLL_OPENED = "community.poll_opened", _("opened a poll")
    MESSAGE_WRITTEN = "community.message_written", _("wrote a private message")
    FORUM_IMPORTED = "community.forum_imported", _("imported topics of another forum")


class DumpRefused(models.TextChoices):
    """Why the dump of another forum is turned away as a whole."""

    EMPTY = "empty", _("The file is empty.")
    COMPRESSED = "compressed", _("The file is packed in a way that is not read. Unpack it first.")
    UNKNOWN = "unknown", _("This is neither JSON nor XML of a forum nor an archive of mails.")
    NOT_JSON = "not_json", _("The file is not valid JSON, or ends too early.")
    NOT_XML = "not_xml", _("The file is not valid XML, or ends too early.")
    NOT_FORUM = "not_forum", _("The file holds no topics and no posts.")
    DOCTYPE = "doctype", _("The file declares a document type, which can hide harmful entities.")
    TOO_LARGE = "too_large", _("One post or mail is larger than 32 MB, which no forum and no list lets through.")
    BOMB = "bomb", _("The archive unpacks to far more than it is. That is not how a forum is packed.")
    BROKEN_ZIP = "broken_zip", _("The archive is damaged or needs a password.")


class DumpFinding(models.TextChoices):
    """What of a dump could not be taken as it stands, and what was done about it."""

    NOTHING_ABOVE = "nothing_above", _("What it belongs to is not in the file; left out")
    PRIVATE = "private", _("Only some people could read it there; left out")
    REMOVED = "removed", _("It was deleted or hidden there; left out")
    NOTICE = "notice", _("A notice of the program, not the words of a person; left out")
    EMPTY = "empty", _("It holds no words; left out")
    TWICE = "twice", _("It comes twice in the file; taken once")
    NO_ARCHIVE = "no_archive", _("Its author asked that it is not kept in archives; left out")
    NO_IDENTIFIER = "no_identifier", _("It has no number or no text; left out")
    NO_DATE = "no_date", _("It has no date that can be read; left out")
    DATE_GUESSED = "date_guessed", _("Its date cannot be right; that of its arrival is kept")
    CATEGORY = "category", _("A category that is none of our themes; not kept")
    FILE = "file", _("A file that is not taken")
    TOO_LONG = "too_long", _("The text is longer than ten posts; shortened")
