"""Opens a file that nobody has checked, and hands out its activities without holding the whole file.

A file goes through twice. `look_at` reads all of it and refuses what is not XML, what is not IATI and what could do
harm, so that `activities` afterwards meets no surprise and a broken file changes nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from lxml import etree

from ...choices import Refused

#: Versions of the standard that are read.
VERSIONS = ("2.01", "2.02", "2.03")
#: Bytes read at a time; what a chunk holds is let go before the next one.
CHUNK = 1 << 18
#: Most bytes that may pass without the end of an activity: this bounds the memory one activity can take.
LONGEST_ACTIVITY = 64 * 1024 * 1024

_ARCHIVES = (b"\x1f\x8b", b"PK\x03\x04", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd")

#: Where parsers say that they stopped: told in the reader's language instead.
_PLACE = re.compile(r"[:,]? line \d+, column \d+$")


class FileRefused(Exception):
    """The whole file is turned away, with the reason, line and column where known, and the parser's own words."""

    def __init__(self, reason: Refused, *, line: int | None = None, column: int | None = None, detail: str = ""):
        self.reason, self.line, self.column = reason, line, column
        self.detail = _PLACE.sub("", detail)
        super().__init__(f"{reason.value} {line or ''} {detail}".strip())


@dataclass(frozen=True)
class FileFacts:
    """What the first look tells: the version of the standard, and how many activities there are."""

    version: str
    total: int


def look_at(path: Path) -> FileFacts:
    """Read the whole file once and say what it is. Raises FileRefused; changes nothing."""
    _refuse_archive(path)
    version = _root_version(path)
    total = sum(1 for _ in activities(path))
    return FileFacts(version=version, total=total)


def activities(path: Path) -> Iterator[etree._Element]:
    """Each activity in turn; it is emptied when the next one is asked for. Raises FileRefused where reading stops."""
    parser = etree.XMLPullParser(
        events=("end",),
        tag="iati-activity",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    since_last = 0
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                parser.feed(chunk)
                found = yield from _drain(parser)
                since_last = 0 if found else since_last + len(chunk)
                if since_last > LONGEST_ACTIVITY:
                    raise FileRefused(Refused.TOO_LARGE)
            parser.close()
            yield from _drain(parser)
        except etree.XMLSyntaxError as error:
            raise _refusal(error) from None


def _drain(parser):
    """Hand out the activities that are complete and let go of them and of everything before them."""
    found = 0
    for _event, element in parser.read_events():
        parent = element.getparent()
        if parent is None or parent.getparent() is not None:
            continue
        if element.getroottree().docinfo.doctype:
            raise FileRefused(Refused.DOCTYPE)
        found += 1
        yield element
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del parent[0]
    return found


def _refuse_archive(path: Path) -> None:
    """An empty file and a packed one get their own sentence, because people can do something about them."""
    with path.open("rb") as file:
        beginning = file.read(8)
    if not beginning:
        raise FileRefused(Refused.EMPTY)
    if beginning.startswith(_ARCHIVES):
        raise FileRefused(Refused.COMPRESSED)


class _RootSeen(Exception):
    """Stops the prolog reader at the first element."""


def _root_version(path: Path) -> str:
    """The version the root element declares. Nothing of a document type is ever read, only refused.

    Expat sees the prolog before anything can be expanded: entities are declared in a document type or nowhere.
    """
    seen: dict = {}

    def start_doctype(*_declaration):
        raise FileRefused(Refused.DOCTYPE, line=parser.CurrentLineNumber)

    def start_element(name, attributes):
        seen.update(name=name, version=attributes.get("version", "").strip(), line=parser.CurrentLineNumber)
        raise _RootSeen

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = start_doctype
    parser.StartElementHandler = start_element
    with path.open("rb") as file:
        try:
            while chunk := file.read(CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except _RootSeen:
            pass
        except (expat.ExpatError, ValueError, LookupError) as error:
            code = getattr(error, "code", 0)
            encoding = code in (18, 19) or not isinstance(error, expat.ExpatError)
            reason = Refused.ENCODING if encoding else Refused.NOT_XML
            line, offset = getattr(error, "lineno", None), getattr(error, "offset", None)
            # Expat counts columns from 0, people from 1.
            column = None if offset is None else offset + 1
            raise FileRefused(reason, line=line, column=column, detail=str(error)) from None
    if seen.get("name") != "iati-activities":
        raise FileRefused(Refused.NOT_IATI, line=seen.get("line"), detail=str(seen.get("name", ""))[:100])
    if seen["version"] not in VERSIONS:
        raise FileRefused(Refused.VERSION, line=seen["line"], detail=seen["version"][:40])
    return seen["version"]


def _refusal(error: etree.XMLSyntaxError) -> FileRefused:
    """The parser's complaint as a refusal with its place."""
    last = error.error_log.last_error if error.error_log else None
    kind = last.type_name if last is not None else ""
    reason = Refused.ENCODING if "ENCODING" in kind else Refused.NOT_XML
    line, column = error.position
    return FileRefused(reason, line=line or None, column=column or None, detail=(error.msg or "")[:300])
