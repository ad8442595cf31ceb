"""Takes the dump of another forum or the archive of a list into a group: read as a whole first, then kept in parts.

A dump that is refused changes nothing. A dump that is taken twice leaves the same rows, and one that was stopped goes
on where it stood when it is given again: each post is known by what is the same in every dump that holds it. Nobody
is told by mail or notice of what was said elsewhere, and nobody becomes a member by it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from m4d.activity import actions as activity
from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.core.text import clean_line, fold, plain, teaser
from m4d.core.turns import take_turn
from m4d.vocabulary import queries as vocabulary

from .. import queries
from ..choices import CLOSED, DumpFinding, TopicKind, Verb
from ..gateways import forum
from ..models import SOURCE_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Group, Imported, Post, Topic
from .importing_files import keep_files
from .kept import GROUPS, POSTS_ON_CARD, count_topics
from .post import written

#: Posts kept in one transaction; small enough that nobody waits for the database.
BATCH = 200
#: A longer text is continued in the posts below; more than this is cut off and reported.
MOST_PIECES = 10
#: Findings that are handed over in words; all are counted.
SHOWN = 40


@dataclass
class ForumReport:
    """What an import did, for whoever started it."""

    refused: forum.FileRefused | None = None
    source: str = ""
    total: int = 0
    topics: int = 0
    posts: int = 0
    same: int = 0
    members: int = 0
    files: int = 0
    addresses: int = 0
    unnamed: int = 0
    counts: Counter = field(default_factory=Counter)
    #: The first of what could not be taken: (finding, place, value).
    findings: list[tuple[DumpFinding, str, str]] = field(default_factory=list)


@dataclass
class _Run:
    """One import under way."""

    group: Group
    path: Path
    report: ForumReport
    note: forum.Note
    with_names: bool
    at: datetime
    #: The topic of a dump that goes on from one transaction to the next: its key, and its number here.
    current: tuple[str, int] = ("", 0)
    #: Categories that were reported: once is enough.
    categories: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Piece:
    """One post to be kept, with the topic that it belongs to."""

    thread: forum.Thread
    found: forum.Found
    ref: str
    text: str
    parent: str


def import_forum(
    path: Path, group: Group, *, source: str = "", with_names: bool = True,
    told: forum.Note | None = None, progress: Callable[[int, int], None] | None = None, at: datetime | None = None,
) -> ForumReport:  # fmt: skip
    """Import a whole dump into a group (the command line). `told` hears of each thing that could not be taken.

    Without names nobody is named who is not a member, and names that came with the same dump before are taken away.
    """
    report, path = ForumReport(), Path(path)

    def note(finding: DumpFinding, place: str, value: str) -> None:
        value = clean_line(value.encode("utf-8", "replace").decode())[:200]
        report.counts[finding] += 1
        if len(report.findings) < SHOWN:
            report.findings.append((finding, place, value))
        if told is not None:
            told(finding, place, value)

    with forum.Scratch() as scratch:
        try:
            forum.read(path, scratch, note)
        except forum.FileRefused as refused:
            return ForumReport(refused=refused)
        scratch.arrange(lambda refs: set(queries.imported_already(group, refs)), note)
        report.total = scratch.total()
        report.source = clean_line(source or scratch.source or path.stem)[:SOURCE_LENGTH]
        run = _Run(group, path, report, note, with_names, at or timezone.now())
        pieces = _pieces(scratch, run)
        while batch := list(islice(pieces, BATCH)):
            _keep(run, batch)
            if progress is not None:
                progress(report.posts + report.same, report.total)
    if report.posts:
        data = {"posts": report.posts, "topics": report.topics, "source": report.source}
        activity.record(Verb.FORUM_IMPORTED, by=None, about=group, data=data, at=run.at)
    return report


def _pieces(scratch: forum.Scratch, run: _Run) -> Iterator[_Piece]:
    """Every post of the dump as it will stand here; a text that is too long for one is continued in the next."""
    for thread in scratch.threads():
        _say_category(thread, run)
        for found in scratch.posts(thread):
            text, count = forum.tidy(found.text)
            run.report.addresses += count
            parent, texts = found.parent or found.outside, list(_cut(text))
            if len(texts) > MOST_PIECES:
                run.note(DumpFinding.TOO_LONG, found.place, found.ref)
            for number, part in enumerate(texts[:MOST_PIECES]):
                ref = found.digest if number == 0 else f"{found.digest[:36]}-{number:03}"
                yield _Piece(thread, found, ref, part, parent)
                parent = found.digest


def _cut(text: str) -> Iterator[str]:
    """A text in parts that a post can hold, cut between paragraphs or at least between words."""
    while len(text) > TEXT_LENGTH:
        room = text[:TEXT_LENGTH]
        end = max(room.rfind("\n\n"), 0) or max(room.rfind("\n"), 0) or max(room.rfind(" "), 0) or TEXT_LENGTH
        yield text[:end].strip()
        text = text[end:].strip()
    yield text


def _say_category(thread: forum.Thread, run: _Run) -> None:
    if thread.category and thread.category not in run.categories and not _theme_of(thread.category):
        run.categories.add(thread.category)
        run.note(DumpFinding.CATEGORY, thread.place, thread.category)


def _theme_of(name: str) -> str:
    """The theme that is called so in one of the languages of the site."""
    wanted = fold(name)
    for code, term in vocabulary.terms("theme").items():
        if wanted == fold(code) or wanted in {fold(said) for said in term.names.values()}:
            return code
    return ""


@transaction.atomic
def _keep(run: _Run, batch: list[_Piece]) -> None:
    """Keep some posts, their topics, and who wrote them, all or none."""
    # The same dump may be given twice at once: the second import finds the posts of the first.
    take_turn("import of a forum")
    refs = {piece.ref for piece in batch} | {piece.parent for piece in batch if piece.parent}
    known = queries.imported_already(run.group, refs)
    if not run.with_names:
        _take_names_away(run, [known[piece.ref][0] for piece in batch if piece.ref in known])
    new = [piece for piece in batch if piece.ref not in known]
    run.report.same += len(batch) - len(new)
    topics = _topics(run, batch, new, known)
    if not new:
        return
    members = queries.members_by_address({piece.found.address for piece in new})
    posts = _posts(run, new, topics, members)
    numbers = {piece.ref: post.pk for piece, post in zip(new, posts, strict=True)}
    _answered(new, posts, {ref: post for ref, (post, _topic) in known.items()} | numbers)
    Imported.objects.bulk_create(
        Imported(post=post, group=run.group, ref=piece.ref, source=run.report.source, name=_name(run, piece, post))
        for piece, post in zip(new, posts, strict=True)
    )
    run.report.files += keep_files(run.path, [(piece.found, post) for piece, post in zip(new, posts, strict=True)
                                              if piece.ref == piece.found.digest], run.note)  # fmt: skip
    _finish(run, new, posts)
    run.report.posts += len(posts)
    run.report.members += sum(post.author_id is not None for post in posts)


def _name(run: _Run, piece: _Piece, post: Post) -> str:
    return piece.found.name if run.with_names and post.author_id is None else ""


def _take_names_away(run: _Run, posts: list[int]) -> None:
    """Whoever imports decided afterwards that people are not named who never joined."""
    run.report.unnamed += _unname(Imported.objects.filter(post__in=posts).exclude(name=""))


def _unname(rows: QuerySet[Imported]) -> int:
    topics = set(rows.values_list("post__topic_id", flat=True))
    count = rows.update(name="")
    pages.touch(*(f"topic-{number}" for number in topics))
    return count


@transaction.atomic
def forget_imported_name(group: Group, name: str) -> int:
    """Take the name of somebody who never joined off their posts, because they ask for it. Returns how many had it.

    Their words stay, as they do when a member leaves; a moderator hides what says too much.
    """
    wanted, count = fold(clean_line(name)), 0
    names = Imported.objects.filter(group=group).exclude(name="").values_list("name", flat=True).distinct()
    for same in [one for one in names if fold(one) == wanted]:
        count += _unname(Imported.objects.filter(group=group, name=same))
    return count


def _topics(run: _Run, batch: list[_Piece], new: list[_Piece], known) -> dict[str, Topic]:
    """The topic of each new piece, by the key of its topic in the dump; made where none of its posts is here."""
    standing: dict[str, int] = {run.current[0]: run.current[1]} if run.current[0] else {}
    for piece in batch:
        near = known.get(piece.ref) or known.get(piece.parent)
        if near is not None:
            standing.setdefault(piece.thread.key, near[1])
    wanted = {standing[piece.thread.key] for piece in new if piece.thread.key in standing}
    rows = Topic.objects.select_for_update(of=("self",)).select_related("group").filter(pk__in=wanted).order_by("pk")
    held = {topic.pk: topic for topic in rows}
    found = {key: held[number] for key, number in standing.items() if number in held}
    for piece in new:
        if piece.thread.key not in found:
            found[piece.thread.key] = _begin(run, piece)
    last = batch[-1].thread.key
    run.current = (last, found[last].pk if last in found else standing.get(last, 0))
    return found


def _begin(run: _Run, piece: _Piece) -> Topic:
    """A topic with the title that it had, or with its first words."""
    thread, found = piece.thread, piece.found
    title, _count = forum.tidy(clean_line(thread.title or found.title))
    title = title or plain(piece.text)
    theme, at = _theme_of(thread.category) if thread.category else "", datetime.fromtimestamp(found.at, UTC)
    run.report.topics += 1
    return Topic.objects.create(
        group=run.group, access=run.group.access, title=teaser(title, TITLE_LENGTH),
        language=_language(piece, run.group.language, title), themes=[theme] if theme else [],
        kind=TopicKind.QUESTION if thread.is_question else TopicKind.TALK, started_at=at, last_post_at=at,
        closed_at=datetime.fromtimestamp(thread.closed, UTC) if thread.closed else None,
    )  # fmt: skip


def _language(piece: _Piece, otherwise: str, title: str = "") -> str:
    return queries.language_of(f"{title}\n{piece.text}") or piece.found.language or otherwise


def _posts(run: _Run, new: list[_Piece], topics: dict[str, Topic], members: dict[str, int]) -> list[Post]:
    """The rows of posts, numbered on from what stands in their topics."""
    posts = []
    for piece in new:
        topic, at = topics[piece.thread.key], datetime.fromtimestamp(piece.found.at, UTC)
        topic.last_number += 1
        posts.append(
            Post(topic=topic, group=topic.group, number=topic.last_number, written_at=at,
                 author_id=members.get(piece.found.address) if piece.found.address else None,
                 language=_language(piece, topic.language), **written(piece.text))
        )  # fmt: skip
    return Post.objects.bulk_create(posts)


def _answered(new: list[_Piece], posts: list[Post], numbers: dict[str, int]) -> None:
    """What each post answers, unless that is the one with which the topic begins."""
    above = {piece.parent for piece in new if piece.parent}
    firsts = set(Post.objects.filter(pk__in={numbers[ref] for ref in above & numbers.keys()}, number=1)
                 .values_list("pk", flat=True))  # fmt: skip
    changed = []
    for piece, post in zip(new, posts, strict=True):
        number = numbers.get(piece.parent)
        if number is not None and number not in firsts:
            post.in_reply_to_id = number
            changed.append(post)
    Post.objects.bulk_update(changed, ["in_reply_to"], batch_size=100)


def _finish(run: _Run, new: list[_Piece], posts: list[Post]) -> None:
    """Count what the topics hold now, mark accepted answers, and make pages and cards anew."""
    topics = {post.topic_id: post.topic for post in posts}
    for piece, post in zip(new, posts, strict=True):
        topic = post.topic
        if _is_answer(piece) and post.number > 1 and topic.accepted_post_id is None:
            topic.accepted_post, topic.accepted_at, topic.kind = post, post.written_at, TopicKind.QUESTION
    for topic in topics.values():
        mine = [post for post in posts if post.topic_id == topic.pk]
        topic.post_count += len(mine)
        topic.last_post_at = max(topic.last_post_at, *(post.written_at for post in mine))
        topic.languages = sorted({*topic.languages, *(post.language for post in mine)})
        topic.people_count = queries.people_counted(topic)
    Topic.objects.bulk_update(
        topics.values(),
        ["last_number", "post_count", "people_count", "last_post_at", "languages", "accepted_post", "accepted_at",
         "kind"],
        batch_size=100,
    )  # fmt: skip
    _renew(run.group, topics.values(), {post.topic_id for post in posts if post.number <= POSTS_ON_CARD})


def _is_answer(piece: _Piece) -> bool:
    """Whether this is the answer that was accepted there."""
    found = piece.found
    return piece.ref == found.digest and (
        found.accepted or bool(piece.thread.answer) and found.ref.rpartition("/")[2] == piece.thread.answer
    )


def _renew(group: Group, topics: Iterable[Topic], described: set[int]) -> None:
    topics = list(topics)
    for moved in {topic.group_id: topic.group for topic in topics}.values():
        count_topics(moved)
    pages.touch(GROUPS, *(f"topic-{topic.pk}" for topic in topics), *{f"group-{topic.group.slug}" for topic in topics})
    shown = [topic for topic in topics if topic.pk in described and topic.access not in CLOSED]
    catalogue.put_many("topic", queries.ready_for_cards(shown))
    # What was said years ago is no news: neither in digests nor in feeds.
    catalogue.date_cards("topic", {topic.pk: topic.last_post_at for topic in shown})
