"""The first words of a new site: home pages, ordinary pages and menus in every language."""

import json
import re
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection, Locale, Page, Site

from m4d.catalogue import actions as catalogue
from m4d.core import text as words
from m4d.projects.models import Project

from ..choices import MenuPlace
from ..models import HomePage, Menu, StandardPage
from .pages import refresh_menus
from .staff import settle_staff_rights

DATA = Path(__file__).resolve().parent.parent / "data"
ORIGINAL = "en"
PAGES = ["about", "accessibility", "your-data", "terms"]
_HOME_WORDS = (
    "title", "seo_title", "search_description", "heading", "lead", "ask", "story_note", "story", "story_more",
    "invitation", "invitation_note",
)  # fmt: skip


@transaction.atomic
def load_starter() -> str:
    """Make what a new site needs and leave what editors have made. Returns what was done, in one line."""
    root = _root()
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code, _name in settings.LANGUAGES}
    home = _home_pages(root, locales)
    _site(root, home[ORIGINAL])
    made = sum(_standard_page(slug, home, locales) for slug in PAGES)
    _menus()
    settle_staff_rights()
    catalogue.put_many("page", StandardPage.objects.live().filter(locale=locales[ORIGINAL]))
    refresh_menus()
    return f"{len(home)} home pages, {made} new pages"


def _root() -> Page:
    root = Page.get_first_root_node()
    if root is None:
        locale, _made = Locale.objects.get_or_create(language_code=ORIGINAL)
        kind = ContentType.objects.get_for_model(Page)
        root = Page.add_root(instance=Page(title="Root", slug="root", content_type=kind, locale=locale))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return root


def _home_pages(root, locales) -> dict[str, HomePage]:
    """The home page in each language; the first one is the original, the others are its translations."""
    data = json.loads((DATA / "home.json").read_text(encoding="utf-8"))
    found = {page.locale.language_code: page for page in HomePage.objects.select_related("locale")}
    if ORIGINAL not in found:
        # Wagtail's own welcome page holds the place of the first home page.
        for page in root.get_children().filter(content_type__model="page", slug="home"):
            page.delete()
        root.refresh_from_db()
    for code in (ORIGINAL, *locales):
        if code not in found:
            page = HomePage(slug="home" if code == ORIGINAL else f"home-{code}", story_units=51)
            _live(_with_words(page, data, code), locales[code], found.get(ORIGINAL))
            found[code] = root.add_child(instance=page)
    return found


def _live(page, locale, original):
    """The page, ready to be put into the tree: in its language, on the site, a translation of the original."""
    page.locale, page.live = locale, True
    page.draft_title = page.title
    page.first_published_at = page.last_published_at = timezone.now()
    if original is not None:
        page.translation_key = original.translation_key
    return page


def _with_words(page: HomePage, data: dict, code: str) -> HomePage:
    for field in _HOME_WORDS:
        setattr(page, field, data[code][field])
    identifiers = [one["identifier"] for one in data["beginnings"]]
    slugs = dict(Project.objects.filter(identifier__in=identifiers).values_list("identifier", "slug"))
    # Built from Python lists and not from stored JSON, so that every block gets the identity that translation needs.
    page.questions = [
        ("question", {"question": one[code][0], "note": one[code][1], "theme": one["theme"]})
        for one in data["questions"]
    ]
    page.beginnings = [
        ("beginning", {"title": one[code][0], "text": one[code][1], "project": slugs.get(one["identifier"], "")})
        for one in data["beginnings"]
    ]
    return page


def _site(root, home) -> None:
    host, _, port = settings.SITE_URL.split("://", 1)[-1].partition("/")[0].partition(":")
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    if site.pk and isinstance(site.root_page.specific if site.root_page_id else None, HomePage):
        return
    site.hostname, site.port, site.site_name, site.root_page = host, int(port or 80), settings.WAGTAIL_SITE_NAME, home
    site.save()


def _standard_page(slug: str, home: dict[str, HomePage], locales) -> int:
    """One page in every language, unless an editor has taken its address. Returns how many were made."""
    original = StandardPage.objects.filter(slug=slug, locale=locales[ORIGINAL]).first()
    made = 0
    for code in dict.fromkeys((ORIGINAL, *locales)):
        if StandardPage.objects.filter(slug=slug, locale=locales[code]).exists():
            continue
        title, lead, body = _written(slug, code)
        page = StandardPage(title=title, slug=slug, lead=lead, search_description=lead, body=[("text", body)])
        home[code].add_child(instance=_live(page, locales[code], original))
        original = original or page
        made += 1
    return made


def _written(slug: str, code: str) -> tuple[str, str, str]:
    """Title, first paragraph and body of a page from its file."""
    head, _, body = (DATA / "pages" / f"{slug}.{code}.md").read_text(encoding="utf-8").partition("\n\n")
    title, lead = (line.partition(": ")[2] for line in head.splitlines())
    # Our own words: the marks that warn of links by members are not needed.
    return title, lead, re.sub(r' rel="[^"]*"', "", words.markdown(body))


def _menus() -> None:
    """The starter menus lead to what exists; a menu that is there already stays as it is."""
    sections = ["groups", "projects", "territories", "corridors", "people", "organizations"]
    Menu.objects.get_or_create(
        place=MenuPlace.MAIN, defaults={"lines": [("section", section) for section in sections]}
    )
    if Menu.objects.filter(place=MenuPlace.FOOTER).exists():
        return
    pages = {page.slug: page for page in StandardPage.objects.filter(locale__language_code=ORIGINAL, slug__in=PAGES)}
    groups = json.loads((DATA / "footer.json").read_text(encoding="utf-8"))
    Menu.objects.create(place=MenuPlace.FOOTER, lines=[("group", _group(group, pages)) for group in groups])


def _group(group: dict, pages: dict) -> dict:
    lines = []
    for line in group["lines"]:
        kind, _, name = line.partition(":")
        if kind == "section":
            lines.append(("section", name))
        elif name in pages:
            lines.append(("page", pages[name]))
    return {**{code: group[code] for code, _name in settings.LANGUAGES}, "lines": lines}
