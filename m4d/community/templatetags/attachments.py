"""The list of files beside a text: name, type and size, and what a scanner said."""

from django import template
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from .. import queries

register = template.Library()

KINDS = {
    "image/webp": "WebP",
    "application/pdf": "PDF",
    "text/csv": "CSV",
    "text/plain": "TXT",
    "application/zip": "ZIP",
}


@register.simple_tag
def attachments(thing):
    """The files of one thing."""
    return files_of(queries.attachments_of(thing))


def files_of(files) -> SafeString:
    """Files as a list, for pages that read those of all their things at once."""
    return mark_safe(render_to_string("community/_attachments.html", {"files": files}).strip())  # noqa: S308


@register.filter
def kind_of_file(attachment):
    """The type in one word, as people call it: the ending of the name where that is it."""
    return KINDS.get(attachment.media_type) or attachment.name.rsplit(".", 1)[-1].upper()


@register.filter
def bytes_said(number):
    """The size in the reader's language: 1.2 MB, ١٫٢ م.ب."""
    return filesizeformat(number)
