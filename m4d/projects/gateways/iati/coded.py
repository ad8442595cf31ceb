"""Reads the elements that are a code of some vocabulary: recipients, sectors, tags and policy markers."""

from ...models import CODE_LENGTH, PolicyMarker, Recipient, Sector, Tag
from .reading import rest


def read_recipient(node, reading):
    """A country or region that benefits."""
    reading.details.append(
        Recipient(
            kind="country" if node.tag == "recipient-country" else "region",
            **_coded(node, reading),
            percentage=reading.percentage(node),
        )
    )


def read_sector(node, reading):
    """A sector with its share; without a vocabulary it is of the OECD list."""
    reading.details.append(
        Sector(
            **_coded(node, reading, unsaid="1"),
            percentage=reading.percentage(node),
        )
    )


def read_tag(node, reading):
    """A tag."""
    reading.details.append(Tag(**_coded(node, reading)))


def read_marker(node, reading):
    """A policy marker with its significance."""
    reading.details.append(
        PolicyMarker(
            **_coded(node, reading, unsaid="1"),
            significance=reading.attribute(node, "significance", 8),
        )
    )


def _coded(node, reading, *, unsaid="") -> dict:
    """What all of them have: a code of a vocabulary, a note, and what else stands there.

    `unsaid` is the vocabulary of an element that names none.
    """
    known = ("vocabulary", "vocabulary-uri", "code", "percentage", "significance")
    return {
        "vocabulary": reading.attribute(node, "vocabulary", 8) or unsaid,
        "vocabulary_uri": reading.attribute(node, "vocabulary-uri", 1000),
        "code": reading.attribute(node, "code", CODE_LENGTH),
        "note": reading.texts(node),
        "extra": rest(node, attributes=known, children=("narrative",), text=True),
    }
