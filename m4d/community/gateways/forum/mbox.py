"""Archives of mailing lists: mails one after the other, each below a line that begins with "From ".

What somebody wrote is told from what they quoted as it is for mails that come in. Mails are told apart by their
Message-ID, so an archive of the next month goes on with the topics of the last.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import ContentFile

from m4d.activity import queries as mails
from m4d.core.text import fold

from ...choices import DumpFinding, DumpRefused
from . import markup
from .refusing import LONGEST, FileRefused, Note
from .scratch import MAIL, Found, Scratch, digest_of

#: Bytes of one line read at once; a longer one is read in parts.
_LINE = 1 << 16
#: Bytes and letters of a separator or a header that are looked at.
_HEAD = 400
#: Mails above one that are looked for, the nearest first.
_MOST_ABOVE = 12
# "From amina@example.org Mon Jan  7 10:00:00 2013", also with "amina at example.org", as archives hide addresses.
_SEPARATOR = re.compile(rb"^From \S+(?: at \S+)?\s+.*\b\d{1,2}:\d\d(?::\d\d)?\b.*\d{4}|^From (?:-|MAILER-DAEMON)\s")
_HEADER = re.compile(rb"^(?:>?From |[!-9;-~]+[ \t]*:)")
_ID = re.compile(r"<([^<>\s]+)>")
_ANSWERS = re.compile(
    r"^\s*(?:\[[^\]]{1,40}\]\s*)?(?:re|aw|sv|vs|antw|rv|rép|ref|fwd?|tr|wg|rif|res|enc|رد|إعادة توجيه)"
    r"(?:\[\d+\])?\s*[:：]\s*", re.IGNORECASE
)  # fmt: skip
_LIST = re.compile(r"^\s*\[[^\]]{1,40}\]\s*")
# What list programs write under every mail.
_FOOTER = re.compile(
    r"\n[_\-=*]{10,}[ \t]*\n(?:.*\n){0,8}?.*(?:mailing list|listinfo|unsubscribe|liste de diffusion|se désabonner|"
    r"lista de correo|darse de baja|القائمة البريدية)[\s\S]*\Z", re.IGNORECASE
)  # fmt: skip
# "Amina Diallo via JMDI-list": what lists make of a name so that mails arrive.
_VIA = re.compile(r"\s+(?:via|par|por)\s+\S.*$", re.IGNORECASE)
_HIDDEN = re.compile(r"^\s*\S+ at \S+\s*(?:\((.*)\))?\s*$", re.DOTALL)


@dataclass(slots=True)
class _Mail:
    """Where a mail lies in the archive."""

    number: int
    line: int
    separator: bytes
    start: int
    raw: bytes


def read(path: Path, scratch: Scratch, note: Note) -> None:
    """Read an archive. Raises FileRefused."""
    with path.open("rb") as file:
        for mail in _mails(file):
            _take(mail, scratch, note)
    scratch.source = scratch.source or path.stem


def files_at(path: Path, start: int, size: int) -> list[ContentFile]:
    """The files of the mail that lies there."""
    with path.open("rb") as file:
        file.seek(start)
        parsed = mails.read_mail(_unquoted(file.read(size)))
    return [ContentFile(one.content, name=one.name) for one in parsed.files]


def _mails(file: BinaryIO) -> Iterator[_Mail]:
    """Each mail of an archive; one that is too large turns the whole file away."""
    mail, parts, size, line, at, is_blank, is_whole = None, [], 0, 0, 0, True, True
    number = 0
    while part := file.readline(_LINE):
        line += is_whole
        begins = is_whole and is_blank and _SEPARATOR.match(part[:_HEAD]) is not None
        if begins and (mail is None or _is_head(file)):
            if mail is not None:
                mail.raw = b"".join(parts)
                yield mail
            number += 1
            mail, parts, size = _Mail(number, line, part, at + len(part), b""), [], 0
        elif mail is None and part.strip():
            raise FileRefused(DumpRefused.UNKNOWN, place=f"line {line}")
        elif mail is not None:
            size += len(part)
            if size > LONGEST:
                raise FileRefused(DumpRefused.TOO_LARGE, place=_place(mail))
            parts.append(part)
        at += len(part)
        is_blank, is_whole = not part.strip() and is_whole, part.endswith(b"\n")
    if mail is None:
        raise FileRefused(DumpRefused.UNKNOWN)
    mail.raw = b"".join(parts)
    yield mail


def _is_head(file: BinaryIO) -> bool:
    """Whether the next line is a header: a sentence that begins with "From" is followed by another one."""
    here = file.tell()
    following = file.readline(_LINE)
    file.seek(here)
    return _HEADER.match(following) is not None


def _place(mail: _Mail) -> str:
    return f"mail {mail.number}, line {mail.line}"


def _unquoted(raw: bytes) -> bytes:
    """Lines that begin with ">From" as they were written."""
    return re.sub(rb"(?m)^>(>*From )", rb"\1", raw)


def _take(mail: _Mail, scratch: Scratch, note: Note) -> None:
    raw, place = _unquoted(mail.raw), _place(mail)
    parsed = mails.read_mail(raw)
    head = parsed.message
    identity = _one_id(parsed.message_id) or digest_of(head.get("Date"), head.get("From"), head.get("Subject"), raw)
    text = _FOOTER.sub("", f"\n{parsed.text}").strip()
    if not text and parsed.files:
        text = parsed.subject
    finding = None
    if str(head.get("X-No-Archive", "")).strip().lower() == "yes":
        finding = DumpFinding.NO_ARCHIVE
    elif str(head.get("Auto-Submitted", "no")).strip().lower().startswith("auto-replied"):
        finding = DumpFinding.NOTICE
    elif not text:
        finding = DumpFinding.EMPTY
    at, is_guessed = _moment(mail, parsed)
    if finding is None and at is None:
        finding = DumpFinding.NO_DATE
    if finding is not None:
        note(finding, place, parsed.subject[:100])
        return
    if is_guessed:
        note(DumpFinding.DATE_GUESSED, place, str(head.get("Date", ""))[:60])
    if not scratch.source:
        scratch.source = _list_name(str(head.get("List-Id", "")))
    answers, title = _without_prefixes(parsed.subject[:_HEAD])
    above = [*reversed(_ID.findall(parsed.references)), *_ID.findall(parsed.in_reply_to)]
    scratch.add(
        Found(
            ref=identity, digest=digest_of(MAIL, identity), place=place, text=text, at=at,
            above=list(dict.fromkeys(one for one in above if one != identity))[:_MOST_ABOVE],
            name=_name(parsed), address=parsed.sender, title=title, language=_language(parsed),
            subject=f"re:{fold(title)}" if answers and title else fold(title), files=len(parsed.files),
            start=mail.start, size=len(mail.raw),
        ),
        note,
    )  # fmt: skip


def _one_id(value: str) -> str:
    found = _ID.search(value)
    return found[1] if found else value.strip("<> ")


def _language(parsed: mails.Parsed) -> str:
    """Only what the mail says of itself; which languages its author reads is another matter."""
    said = str(parsed.message.get("Content-Language", "")).strip().lower()[:2]
    return said if said.isalpha() and len(said) == 2 else ""  # noqa: PLR2004 - the letters of a code


def _without_prefixes(subject: str) -> tuple[bool, str]:
    """Whether a subject says that it answers, and what it is about."""
    answers = False
    while match := _ANSWERS.match(subject):
        answers, subject = True, subject[match.end() :]
    return answers, _LIST.sub("", subject).strip()


def _name(parsed: mails.Parsed) -> str:
    """The name of the sender, also where a list or an archive has changed it."""
    given = parsed.name
    if not given and (hidden := _HIDDEN.match(str(parsed.message.get("From", ""))[:_HEAD])):
        given = mails.words_of(hidden[1] or "")
    return markup.name_of(_VIA.sub("", given).strip("'\" "))


def _list_name(value: str) -> str:
    """What a list calls itself: "JMDI e-discussions <jmdi.lists.example.org>"."""
    words, _sign, rest = value.partition("<")
    return (mails.words_of(words).strip(' "') or rest.strip("> ").partition(".")[0])[:200]


def _moment(mail: _Mail, parsed: mails.Parsed) -> tuple[float | None, bool]:
    """When it was written; where that cannot be, when it arrived. And whether that is so."""
    for number, given in enumerate((str(parsed.message.get("Date", "")), _arrival(mail))):
        try:
            at = parsedate_to_datetime(given)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        if markup.is_likely(at):
            return at.timestamp(), number > 0
    return None, False


def _arrival(mail: _Mail) -> str:
    """The date of the line above a mail: "Mon Jan  7 10:00:00 2013" as a header would have it."""
    words = mail.separator.decode("ascii", "replace").split()
    for start in range(len(words)):
        try:
            at = datetime.strptime(" ".join(words[start : start + 5]), "%a %b %d %H:%M:%S %Y")  # noqa: DTZ007
        except ValueError:
            continue
        return at.strftime("%d %b %Y %H:%M:%S +0000")
    return ""
