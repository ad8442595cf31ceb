"""Where a text comes from, how it is written down, and what happens to it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class Provenance(models.TextChoices):
    """Who made the words that are shown."""

    ORIGINAL = "original", _("Original")
    HUMAN = "human", _("Translated by people")
    # What comes with the site in further languages, until a person who reads the language confirms or corrects it.
    SITE = "site", _("Translated for this site, not yet checked by a native speaker")
    MACHINE = "machine", _("Machine translation")


class Form(models.TextChoices):
    """How a text is written down: a title, paragraphs without marks, or Markdown."""

    LINE = "line", _("One line")
    PLAIN = "plain", _("Paragraphs")
    MARKDOWN = "markdown", _("Paragraphs with marks")


class Verb(models.TextChoices):
    VERSION_ADDED = "languages.version_added", _("added a translation")
    VERSION_CORRECTED = "languages.version_corrected", _("corrected a translation")
    VERSION_CONFIRMED = "languages.version_confirmed", _("confirmed a translation")


@dataclass(frozen=True)
class Texts:
    """What a room says about the texts of one of its models (see `actions.register`)."""

    model: type[models.Model]
    fields: dict[str, Form]
    visible_to: Callable[[Any], models.QuerySet]
    is_public: Callable[[Any], bool]
    authors: Callable[[Any], Collection[int]]
    changed: Callable[[Any], None]
    tags: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    turn: str = ""


# Filled at start-up by the rooms above, read here only.
REGISTERED: dict[type[models.Model], Texts] = {}

# A text longer than this is not printed twice on a page: the original is then one link away.
SHORT_ENOUGH_TO_UNFOLD = 2_000

# What one machine translation may hold, in characters; longer texts wait for people.
LONGEST_FOR_MACHINE = 20_000

# How many machine translations one person may ask for in a day: the engine works for everybody.
MOST_ASKED_IN_A_DAY = 30
