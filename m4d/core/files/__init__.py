"""Files that people hand in: looked at before they are kept."""

from .attachments import ATTACHMENT_BYTES, Sound, checked_attachment
from .documents import DOCUMENT_BYTES, checked_document
from .pictures import PICTURE_BYTES, clean_picture

__all__ = [
    "ATTACHMENT_BYTES",
    "DOCUMENT_BYTES",
    "PICTURE_BYTES",
    "Sound",
    "checked_attachment",
    "checked_document",
    "clean_picture",
]
