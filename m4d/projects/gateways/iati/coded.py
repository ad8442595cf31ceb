"""Reads the elements that are a code of some vocabulary: recipients, sectors, tags and policy markers."""

from ...models import CODE_LENGTH, PolicyMarker, Recipient, Sector, Tag
from .reading import rest


def read_recipient(node, reading):
    """A country or region that benefits."""
    reading.details.append(
        Recipient(
            kind="country" if node.tag == "recipient-country" else "region",
            vocabulary=reading.attribute(node, "vocabulary", 8),
            vocabulary_uri=reading.attribute(node, "vocabulary-uri", 1000),
            code=reading.attribute(node, "code", CODE_LENGTH),
            percentage=reading.percentage(node),
            note=reading.texts(node),
            extra=_rest_of_code(node),
        )
    )


def read_sector(node, reading):
    """A sector with its share; without a vocabulary it is of the OECD list."""
    reading.details.append(
        Sector(
            vocabulary=reading.attribute(node, "vocabulary", 8) or "1",
            vocabulary_uri=reading.attribute(node, "vocabulary-uri", 1000),
            code=reading.attribute(node, "code", CODE_LENGTH),
            percentage=reading.percentage(node),
            note=reading.texts(node),
            extra=_rest_of_code(node),
        )
    )


def read_tag(node, reading):
    """A tag."""
    reading.details.append(
        Tag(
            vocabulary=reading.attribute(node, "vocabulary", 8),
            vocabulary_uri=reading.attribute(node, "vocabulary-uri", 1000),
            code=reading.attribute(node, "code", CODE_LENGTH),
            note=reading.texts(node),
            extra=_rest_of_code(node),
        )
    )


def read_marker(node, reading):
    """A policy marker with its significance."""
    reading.details.append(
        PolicyMarker(
            vocabulary=reading.attribute(node, "vocabulary", 8) or "1",
            vocabulary_uri=reading.attribute(node, "vocabulary-uri", 1000),
            code=reading.attribute(node, "code", CODE_LENGTH),
            significance=reading.attribute(node, "significance", 8),
            note=reading.texts(node),
            extra=_rest_of_code(node),
        )
    )


def _rest_of_code(node):
    """What a coded element holds beyond its usual attributes."""
    known = ("vocabulary", "vocabulary-uri", "code", "percentage", "significance")
    return rest(node, attributes=known, children=("narrative",), text=True)
