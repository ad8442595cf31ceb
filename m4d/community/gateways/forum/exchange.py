"""Dumps as Stack Exchange writes them: Posts.xml, Comments.xml, Users.xml, in a folder or a zip, or Posts.xml alone.

Expat tells of one row after the other and builds nothing; a document type ends the reading before it can do harm.
"""

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat
from zipfile import BadZipFile, ZipFile, ZipInfo

from ...choices import DumpFinding, DumpRefused
from . import markup
from .refusing import CHUNK, LONGEST, FileRefused, Note
from .scratch import Found, Scratch, Thread, digest_of

POSTS, COMMENTS, USERS = "posts", "comments", "users"
_QUESTION, _ANSWER = "1", "2"
#: A zip that unpacks to more than this many times its size is none that a forum has written.
_MOST_RATIO = 150
#: Below so many bytes nobody asks how well it was packed.
_SMALL = 8 * 1024 * 1024
Row = Callable[[dict[str, str], str], None]


def read_folder(path: Path, scratch: Scratch, note: Note) -> None:
    """Read the files of a folder. Raises FileRefused."""
    there = {one.stem.lower(): one for one in sorted(path.iterdir()) if one.suffix.lower() == ".xml"}
    if POSTS not in there:
        raise FileRefused(DumpRefused.NOT_FORUM, place=path.name)
    for root in (USERS, POSTS, COMMENTS):
        if root in there:
            with there[root].open("rb") as file:
                _read(file, scratch, note, where=there[root].name, wanted=root)
    scratch.source = path.resolve().name


def read_zip(path: Path, scratch: Scratch, note: Note) -> None:
    """Read the files of a zip without unpacking it onto the disk. Raises FileRefused."""
    try:
        with ZipFile(path) as archive:
            there = {Path(one.filename).stem.lower(): one for one in archive.infolist()
                     if one.filename.lower().endswith(".xml")}  # fmt: skip
            if POSTS not in there:
                raise FileRefused(DumpRefused.NOT_FORUM, place=path.name)
            for root in (USERS, POSTS, COMMENTS):
                if root in there:
                    with archive.open(there[root]) as file:
                        watched = _Watched(file, there[root])
                        _read(watched, scratch, note, where=there[root].filename, wanted=root)
    except (BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise FileRefused(DumpRefused.BROKEN_ZIP, detail=str(error)) from None
    scratch.source = path.stem


def read_single(path: Path, scratch: Scratch, note: Note) -> None:
    """Read Posts.xml alone: names only as far as they stand in it. Raises FileRefused."""
    with path.open("rb") as file:
        _read(file, scratch, note, where=path.name, wanted=POSTS)
    scratch.source = path.resolve().parent.name


class _Watched:
    """A packed file that counts what it gives out and stops before it floods the disk."""

    def __init__(self, file, info: ZipInfo):
        self._file, self._info, self._given = file, info, 0

    def read(self, size: int) -> bytes:
        """The next bytes, or FileRefused where they are far too many."""
        part = self._file.read(size)
        self._given += len(part)
        if self._given > max(_SMALL, self._info.compress_size * _MOST_RATIO):
            raise FileRefused(DumpRefused.BOMB, place=self._info.filename)
        return part


def _read(file: BinaryIO | _Watched, scratch: Scratch, note: Note, *, where: str, wanted: str) -> None:
    """Tell of each row of one file, by the line that it stands in."""
    parser, seen = expat.ParserCreate(), {"depth": 0, "last": 0}
    take = {POSTS: _post, COMMENTS: _comment, USERS: _user}[wanted]

    def place() -> str:
        return f"{where}, line {parser.CurrentLineNumber}"

    def doctype(*_declaration):
        raise FileRefused(DumpRefused.DOCTYPE, place=place())

    def start(name, values):
        if seen["depth"] == 0 and name.lower() != wanted:
            raise FileRefused(DumpRefused.NOT_FORUM, place=place(), detail=name[:100])
        seen["depth"] += 1
        seen["last"] = parser.CurrentByteIndex
        if seen["depth"] == 2 and name == "row":
            take(values, place(), scratch, note)

    def end(_name):
        seen["depth"] -= 1

    parser.StartDoctypeDeclHandler, parser.StartElementHandler, parser.EndElementHandler = doctype, start, end
    given = 0
    try:
        while chunk := file.read(CHUNK):
            given += len(chunk)
            parser.Parse(chunk, False)
            if given - seen["last"] > LONGEST:
                raise FileRefused(DumpRefused.TOO_LARGE, place=place())
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise FileRefused(DumpRefused.NOT_XML, place=place(), detail=str(error)) from None


def _user(row: dict, _place: str, scratch: Scratch, _note: Note) -> None:
    if "Id" in row:
        scratch.add_person(f"#{row['Id']}", markup.name_of(row.get("DisplayName", "")), row.get("Email", "").lower())


def _post(row: dict, place: str, scratch: Scratch, note: Note) -> None:
    kind, number = row.get("PostTypeId", ""), row.get("Id", "")
    if kind not in (_QUESTION, _ANSWER):
        note(DumpFinding.NOTICE, place, f"{number} PostTypeId={kind}")
        return
    if row.get("DeletionDate"):
        note(DumpFinding.REMOVED, place, number)
        return
    thread = f"q{number if kind == _QUESTION else row.get('ParentId', '')}"
    found = _found(row, place, note, ref=f"post {number}", text=markup.from_html(row.get("Body", "")), thread=thread)
    if found is None:
        return
    found.title = row.get("Title", "")
    if kind == _QUESTION:
        accepted = row.get("AcceptedAnswerId", "")
        scratch.add_thread(
            Thread(key=thread, title=found.title, place=place, is_question=True,
                   answer=f"post {accepted}" if accepted else "", closed=markup.moment_of(row.get("ClosedDate", "")))
        )  # fmt: skip
    else:
        found.above = [f"post {row.get('ParentId', '')}"]
    scratch.add(found, note)


def _comment(row: dict, place: str, scratch: Scratch, note: Note) -> None:
    """A comment stands right below what it is about, as it did there."""
    number, about = row.get("Id", ""), row.get("PostId", "")
    found = _found(row, place, note, ref=f"comment {number}", text=row.get("Text", ""), thread="")
    if found is not None:
        found.above, found.beside = [f"post {about}"], True
        scratch.add(found, note)


def _found(row: dict, place: str, note: Note, *, ref: str, text: str, thread: str) -> Found | None:
    """What posts and comments have in common; None for what is reported instead."""
    at = markup.moment_of(row.get("CreationDate", ""))
    finding = None
    if not row.get("Id"):
        finding = DumpFinding.NO_IDENTIFIER
    elif at is None:
        finding = DumpFinding.NO_DATE
    elif not text.strip():
        finding = DumpFinding.EMPTY
    if finding is not None:
        note(finding, place, ref)
        return None
    user = row.get("OwnerUserId") or row.get("UserId")
    return Found(
        ref=ref, digest=digest_of("exchange", ref, row.get("CreationDate", "")), place=place, text=text, at=at,
        thread=thread, person=f"#{user}" if user else "",
        name=markup.name_of(row.get("OwnerDisplayName") or row.get("UserDisplayName") or ""),
    )  # fmt: skip
