"""A page appeared, changed or went: the journal, the catalogue and what is kept for visitors follow."""

from django.db import transaction

from m4d.activity import actions as activity
from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.core.pages.store import EVERY_PAGE

from ..choices import Verb
from ..models import StandardPage


@transaction.atomic
def page_went_live(page, *, by) -> None:
    """Called when an editor (or a schedule) published a page."""
    activity.record(Verb.PAGE_PUBLISHED, by=by, about=page, data={"title": page.title})
    _follow_up(page)


@transaction.atomic
def page_went_away(page, *, by) -> None:
    """Called when a page was taken off the site."""
    activity.record(Verb.PAGE_UNPUBLISHED, by=by, about=page, data={"title": page.title})
    _follow_up(page)


@transaction.atomic
def page_was_deleted(page) -> None:
    """Called after a page was deleted: another language of it may still be live."""
    if isinstance(page, StandardPage):
        catalogue.remove(page)
    _follow_up(page)


@transaction.atomic
def readers_changed(page) -> None:
    """A page was closed to some readers or opened again: so were all pages below it."""
    for closed in StandardPage.objects.descendant_of(page, inclusive=True):
        _follow_up(closed)
    refresh_menus()


def refresh_menus() -> None:
    """A menu was changed: every page shows it."""
    pages.touch("front", "front-menus", EVERY_PAGE)


def _follow_up(page) -> None:
    """One language of a page changed: which of them holds the card may have changed with it."""
    if isinstance(page, StandardPage):
        for version in StandardPage.objects.filter(translation_key=page.translation_key):
            catalogue.put(version)
    refresh_menus()
