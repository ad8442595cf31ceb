"""Pages: kept public pages, answers after a form, lists by key."""

from m4d.core.pages.keyset import Page, keyset_page
from m4d.core.pages.parts import after_post
from m4d.core.pages.store import good_until, public_page, tagged
from m4d.core.pages.versions import touch

__all__ = ["Page", "after_post", "good_until", "keyset_page", "public_page", "tagged", "touch"]
