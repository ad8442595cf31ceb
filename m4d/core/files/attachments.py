"""Files that people hang on what they write: taken only when they are what they say and hold nothing that runs."""

import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from m4d.core.text import clean_line

from .documents import BEGINNINGS
from .pictures import clean_picture

ATTACHMENT_BYTES = 10 * 1024 * 1024
UNPACKED_BYTES = 100 * 1024 * 1024
"""What all archives in a file may unpack to, counted while unpacking and not believed beforehand."""
DEEPEST = 2
"""An archive in an archive is read; one more inside that is refused."""
MOST_ENTRIES = 1000
NAME_LENGTH = 120

_PICTURES = {"jpg", "jpeg", "png", "webp", "avif"}
_OFFICE = {"docx", "xlsx", "pptx", "odt", "ods", "odp"}
_WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm", "ppam", "doc", "xls", "ppt", "odb"}
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "csv": "text/csv",
    "txt": "text/plain",
    "rtf": "application/rtf",
    "zip": "application/zip",
    "webp": "image/webp",
}
_ARCHIVE = b"PK\x03\x04"
_FORBIDDEN_NAMES = re.compile(r"[/\\:*?\"<>|]+")
# Where office programs keep macros: Microsoft's, and Basic or scripts of LibreOffice.
_MACRO_PARTS = re.compile(r"(?:^|/)(?:vba(?:Project|Data)\.(?:bin|xml)|macrosheets/|Basic/|Scripts/)", re.IGNORECASE)
_PDF_RUNS = re.compile(rb"/(?:JavaScript|JS|Launch|RichMedia)\b")
_PDF_HIDDEN = re.compile(rb"#([0-9A-Fa-f]{2})")
_RTF_RUNS = re.compile(rb"\\(?:objdata|objupdate|object\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Sound:
    """A file that was looked at and may be kept, under a safe name."""

    name: str
    media_type: str
    content: ContentFile

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self.content.size


def checked_attachment(upload) -> Sound:
    """What may be kept of an upload; a picture comes back without its hidden notes.

    Raises ValidationError, with a sentence for whoever chose the file.
    """
    name = _safe_name(upload.name)
    ending = _ending(name)
    if upload.size > ATTACHMENT_BYTES:
        raise ValidationError(_("This file is larger than 10 MB. Choose a smaller one."))
    if not upload.size:
        raise ValidationError(_("This file is empty."))
    if ending in _PICTURES:
        content = clean_picture(upload)
        return Sound(f"{name[: -len(ending) - 1]}.webp", _TYPES["webp"], content)
    upload.seek(0)
    content = upload.read()
    _check(ending, content, depth=1, room=_Room())
    return Sound(name, _TYPES[ending], ContentFile(content, name=name))


class _Room:
    """How much unpacking is left for one file, however many archives it holds."""

    def __init__(self):
        self.bytes, self.entries = UNPACKED_BYTES, MOST_ENTRIES

    def take(self, *, size: int = 0, entries: int = 0) -> None:
        """Use some of it up, or refuse the file."""
        self.bytes -= size
        self.entries -= entries
        if self.bytes < 0 or self.entries < 0:
            raise ValidationError(_("This file unpacks to far more than it weighs. It is not taken."))


def _safe_name(name: str) -> str:
    """The last part of a name, without what hides its ending or leads elsewhere."""
    line = clean_line(re.split(r"[/\\]", name or "")[-1])
    line = _FORBIDDEN_NAMES.sub("_", line).strip(" .") or "file"
    stem, dot, ending = line.rpartition(".")
    return f"{stem[: NAME_LENGTH - len(ending) - 1]}.{ending}" if dot else line[:NAME_LENGTH]


def _ending(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def _check(ending: str, content: bytes, *, depth: int, room: _Room) -> None:
    """One file, or one entry of an archive: its kind, its beginning, and what could run in it."""
    if ending in _WITH_MACROS:
        raise ValidationError(_("Documents of this kind can hold programs (macros). Save it as PDF, docx or odt."))
    if ending not in BEGINNINGS and ending != "zip":
        raise ValidationError(
            _("Files of this kind are not taken. Use a picture, PDF, an office document, CSV, plain text or ZIP.")
        )
    if not content.startswith(BEGINNINGS.get(ending, _ARCHIVE)):
        raise ValidationError(_("The content of this file is not what its name says. Save it again and retry."))
    if ending == "pdf" and _PDF_RUNS.search(_PDF_HIDDEN.sub(lambda found: bytes([int(found[1], 16)]), content)):
        raise ValidationError(_("This PDF holds a program. Print it to a new PDF and choose that one."))
    if ending == "rtf" and _RTF_RUNS.search(content):
        raise ValidationError(_("This document holds something that can run. Save it as PDF, docx or odt."))
    if ending in ("csv", "txt") and b"\x00" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValidationError(_("The content of this file is not what its name says. Save it again and retry."))
    if ending == "zip" or ending in _OFFICE:
        _check_archive(ending, content, depth=depth, room=room)


def _check_archive(ending: str, content: bytes, *, depth: int, room: _Room) -> None:
    """Every entry is unpacked and counted: what an archive says about itself may be a lie."""
    if depth > DEEPEST:
        raise ValidationError(_("This file holds archives inside archives. Take them out and choose them one by one."))
    try:
        with ZipFile(BytesIO(content)) as archive:
            entries = archive.infolist()
            room.take(entries=len(entries))
            for entry in entries:
                if not entry.is_dir():
                    _check_entry(ending, archive, entry, depth=depth, room=room)
    except (BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        raise ValidationError(_("This file is damaged. Save it again and retry.")) from None


def _check_entry(ending: str, archive: ZipFile, entry, *, depth: int, room: _Room) -> None:
    if entry.flag_bits & 0x1:
        raise ValidationError(_("This file is locked with a password, so it cannot be looked at. Unlock it first."))
    if ending in _OFFICE and _MACRO_PARTS.search(entry.filename):
        raise ValidationError(_("This document holds a program (macro). Save it without and choose it again."))
    whole = BytesIO()
    with archive.open(entry) as source:
        while part := source.read(256 * 1024):
            room.take(size=len(part))
            whole.write(part)
    found, inner = whole.getvalue(), _ending(_safe_name(entry.filename))
    if ending == "zip":
        if inner in _PICTURES:
            clean_picture(_as_upload(found, entry.filename))
        else:
            _check(inner, found, depth=depth + 1, room=room)
    elif found.startswith(_ARCHIVE):
        # A table inside a text document: an archive of its own, with the same rules.
        _check_archive("docx", found, depth=depth + 1, room=room)


def _as_upload(content: bytes, name: str) -> ContentFile:
    return ContentFile(content, name=name)
