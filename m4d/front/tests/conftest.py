"""The starter site, and the people who look at it."""

from io import BytesIO

import pytest
from django.core.cache import cache
from django.utils import timezone
from PIL import Image
from wagtail.models import Collection, Locale, Site

from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.front import actions
from m4d.front.models import HomePage, StandardPage
from m4d.places.models import Corridor, Territory

STAFF = {
    "editor": [Role.EDITOR],
    "programme": [Role.PROGRAMME],
    "moderator": [Role.MODERATOR],
    "tutor": [Role.TUTOR],
    "stranger": [],
}


@pytest.fixture(autouse=True)
def fresh_cache():
    """What Wagtail keeps of its sites is not for the next test, whose database is another."""
    cache.clear()


@pytest.fixture
def locales(db):
    """The four languages, and a root for pages."""
    from wagtail.models import Page

    found = {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("en", "fr", "es", "ar")}
    if Page.get_first_root_node() is None:
        Page.add_root(instance=Page(title="Root", slug="root", locale=found["en"]))
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return found


@pytest.fixture
def home(locales):
    """A French and an English home page with few words."""
    from wagtail.models import Page

    root = Page.get_first_root_node()
    english = root.add_child(
        instance=HomePage(
            title="M4D Net", slug="home", locale=locales["en"], heading="People move.", lead="Lead.", ask="What?",
            invitation="Come.",
        )
    )  # fmt: skip
    french = english.copy_for_translation(locales["fr"])
    french.heading, french.slug = "Les gens partent.", "home-fr"
    french.save_revision().publish()
    Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "testserver", "root_page": english})
    return {"en": english, "fr": french}


@pytest.fixture
def page(home):
    """A page that exists in French only."""
    return home["fr"].add_child(
        instance=StandardPage(
            title="Ateliers", slug="workshops", locale=home["fr"].locale, lead="Trois jours.",
            body=[("text", "<p>À Kédougou.</p>")],
        )
    )  # fmt: skip


@pytest.fixture
def starter(db):
    """Everything that a new site begins with."""
    actions.load_starter()


@pytest.fixture
def staff(locales):
    """One person for each role, with the rights of that role."""
    actions.settle_staff_rights()
    return {name: make_person(name.title(), roles=roles) for name, roles in STAFF.items()}


@pytest.fixture
def lina(db):
    """A member who has done nothing yet."""
    return make_person("Lina")


def territory(code: str, name: str, country: str, point, **more) -> Territory:
    """A place on the map."""
    return Territory.objects.create(
        slug=code, code=code, name=name, kind="country", country=country, latitude=point[0], longitude=point[1],
        names={"en": name, **more}, key=name.lower(),
    )  # fmt: skip


@pytest.fixture
def corridor(db):
    """Loja to Spain, reported."""
    loja = territory("loja", "Loja", "EC", (-4.0, -79.2), ar="لوخا")
    spain = territory("spain", "Spain", "ES", (40.4, -3.7), fr="Espagne")
    return Corridor.objects.create(
        slug="loja--spain", origin=loja, destination=spain, direction="south-north", origin_country="EC",
        destination_country="ES", level=1, key="loja spain", opened_at=timezone.now(),
    )  # fmt: skip


def photo(**more) -> bytes:
    """A JPEG that says where and with which camera it was taken."""
    picture = Image.new("RGB", (800, 600), (120, 60, 90))
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif[0x8825] = {1: "N", 2: (12.0, 33.0, 0.0), 3: "W", 4: (12.0, 10.0, 0.0)}
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif, **more)
    return out.getvalue()
