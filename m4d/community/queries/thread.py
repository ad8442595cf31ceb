"""One page of a thread: plain rows with the HTML that was made when they were written, and nothing that is asked for
each of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import get_language

from m4d.core.pages.prepared import Prepared
from m4d.languages.choices import Provenance
from m4d.languages.models import Version, digest_of

from .. import gateways
from ..models import Post, Topic, TopicTrace
from ..models.post import PAGE
from .attachment import attachments_for
from .bylines import Byline, bylines
from .imported import imported_bylines

# Marks of a prepared statement; those for numbers of posts are positive, as that column never holds less.
_TOPIC, _FROM, _TO = -1, 2_000_000_001, 2_000_000_002
_COLUMNS = (
    "id", "number", "author_id", "html", "language", "written_at", "edited_at", "useful_count", "via_mail",
    "hidden_at", "withdrawn_at", "in_reply_to_id", "in_reply_to__number", "in_reply_to__author_id",
    "in_reply_to__topic_id", "file_count",
)  # fmt: skip
_ONWARD = Prepared(
    lambda: Post.objects.filter(topic_id=_TOPIC, number__gte=_FROM)
    .order_by("number").values_list(*_COLUMNS)[: PAGE + 1]
)  # fmt: skip
_BACK = Prepared(
    lambda: Post.objects.filter(topic_id=_TOPIC, number__lt=_FROM)
    .order_by("-number").values_list(*_COLUMNS)[: PAGE + 1]
)  # fmt: skip
_TRACES = Prepared(
    lambda: TopicTrace.objects.filter(topic_id=_TOPIC, after_number__gte=_FROM, after_number__lte=_TO)
    .order_by("pk")
    .values_list(
        "kind", "after_number", "by_id", "at", "before", "after", "other_id", "other__title", "other__access", "posts",
        "done", "other__group_id", "other__language",
    )
)  # fmt: skip


@dataclass(slots=True)
class Row:
    """One post as a page shows it."""

    id: int
    number: int
    author_id: int | None
    html: str
    language: str
    written_at: object
    edited_at: object
    useful_count: int
    via_mail: bool
    hidden_at: object
    withdrawn_at: object
    reply_id: int | None
    reply_number: int | None
    reply_author: int | None
    reply_topic: int | None
    file_count: int
    version: "Translated | None" = None
    files: list = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Translated:
    """A version of a post in the reader's language, and where it comes from."""

    html: str
    provenance: str
    is_confirmed: bool
    is_out_of_date: bool


@dataclass(slots=True)
class Trace:
    """What was done to the topic, in its place between the posts."""

    kind: str
    after_number: int
    by_id: int | None
    at: object
    before: str
    after: str
    other_id: int | None
    other_title: str
    other_access: str
    posts: int
    done: int
    other_group: int | None
    other_language: str


@dataclass
class Thread:
    """One page of posts with what stands between them, who speaks, and the neighbouring pages."""

    rows: list[Row]
    traces: list[Trace]
    who: dict[int, Byline]
    #: By number of the post, where its author never joined.
    imported: dict[int, Byline] = field(default_factory=dict)
    first: int = 0
    last: int = 0
    next: int = 0
    previous: int = 0
    useful: set = field(default_factory=set)
    kept: set = field(default_factory=set)
    #: How far the reader had read before; 0 for whoever was never here.
    read: int = 0
    follows: bool = False
    has_draft: bool = False

    def speaker(self, author: int | None, post: int | None) -> Byline | None:
        """Who wrote a post; None for somebody who has left."""
        return self.who.get(author) or self.imported.get(post)


def thread(topic, reader, *, start: int = 1, before: int = 0) -> Thread:
    """The posts of a topic from a number on, or the page that ends before a number."""
    if before:
        found = [Row(*row) for row in _BACK({_TOPIC: topic.pk, _FROM: before})]
        more, found = len(found) > PAGE, found[:PAGE][::-1]
        rows, has_previous, has_next = found, more, True
    else:
        found = [Row(*row) for row in _ONWARD({_TOPIC: topic.pk, _FROM: start})]
        rows, has_next, has_previous = found[:PAGE], len(found) > PAGE, start > 1
    first = rows[0].number if rows else 0
    last = rows[-1].number if rows else 0
    since = 0 if not has_previous else first
    until = last if has_next else 2**31 - 1
    traces = [Trace(*row) for row in _TRACES({_TOPIC: topic.pk, _FROM: since, _TO: until})]
    who = bylines([*(row.author_id for row in rows), *(row.reply_author for row in rows),
                   *(trace.by_id for trace in traces)], reader)  # fmt: skip
    page = Thread(
        rows, traces, who, first=first, last=last,
        next=last + 1 if rows and has_next else 0,
        previous=first if rows and has_previous else 0,
    )  # fmt: skip
    _translate(rows)
    _with_files(rows)
    _with_names(page, reader)
    if reader.is_authenticated:
        _mark(page, topic, reader)
    return page


def _mark(page: Thread, topic, reader) -> None:
    """What the reader has marked here: useful, kept, read, followed, begun to answer."""
    kind = ContentType.objects.get_for_model(Topic).pk
    for mark, number in gateways.marks_on(reader.pk, topic.pk, kind, first=page.first, last=page.last):
        if mark == gateways.USEFUL:
            page.useful.add(number)
        elif mark == gateways.KEPT:
            page.kept.add(number)
        elif mark == gateways.READ:
            page.read = number
        elif mark == gateways.FOLLOWS:
            page.follows = True
        else:
            page.has_draft = True


def _with_names(page: Thread, reader) -> None:
    """Names of people who never joined; a page on which everybody did asks for none."""
    nobodys = {row.id for row in page.rows if not row.author_id}
    nobodys |= {row.reply_id for row in page.rows if row.reply_id and not row.reply_author}
    if nobodys:
        page.imported = imported_bylines(nobodys, reader)


def _with_files(rows: list[Row]) -> None:
    """Give each post its files; a page on which no post has any asks for none."""
    having = {row.id: row for row in rows if row.file_count and not row.withdrawn_at}
    if having:
        for number, files in attachments_for(Post, having).items():
            having[number].files = files


def _translate(rows: list[Row]) -> None:
    """Give each post of another language its version in that of the reader, where there is one."""
    language = get_language() or "en"
    foreign = {row.id: row for row in rows if row.language != language and not row.withdrawn_at}
    if not foreign:
        return
    kind = ContentType.objects.get_for_model(Post)
    found = list(
        Version.objects.filter(content_type=kind, object_id__in=list(foreign), field="text", language=language)
        .exclude(provenance=Provenance.ORIGINAL)
        .values_list("object_id", "html", "provenance", "corrected_at", "source_digest")
    )
    if not found:
        return
    texts = dict(Post.objects.filter(pk__in=[row[0] for row in found]).values_list("pk", "text"))
    for number, html, provenance, corrected_at, digest in found:
        foreign[number].version = Translated(
            html, provenance, corrected_at is not None, digest != digest_of(texts[number])
        )


def page_start(number: int) -> int:
    """From which number on the page that holds this post is shown."""
    return (number - 1) // PAGE * PAGE + 1


def newer_than(topic, number: int) -> int:
    """How many posts came after this one: asked by the page while somebody reads it."""
    return Post.objects.filter(topic=topic, number__gt=number).count()


def people_in(topic, numbers: Iterable[int] = ()) -> list[int]:
    """Who wrote in a topic, newest first, and these."""
    rows = (
        Post.objects.filter(topic=topic, author__isnull=False).order_by("-number").values_list("author_id", flat=True)
    )
    return list(dict.fromkeys([*numbers, *rows[:500]]))
