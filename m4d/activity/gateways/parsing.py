"""Mails as they come in, whatever is wrong with them: text, files, and who says to have written them.

Nothing here raises for a broken mail: what cannot be read is left out, and `fault` says when that is all of it.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message as Part
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from m4d.core.text import clean_line, clean_text

from ..choices import MOST_FILES, MOST_LETTERS, MOST_LEVELS, MOST_PARTS
from . import pages
from .letters import Enclosed

_BARE = re.compile(r"[^@\s<>]+@[^@\s<>]+")


@dataclass
class Parsed:
    """What could be read of a mail."""

    sender: str = ""
    name: str = ""
    subject: str = ""
    text: str = ""
    quoted: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: str = ""
    language: str = ""
    files: list[Enclosed] = field(default_factory=list)
    message: Part | None = None
    #: "nested" or "broken" where nothing could be read.
    fault: str = ""


def read(raw: bytes) -> Parsed:
    """Everything that a mail says, as far as it can be read."""
    fault = ""
    try:
        message = email.message_from_bytes(raw)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        message, fault = _head_of(raw), "broken"
    found = Parsed(message=message, fault=fault)
    found.name, found.sender = sender_of(message)
    found.subject = clean_line(header(message, "Subject"))
    found.message_id, found.in_reply_to = (clean_line(header(message, name)) for name in ("Message-ID", "In-Reply-To"))
    found.references = clean_line(header(message, "References"))
    found.language = (header(message, "Content-Language") or header(message, "Accept-Language"))[:2].lower()
    if not fault:
        _read_parts(message, found)
    return found


def _head_of(raw: bytes) -> Part:
    """The headers of a mail whose parts cannot be read."""
    head = re.split(rb"\r?\n\r?\n", raw[:262_144], maxsplit=1)[0]
    return BytesHeaderParser().parsebytes(head + b"\r\n\r\n")


def header(message: Part, name: str) -> str:
    """A header as words; bytes that belong to no charset are left out."""
    return words(_raw(message, name))


def _raw(message: Part, name: str) -> str:
    """A header as it stands; bytes that no charset names are UTF-8, or what Windows wrote."""
    wanted = name.lower()
    value = next((str(value) for key, value in message.raw_items() if key.lower() == wanted), "")
    if any("\udc80" <= letter <= "\udcff" for letter in value):
        data = value.encode("utf-8", "surrogateescape")
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1252", "replace")
    return value


def words(value) -> str:
    """An encoded header as words."""
    try:
        text = str(value)
        return (str(make_header(decode_header(text))) if "=?" in text else text).replace("\ufffd", "")
    except (HeaderParseError, UnicodeError, LookupError, ValueError, TypeError):
        return str(value).encode("utf-8", "ignore").decode()


def sender_of(message: Part) -> tuple[str, str]:
    """Name and address of who says to have written it; a name that looks like an address is none."""
    given = _raw(message, "From")
    try:
        pairs = getaddresses([given])
    except (ValueError, TypeError, IndexError):
        pairs = []
    name, address = next(((name, address) for name, address in pairs if "@" in address), ("", ""))
    if not address and (bare := _BARE.search(words(given))):
        address = bare[0]
    name = clean_line(words(name))
    return ("" if "@" in name else name[:120]), address.strip().lower()[:254]


def _read_parts(message: Part, found: Parsed) -> None:
    """Texts in their order, plain before HTML where both say the same; the rest are files."""
    texts, quoted, too_deep, number = [], [], False, 0
    for part, depth, rival in _leaves(message):
        number += 1
        if depth > MOST_LEVELS or number > MOST_PARTS:
            too_deep = True
            continue
        kind = part.get_content_type()
        is_file = part.get_content_disposition() == "attachment" or bool(_name_of(part))
        if kind in ("text/plain", "text/html") and not is_file:
            if rival and kind == "text/html":
                continue
            text, cut = _text_of(part, kind)
            texts.append(text)
            quoted.append(cut)
        elif is_file or not kind.startswith(("text/", "multipart/", "message/")):
            _add_file(part, found)
    found.text = clean_text("\n\n".join(text.strip() for text in texts if text.strip()))[:MOST_LETTERS]
    found.quoted = clean_text("\n\n".join(cut for cut in quoted if cut.strip()))[:MOST_LETTERS]
    if too_deep and not found.text and not found.files:
        found.fault = "nested"


def _leaves(message: Part) -> Iterator[tuple[Part, int, bool]]:
    """Every part that holds no other, with its depth, and whether plain text stands for it beside."""
    waiting = [(message, 0, False)]
    while waiting:
        part, depth, rival = waiting.pop()
        children = part.get_payload() if part.is_multipart() else None
        if not isinstance(children, list) or depth > MOST_LEVELS:
            yield part, depth, rival
            continue
        if part.get_content_type() == "multipart/alternative":
            rival = any(_has_plain(child) for child in children)
        waiting += [(child, depth + 1, rival) for child in reversed(children) if isinstance(child, Part)]


def _has_plain(part: Part) -> bool:
    """Whether this part of an alternative is plain text that says something."""
    return part.get_content_type() == "text/plain" and bool(_decoded(part).strip())


def _text_of(part: Part, kind: str) -> tuple[str, str]:
    text = _decoded(part)
    if kind == "text/html":
        return pages.to_text(text)
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
    return text, ""


def unflowed(text: str, *, delete_space: bool = False) -> str:
    """Lines that a mail program broke put together again (RFC 3676)."""
    out, open_line = [], False
    for line in text.replace("\r\n", "\n").split("\n"):
        bare = line.lstrip(">")
        depth = len(line) - len(bare)
        bare = bare[1:] if bare.startswith(" ") else bare
        flows = bare.endswith(" ") and bare != "-- "
        piece = bare[:-1] if flows and delete_space else bare
        if open_line and out and out[-1][0] == depth and bare != "-- ":
            out[-1][1] += piece
        else:
            out.append([depth, piece])
        open_line = flows
    return "\n".join((">" * depth + " " if depth else "") + piece.rstrip() for depth, piece in out)


def _bytes(part: Part) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        data = None
    if data is None:
        payload = part.get_payload()
        data = payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
    return data


def _decoded(part: Part) -> str:
    """The words of a text part: in the charset that it names, or in the one that it is really in."""
    data = _bytes(part)[: MOST_LETTERS * 8]
    try:
        named = part.get_content_charset() or "utf-8"
    except (ValueError, LookupError, TypeError):
        named = "utf-8"
    if named in ("iso-8859-1", "latin-1"):
        named = "cp1252"
    for charset in (named, "utf-8"):
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, LookupError):
            continue
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    arabic = data.decode("cp1256", "replace")
    foreign = [letter for letter in arabic if letter.isalpha() and letter > "\x7f"]
    if foreign and sum("\u0600" <= letter <= "\u06ff" for letter in foreign) > len(foreign) / 2:
        return arabic
    return data.decode("cp1252", "replace").replace("\ufffd", "")


def _name_of(part: Part) -> str:
    try:
        return clean_line(words(part.get_filename() or ""))
    except (ValueError, LookupError, TypeError):
        return ""


def _add_file(part: Part, found: Parsed) -> None:
    content = _bytes(part)
    if not content or len(found.files) >= MOST_FILES:
        return
    name = _name_of(part).replace("/", "-").replace("\\", "-").lstrip(".")[-120:] or f"file-{len(found.files) + 1}"
    found.files.append(Enclosed(name=name, content=content, media_type=part.get_content_type()))


def read_message_id(raw: bytes) -> str:
    """The Message-ID alone, read before a mail is kept; nothing where there is none."""
    try:
        return clean_line(header(_head_of(raw), "Message-ID"))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):
        return ""
