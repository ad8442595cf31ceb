"""What rooms say and hear about mails: a message that goes out, an answer that came in."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Message:
    """A mail about one entry in one language, the same for everybody who is told; made once, then filled for each.

    `text` is plain, `html` the safe HTML of the same (made from the text where empty). `title` is what it is about,
    `byline` says who did what ("Amina Diallo answers:"). `language` is that of the text where it is not the reader's,
    `label` says so ("Original in French", "machine translation"). `path` is the page, without the language before it.
    """

    subject: str
    text: str
    html: str = ""
    title: str = ""
    byline: str = ""
    path: str = ""
    language: str = ""
    label: str = ""
    #: The list that it belongs to (a group, a discussion): "group-12" and its name.
    list_id: str = ""
    list_name: str = ""
    #: The mailbox that begins something new in that list, as (purpose, number of the thing).
    list_target: tuple[str, int] | None = None
    #: What holds mails together in a mail program: "topic-12". The first mail of it says `starts_thread`.
    thread: str = ""
    starts_thread: bool = False
    #: The mailbox that takes an answer, as (purpose, number of the thing), and what an answer does.
    target: tuple[str, int] | None = None
    hint: str = ""
    #: Codes of themes: a digest puts a reader's own first.
    themes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Enclosed:
    """A file that came with a mail."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Incoming:
    """A mail as a mailbox gets it: what its sender wrote, without what they quoted, and their files.

    `cut` is what was left out (quoted mail, signature), to be shown on demand. `was_received_at` is when it reached
    the site, which counts for what closes; `message_id` of a repeated mail is the same.
    """

    text: str
    cut: str = ""
    subject: str = ""
    language: str = ""
    sender: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    files: tuple[Enclosed, ...] = field(default=())
    was_received_at: datetime | None = None


@dataclass(frozen=True)
class Taken:
    """What a mailbox made of a mail: where it stands now; with `words` its sender gets an answer that says so."""

    path: str = ""
    title: str = ""
    words: str = ""


@dataclass(frozen=True)
class News:
    """Something public that is new or changed, for digests of people with one of its themes."""

    title: str
    path: str
    themes: frozenset[str]
    at: datetime
    teaser: str = ""
    language: str = ""
