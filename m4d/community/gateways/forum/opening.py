"""What kind of dump a file is, told by what it holds and not by its name."""

from pathlib import Path

from django.core.files.base import ContentFile

from ...choices import DumpRefused
from . import discourse, exchange, mbox
from .refusing import FileRefused, Note
from .scratch import Found, Scratch

_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"\x28\xb5\x2f\xfd", b"Rar!")
_ZIP = b"PK\x03\x04"
_MARK = b"\xef\xbb\xbf"


def read(path: Path, scratch: Scratch, note: Note) -> None:
    """Read a whole dump into the scratch file. Raises FileRefused where it is not what it says."""
    if path.is_dir():
        exchange.read_folder(path, scratch, note)
        return
    with path.open("rb") as file:
        beginning = file.read(4096)
    if not beginning.strip():
        raise FileRefused(DumpRefused.EMPTY)
    if beginning.startswith(_PACKED):
        raise FileRefused(DumpRefused.COMPRESSED)
    words = beginning.removeprefix(_MARK).lstrip()
    if beginning.startswith(_ZIP):
        exchange.read_zip(path, scratch, note)
    elif words.startswith((b"{", b"[")):
        discourse.read(path, scratch, note)
    elif words.startswith(b"<") or beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        exchange.read_single(path, scratch, note)
    elif words.startswith(b"From "):
        mbox.read(path, scratch, note)
    else:
        raise FileRefused(DumpRefused.UNKNOWN)


def files_in(path: Path, found: Found) -> list[ContentFile]:
    """The files that came with a mail, read again from where it stands in the archive."""
    return mbox.files_at(path, found.start, found.size) if found.files else []
