"""Verbs of the journal, kinds of menus, and the sections of the site that a menu can lead to."""

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    PAGE_PUBLISHED = "front.page_published", _("published a page")
    PAGE_UNPUBLISHED = "front.page_unpublished", _("took a page off the site")
    TERM_ADDED = "front.term_added", _("added a term to a list")
    TERM_AMENDED = "front.term_amended", _("changed the names of a term")
    TERM_RETIRED = "front.term_retired", _("retired a term")


class MenuPlace(models.TextChoices):
    """Where a menu stands."""

    MAIN = "main", _("Main menu")
    FOOTER = "footer", _("Footer")


@dataclass(frozen=True)
class Section:
    """A part of the site that exists in every language and has a name of its own."""

    label: str | Promise
    path: str


# Only sections that exist: a new part of the site adds its line here when it opens.
SECTIONS = {
    "groups": Section(_("Discuss"), "groups/"),
    "topics": Section(_("Topics"), "topics/"),
    "e-discussions": Section(_("E-discussions"), "e-discussions/"),
    "projects": Section(_("Projects"), "projects/"),
    "territories": Section(_("Places"), "territories/"),
    "corridors": Section(_("Corridors"), "corridors/"),
    "people": Section(_("People"), "people/"),
    "organizations": Section(_("Organizations"), "organizations/"),
    "themes": Section(_("Themes"), "themes/"),
    "sdg": Section(_("Sustainable Development Goals"), "sdg/"),
    "gcm": Section(_("Objectives of the Global Compact"), "gcm/"),
    "search": Section(_("Search everything"), "search/"),
    "languages": Section(_("How texts are translated here"), "languages/"),
    "api": Section(_("Data for programs"), "/api/v1/"),
    "sign_up": Section(_("Join M4D Net"), "/accounts/signup/"),
    "contact": Section(_("Contact the facilitators"), "contact/"),
    "look": Section(_("How pages look"), "look/"),
}
