"""What every action here does with rows, texts, cards and kept pages."""

from collections.abc import Iterable

from django.db.models import Model

from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.core.text import clean_text, markdown
from m4d.languages import actions as languages

from ..models import Discussion


class Changed(Exception):
    """Somebody else saved this in the meantime; `thing` is how it stands now."""

    def __init__(self, thing):
        super().__init__(str(thing))
        self.thing = thing


def held(row: Model) -> Model:
    """The row as it stands now, for nobody else to change until this transaction ends."""
    return type(row).objects.select_for_update().get(pk=row.pk)


def held_discussion(row) -> Discussion:
    """The discussion of a row, held: whatever changes what it counts comes one after the other."""
    return Discussion.objects.select_for_update().get(pk=getattr(row, "discussion_id", None) or row.pk)


def unchanged(row: Model, version: int | None) -> None:
    """Stop where the row is no longer the one that the person began to change."""
    if version is not None and version != row.version:
        raise Changed(row)


def rendered(text: str, field: str = "text", html: str = "html") -> dict:
    """The columns of a text: the words, and the HTML that pages show."""
    text = clean_text(text)
    return {field: text, html: str(markdown(text)) if text else ""}


def ask_for_versions(things: Iterable[Model], *fields: str) -> None:
    """Texts that were written or may be read by everybody from now on are wanted in the other languages, where an
    engine is on; a version in the language of a new original has nothing left to say.
    """
    for thing in things:
        for field in fields:
            language = getattr(thing, f"{field}_language", "") or thing.language
            languages.written_elsewhere(thing, field, language)


def shown(discussion: Discussion, *, card: bool = False, everywhere: bool = False) -> None:
    """Pages that show the discussion are made anew, with `card` also its card, with `everywhere` the lists."""
    pages.touch(discussion.tag, *(["discussions"] if everywhere else []))
    if card:
        catalogue.put(discussion)
