"""Where Wagtail calls us: pages that went live or away, menus that were saved, the rights of groups, and its own pages
of the staff side, which name the people who edited something."""

from functools import wraps
from importlib import import_module

from django.contrib.auth.models import Group
from django.db import connections
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page
from wagtail.utils.urlpatterns import decorate_urlpatterns

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessKind, AccessPurpose
from m4d.accounts.models import Person, noting_names

from . import actions
from .models import SitePage


def page_published(sender, instance, revision=None, **_more):
    """A page went live, by an editor's hand or on schedule."""
    if isinstance(instance, SitePage):
        actions.page_went_live(instance, by=_editor(instance, revision))


def page_unpublished(sender, instance, **_more):
    if isinstance(instance, SitePage):
        actions.page_went_away(instance, by=_editor(instance, None))


def page_deleted(sender, instance, **_more):
    """The journal keeps what it was called; the page itself is gone."""
    if isinstance(instance, SitePage):
        actions.page_was_deleted(instance)


def restriction_changed(sender, instance, **_more):
    """A page was restricted to some readers, or no longer is. One that is deleted itself has its own way."""
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        actions.readers_changed(page)


def menu_saved(sender, **_more):
    actions.refresh_menus()


def rights_settled(sender, using, **_more):
    """After migrations: the groups of the roles have the rights that this version of the site gives them.

    Left out while only some of the tables are there, as when one room is migrated by itself.
    """
    needed = {model._meta.db_table for model in (Group, Page, GroupCollectionPermission, GroupPagePermission)}
    if needed <= set(connections[using].introspection.table_names()):
        actions.settle_staff_rights()


def staff_addresses() -> list:
    """Every address of Wagtail's staff side; each keeps whose name it showed."""
    return decorate_urlpatterns(import_module("wagtail.admin.urls").urlpatterns, _keeping_who_was_named)


def _keeping_who_was_named(view):
    """Wagtail's pages name editors wherever they like, so whoever was named there is kept after the page is made."""

    @wraps(view)
    def kept(request, *args, **kwargs):
        with noting_names() as named:
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        if response.streaming:
            response.streaming_content = _named_while_streaming(request.user, response.streaming_content)
        _log_named(request.user, named)
        return response

    return kept


def _named_while_streaming(reader, parts):
    """A list that is downloaded names people while it is written; who had their name taken away is kept at its end.

    Whoever breaks off has read what was sent until then.
    """
    parts, named = iter(parts), set()
    try:
        while True:
            # For each part anew: between two of them the server does other things in the same context.
            with noting_names() as now:
                part = next(parts, None)
            named |= now
            if part is None:
                return
            yield part
    finally:
        _log_named(reader, named, kind=AccessKind.EXPORTED)


def _log_named(reader, named: set[int], **more) -> None:
    if reader.is_authenticated:
        accounts.log_access(by=reader, purpose=AccessPurpose.STAFF_SIDE, about=named, **more)


def _editor(page, revision):
    """Who did it: the author of the revision, else the owner of the page."""
    if revision is not None and revision.user_id:
        return revision.user
    return Person.objects.filter(pk=page.owner_id).first()
