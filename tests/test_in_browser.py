"""A browser looks at each kind of page once, as the persona who sees it full: wide and narrow, both directions.

Also the main tasks of a visitor and of a member, done with script switched off.
"""

import pytest
from django.urls import resolve
from django.utils import translation

from m4d.activity.queries import is_following
from m4d.places.models import Territory
from tests.test_every_page import Walk
from tests.walk import browser

LOOKERS = ("visitor", "stranger", "officer", "facilitator", "moderator", "programme", "admin")
VIEWS = (("fr", 360), ("fr", 1280), ("ar", 360), ("ar", 1280))
# A page that is meant to say that something is not there, or that hands the reader on at once.
NOT_LOOKED_AT = ("alive", "ready")

WHY_NOT = browser.why_not()

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT or "looked at"),
]


def fullest(world, language: str) -> dict[str, tuple[str, str]]:
    """For each kind of page the persona and the address where it is heaviest."""
    best: dict[str, tuple[int, str, str]] = {}
    for persona in LOOKERS:
        walk = Walk(persona, language, world.people.get(persona)).go()
        for name, pages in walk.weights.items():
            for address, size in pages.items():
                if name not in NOT_LOOKED_AT and (name not in best or size > best[name][0]):
                    best[name] = (size, persona, address)
    return {name: (persona, address) for name, (_size, persona, address) in best.items()}


def test_each_kind_of_page_in_a_browser(world):
    faults = []
    axe = browser.axe_source()
    with browser.site() as site, browser.chromium() as chromium:
        for language in ("fr", "ar"):
            pages = fullest(world, language)
            for persona in LOOKERS:
                mine = [(name, address) for name, (who, address) in pages.items() if who == persona]
                for width in [width for spoken, width in VIEWS if spoken == language]:
                    faults += look_at(chromium, site, axe, world.people.get(persona), language, width, mine)
    assert not faults, "\n" + "\n".join(faults)


def look_at(chromium, site, axe, person, language, width, pages) -> list[str]:
    faults = []
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale=language)
    if person is not None:
        client = Walk("x", language, person).client
        context.add_cookies(browser.session_cookies(client, site))
    for name, address in pages:
        page = context.new_page()
        heard = []
        page.on("console", lambda message, heard=heard: message.type == "error" and heard.append(message.text[:160]))
        page.on("pageerror", lambda error, heard=heard: heard.append(str(error)[:160]))
        page.goto(site + address)
        faults += [f"{name} {address} at {width}: {fault}" for fault in [*browser.look(page, axe), *heard]]
        page.close()
    context.close()
    return faults


@pytest.fixture(scope="module")
def opened(world):
    """The site and a browser; a thread has one at a time."""
    with browser.site() as site, browser.chromium() as chromium:
        yield site, chromium


@pytest.fixture(scope="module")
def without_script(opened):
    """A browser with script off, on the site; gives a function that opens a page for somebody."""
    site, chromium = opened

    def open_for(person, address, language="fr"):
        context = chromium.new_context(java_script_enabled=False, locale=language)
        if person is not None:
            context.add_cookies(browser.session_cookies(Walk("x", language, person).client, site))
        page = context.new_page()
        page.goto(site + address)
        return page

    return open_for


def test_a_visitor_searches_without_script(without_script):
    page = without_script(None, "/fr/")
    page.locator("main input[name=q]").first.fill("kedougou")
    page.locator("main input[name=q]").first.press("Enter")
    assert "Kédougou" in page.locator("main").inner_text()


def test_a_visitor_filters_projects_without_script(without_script):
    page = without_script(None, "/fr/projects/?country=EC")
    assert "Loja" in page.locator("main").inner_text()


def test_a_member_signs_in_and_follows_a_place_without_script(without_script, world):
    page = without_script(None, "/accounts/login/?lang=fr")
    page.locator("input[name=login]").fill("stranger@demo.example")
    page.locator("input[name=password]").fill("m4d-demo")
    site = page.url.split("/accounts/")[0]
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto(f"{site}/fr/territories/senegal/")
    page.locator("form[action$='/following/'] button").first.click()
    # Waits for the page that comes back; a click alone does not.
    stop = page.locator("form[action$='/following/'] button[name=stop]")
    stop.wait_for(state="attached")
    assert is_following(world.people["stranger"], Territory.objects.get(slug="senegal"))


def test_a_member_corrects_a_profile_without_script(without_script, world):
    page = without_script(world.people["stranger"], "/es/people/me/", "es")
    page.locator("input[name=headline]").fill("Técnica municipal")
    page.locator("input[name=headline]").press("Enter")
    # An error would show the form again, with the words still in their field: only the saved page counts.
    page.wait_for_url(lambda url: "/es/people/" in url and not url.endswith("/people/me/"))
    assert "Técnica municipal" in page.locator("main").inner_text()


def test_the_menu_is_an_open_list_without_script(without_script):
    page = without_script(None, "/ar/")
    with translation.override("ar"):
        assert resolve("/ar/projects/")
    assert page.locator("nav a[href='/ar/projects/']").first.is_visible()


@pytest.fixture
def with_script(world, opened):
    """A member's browser on the list of people, wide, with script."""
    site, chromium = opened
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="fr")
    context.add_cookies(browser.session_cookies(Walk("x", "fr", world.people["officer"]).client, site))
    page = context.new_page()
    page.goto(f"{site}/fr/people/")
    yield page
    context.close()


def test_a_list_of_the_head_closes_when_the_reader_goes_on(with_script):
    page = with_script
    languages, account = page.locator(".drop > details").all()

    def opened():
        return [each.get_attribute("open") is not None for each in (languages, account)]

    languages.locator("summary").click()
    assert opened() == [True, False]
    account.locator("summary").click()
    assert opened() == [False, True]
    page.keyboard.press("Tab")
    assert opened() == [False, True]
    page.keyboard.press("Escape")
    assert opened() == [False, False]
    assert account.locator("summary").evaluate("each => each === document.activeElement")
    page.keyboard.press("Enter")
    assert opened() == [False, True]
    page.locator("h1").click()
    assert opened() == [False, False]
    languages.locator("summary").press("Enter")
    assert opened() == [True, False]
    account.locator("summary").focus()
    assert opened() == [False, False]


WHERE_FOCUS_IS = """() => ['skip', 'wordmark', 'menu', 'search-link', 'drop'].find(
    name => document.activeElement.closest('.' + name))"""


def test_the_keyboard_goes_through_the_head_as_it_is_seen(with_script):
    page, met, order = with_script, [], ["wordmark", "menu", "search-link", "drop"]
    for _step in range(20):
        page.keyboard.press("Tab")
        part = page.evaluate(WHERE_FOCUS_IS)
        if part and part not in met:
            met.append(part)
    assert met == ["skip", *order]
    seen = [page.locator(f".{name}").first.bounding_box()["x"] for name in order]
    assert seen == sorted(seen)


@pytest.mark.parametrize(
    ("language", "path"),
    [
        ("fr", "corridors/ecuador--spain/"),
        ("ar", "territories/senegal/"),
        ("ar", "projects/information-and-training-for-migrants/"),
    ],
)
def test_a_printed_page_says_where_it_is_from_and_folds_nothing(without_script, language, path):
    page = without_script(None, f"/{language}/{path}", language)
    page.emulate_media(media="print")
    assert page.locator(".masthead .wordmark").is_visible()
    assert not page.locator(".masthead nav").first.is_visible()
    assert not page.locator(".footer").is_visible()
    (citation,) = page.locator("main .citation").all()
    assert citation.is_visible()
    assert f"/{language}/{path}" in citation.inner_text()
    folded = page.locator("main details:not([open])").all()
    assert folded or "projects" in path
    for part in folded:
        assert part.locator("> :not(summary)").first.is_visible()
