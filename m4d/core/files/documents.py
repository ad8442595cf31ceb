"""Documents that people hand in: their content is what their name says, and they do not explode."""

from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

DOCUMENT_BYTES = 20 * 1024 * 1024
UNPACKED_BYTES = 200 * 1024 * 1024

# How a document begins, by the ending of its name. Office files are ZIP archives.
BEGINNINGS = {
    "pdf": b"%PDF-",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "pptx": b"PK\x03\x04",
    "odt": b"PK\x03\x04",
    "ods": b"PK\x03\x04",
    "odp": b"PK\x03\x04",
    "csv": b"",
    "txt": b"",
    "rtf": b"{\\rtf",
}


def checked_document(upload):
    """The same upload, when its content is what its name says and it is not a disguised or exploding file."""
    if upload.size > DOCUMENT_BYTES:
        raise ValidationError(_("This file is larger than 20 MB. Choose a smaller one."))
    ending = upload.name.rsplit(".", 1)[-1].lower() if "." in upload.name else ""
    if ending not in BEGINNINGS:
        raise ValidationError(_("Files of this kind are not taken. Use PDF, an office document, CSV or plain text."))
    beginning = BEGINNINGS[ending]
    upload.seek(0)
    if upload.read(len(beginning)) != beginning:
        raise ValidationError(_("The content of this file is not what its name says. Save it again and retry."))
    if beginning.startswith(b"PK"):
        _check_archive(upload)
    upload.seek(0)
    return upload


def _check_archive(upload) -> None:
    """An office file that unpacks to far more than it weighs, or that is broken, is refused."""
    try:
        with ZipFile(upload) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except (BadZipFile, OSError, ValueError):
        raise ValidationError(_("This file is damaged. Save it again and retry.")) from None
    if unpacked > UNPACKED_BYTES:
        raise ValidationError(_("This file unpacks to more than 200 MB. Choose a smaller one."))
