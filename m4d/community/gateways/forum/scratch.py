"""Where a dump is put in order: a scratch file on disk that nobody else can open and that goes with the process.

Posts of a topic may lie anywhere in a dump, and a mail before the one that it answers. Memory does not grow with the
file: SQLite keeps what does not fit into its cache in a file that it has unlinked as soon as it was made.
"""

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ...choices import DumpFinding
from .refusing import Note

#: Kilobytes of the scratch file that are kept in memory.
CACHE_KB = 16_000
#: Days after which a mail with the same subject is taken for a new topic.
SUBJECT_DAYS = 90
#: Mails above one that are followed to see that it is not above itself.
MOST_STEPS = 2_000

_TABLES = """
    CREATE TABLE entry (
        seq INTEGER PRIMARY KEY, ref TEXT UNIQUE, digest TEXT, place TEXT, thread TEXT, above TEXT, parent INTEGER,
        outside TEXT, person TEXT, name TEXT, address TEXT, at REAL, title TEXT, subject TEXT, text TEXT,
        language TEXT, accepted INTEGER, beside INTEGER, files INTEGER, start INTEGER, size INTEGER,
        joined INTEGER, topic TEXT, sort REAL, layer INTEGER, knot INTEGER, depth INTEGER);
    CREATE TABLE person (key TEXT PRIMARY KEY, name TEXT, address TEXT);
    CREATE TABLE thread (
        key TEXT PRIMARY KEY, alias TEXT, title TEXT, place TEXT, category TEXT, answer TEXT, is_question INTEGER,
        closed REAL, shut TEXT);
    CREATE TABLE category (key TEXT PRIMARY KEY, name TEXT, is_shut INTEGER);
"""
_INDEXES = """
    CREATE INDEX entry_parent ON entry (parent);
    CREATE INDEX entry_subject ON entry (subject, at);
"""
# Each mail or comment with the topic that it stands in and its place there: after what it answers, else by date. What
# stands beside another (a comment) follows it at once.
_ORDER = """
    WITH RECURSIVE tree (seq, topic, sort, layer, knot, depth) AS (
        SELECT seq, COALESCE(NULLIF(thread, ''), 'm' || seq), at, 0, seq, 0 FROM entry WHERE parent IS NULL
        UNION ALL
        SELECT entry.seq, tree.topic, CASE WHEN beside THEN tree.sort ELSE MAX(at, tree.sort) END,
            CASE WHEN beside THEN tree.layer ELSE tree.depth + 1 END,
            CASE WHEN beside THEN tree.knot ELSE entry.seq END, tree.depth + 1
        FROM entry JOIN tree ON entry.parent = tree.seq)
    UPDATE entry SET topic = tree.topic, sort = tree.sort, layer = tree.layer, knot = tree.knot, depth = tree.depth
    FROM tree WHERE tree.seq = entry.seq
"""


#: Letters of one post that are read; more than ten posts hold.
MOST_LETTERS = 240_000
#: What stands before the number of a mail, where it is told apart from those of other dumps.
MAIL = "mail"


def digest_of(*parts: object) -> str:
    """What is the same wherever a post comes from, however its file is called; it leads back to nobody."""
    return hashlib.sha256("\0".join(str(part) for part in parts).encode("utf-8", "replace")).hexdigest()[:40]


def _sound(value: object) -> object:
    """A value that can be written; halves of letters become question marks."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


@dataclass(slots=True)
class Found:
    """One post of a dump: what it says, who wrote it when, and what it belongs to."""

    ref: str
    #: What is the same in every dump that holds this post.
    digest: str
    place: str
    text: str
    at: float
    thread: str = ""
    #: Refs of what it answers, the nearest first, and what these are in other dumps.
    above: list[str] = field(default_factory=list)
    outside: str = ""
    person: str = ""
    name: str = ""
    address: str = ""
    title: str = ""
    #: What mails of one topic have in common where nothing else says so; empty where it begins one.
    subject: str = ""
    language: str = ""
    accepted: bool = False
    beside: bool = False
    files: int = 0
    start: int = 0
    size: int = 0
    parent: str = ""


@dataclass(slots=True)
class Thread:
    """A topic of a dump."""

    key: str
    title: str = ""
    alias: str = ""
    place: str = ""
    category: str = ""
    answer: str = ""
    is_question: bool = False
    closed: float | None = None
    #: Why nothing of it is taken: a value of DumpFinding.
    shut: str = ""


class Scratch:
    """A dump in the order in which it will be kept."""

    def __init__(self):
        # A name of no letters is SQLite's own word for a temporary file on disk that nobody else can open.
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.execute("PRAGMA journal_mode = OFF")
        self._rows.execute(f"PRAGMA cache_size = -{CACHE_KB}")
        self._rows.executescript(_TABLES)
        self.source = ""

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self._rows.close()

    def add(self, found: Found, note: Note) -> None:
        """Take a post in; one that is there already is reported."""
        given = (
            found.ref, found.digest, found.place, found.thread, json.dumps(found.above), found.person, found.name,
            found.address, found.at, found.title, found.subject, found.text[:MOST_LETTERS], found.language,
            found.accepted, found.beside, found.files, found.start, found.size,
        )  # fmt: skip
        added = self._rows.execute(
            "INSERT OR IGNORE INTO entry (ref, digest, place, thread, above, person, name, address, at, title,"
            " subject, text, language, accepted, beside, files, start, size)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_sound(value) for value in given],
        )
        if not added.rowcount:
            note(DumpFinding.TWICE, found.place, found.ref)

    def add_person(self, key: str, name: str, address: str) -> None:
        """Somebody whom posts name by a number or a short name."""
        self._rows.execute(
            "INSERT OR IGNORE INTO person VALUES (?, ?, ?)", [_sound(one) for one in (key, name, address)]
        )

    def add_thread(self, one: Thread) -> None:
        """A topic, wherever its posts stand."""
        self._rows.execute(
            "INSERT OR IGNORE INTO thread VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [_sound(value) for value in (one.key, one.alias, one.title, one.place, one.category, one.answer,
                                         one.is_question, one.closed, one.shut)],
        )  # fmt: skip

    def add_category(self, key: str, name: str, *, is_shut: bool) -> None:
        """A category, by its number."""
        self._rows.execute("INSERT OR IGNORE INTO category VALUES (?, ?, ?)", (_sound(key), _sound(name), is_shut))

    def arrange(self, known: Callable[[list[str]], set[str]], note: Note) -> None:
        """Put every post into its topic and in its place there; report what has none."""
        self._rows.executescript(_INDEXES)
        self._rows.execute(
            "UPDATE entry SET thread = COALESCE((SELECT key FROM thread WHERE alias = entry.thread), thread)"
            " WHERE thread <> ''"
        )
        self._find_parents(known)
        self._join_subjects()
        self._rows.execute(_ORDER)
        self._name_topics()
        self._leave_out(note)
        self._rows.execute("CREATE INDEX entry_order ON entry (topic, sort, layer, knot, depth, at, seq)")

    def _find_parents(self, known) -> None:
        """What each post answers; first what was written before it, so that what remains can be followed upwards."""
        odd = []
        rows = self._rows.execute("SELECT seq, at, above FROM entry WHERE above <> '[]' ORDER BY seq")
        for seq, at, above in rows:
            for ref in json.loads(above):
                found = self._rows.execute("SELECT seq, at FROM entry WHERE ref = ?", (ref,)).fetchone()
                if found is None or found[0] == seq:
                    continue
                if (found[1], found[0]) < (at, seq):
                    self._rows.execute("UPDATE entry SET parent = ? WHERE seq = ?", (found[0], seq))
                else:
                    # A clock was wrong, or two mails name each other.
                    odd.append((found[0], seq))
                break
        for parent, seq in odd:
            if not self._stands_above(seq, parent):
                self._rows.execute("UPDATE entry SET parent = ? WHERE seq = ?", (parent, seq))
        self._look_outside(known)

    def _stands_above(self, seq: int, start: int) -> bool:
        """Whether one post stands above another, or may."""
        for _step in range(MOST_STEPS):
            if start == seq:
                return True
            row = self._rows.execute("SELECT parent FROM entry WHERE seq = ?", (start,)).fetchone()
            if row is None or row[0] is None:
                return False
            start = row[0]
        return True

    def _look_outside(self, known) -> None:
        """What is answered may have come with an earlier archive: the mails of last month."""
        rows = self._rows.execute(
            "SELECT seq, above FROM entry WHERE parent IS NULL AND above <> '[]' AND thread = '' ORDER BY seq"
        )
        while batch := rows.fetchmany(200):
            digests = {ref: digest_of(MAIL, ref) for _seq, above in batch for ref in json.loads(above)}
            there = known(list(digests.values()))
            for seq, above in batch:
                found = next((digests[ref] for ref in json.loads(above) if digests[ref] in there), None)
                if found:
                    self._rows.execute("UPDATE entry SET outside = ? WHERE seq = ?", (found, seq))

    def _join_subjects(self) -> None:
        """A mail that answers and does not say what stands in the topic of the last one with its subject."""
        rows = self._rows.execute(
            "SELECT seq, at, subject FROM entry WHERE parent IS NULL AND outside IS NULL AND subject LIKE 're:%'"
            " ORDER BY at, seq"
        )
        for seq, at, subject in rows:
            found = self._rows.execute(
                "SELECT COALESCE(joined, seq) FROM entry WHERE subject IN (?, ?) AND at >= ? AND (at, seq) < (?, ?)"
                " ORDER BY at DESC, seq DESC LIMIT 1",
                (subject, subject[3:], at - SUBJECT_DAYS * 86_400, at, seq),
            ).fetchone()
            if found and not self._stands_above(seq, found[0]):
                self._rows.execute("UPDATE entry SET parent = ?, joined = ? WHERE seq = ?", (*found, *found, seq))

    def _name_topics(self) -> None:
        """A mail that begins a topic gives it its title; a comment begins none."""
        self._rows.execute(
            "INSERT OR IGNORE INTO thread SELECT topic, '', title, place, '', '', 0, NULL, '' FROM entry"
            " WHERE parent IS NULL AND thread = '' AND NOT beside"
        )

    def _leave_out(self, note: Note) -> None:
        """Take away and report what belongs to nothing in the file, and whole topics that not everybody could read."""
        lost = self._rows.execute(
            "SELECT place, ref FROM entry WHERE topic IS NULL OR topic NOT IN (SELECT key FROM thread) ORDER BY seq"
        )
        for place, ref in lost:
            note(DumpFinding.NOTHING_ABOVE, place, ref)
        shut = self._rows.execute(
            "SELECT place, title, CASE WHEN shut = '' THEN ? ELSE shut END FROM thread LEFT JOIN category"
            " ON category.key = thread.category WHERE shut <> '' OR is_shut ORDER BY thread.rowid",
            (str(DumpFinding.PRIVATE),),
        )
        for place, title, why in shut:
            # The name of what only some could read is not told either.
            note(DumpFinding(why), place, "" if why == DumpFinding.PRIVATE else title)
        self._rows.execute(
            "DELETE FROM thread WHERE shut <> '' OR category IN (SELECT key FROM category WHERE is_shut)"
        )
        self._rows.execute("DELETE FROM entry WHERE topic IS NULL OR topic NOT IN (SELECT key FROM thread)")

    def total(self) -> int:
        """How many posts there are."""
        return self._rows.execute("SELECT COUNT(*) FROM entry").fetchone()[0]

    def threads(self) -> Iterator[Thread]:
        """Every topic that holds a post, the oldest first, with the name of its category."""
        rows = self._rows.execute(
            "SELECT thread.key, title, alias, thread.place, COALESCE(category.name, thread.category), answer,"
            " is_question, closed, shut FROM thread"
            " JOIN (SELECT topic, MIN(sort) AS first, MIN(seq) AS seq FROM entry GROUP BY topic) AS held"
            " ON held.topic = thread.key LEFT JOIN category ON category.key = thread.category"
            " ORDER BY held.first, held.seq"
        )
        for row in rows:
            yield Thread(*row[:6], bool(row[6]), *row[7:])

    def posts(self, thread: Thread) -> Iterator[Found]:
        """The posts of a topic in their order, with who wrote them."""
        rows = self._rows.execute(
            "SELECT entry.ref, entry.digest, entry.place, entry.text, entry.at, entry.outside, entry.title,"
            " entry.language, entry.accepted, entry.files, entry.start, entry.size, above.digest,"
            " COALESCE(NULLIF(person.name, ''), entry.name), COALESCE(NULLIF(person.address, ''), entry.address)"
            " FROM entry LEFT JOIN entry AS above ON above.seq = entry.parent AND entry.joined IS NULL"
            " LEFT JOIN person ON person.key = entry.person WHERE entry.topic = ?"
            " ORDER BY entry.sort, entry.layer, entry.knot, entry.depth, entry.at, entry.seq",
            (thread.key,),
        )
        for row in rows:
            ref, digest, place, text, at, outside, title, language, accepted, files, start, size, parent, *who = row
            yield Found(
                ref=ref, digest=digest, place=place, text=text, at=at, outside=outside or "", title=title,
                language=language, accepted=bool(accepted), files=files, start=start, size=size, parent=parent or "",
                name=who[0], address=who[1],
            )  # fmt: skip
