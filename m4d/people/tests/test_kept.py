"""Pages kept for visitors let go of a person at once: after a change of the name, and when the person leaves."""

import pytest
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.accounts.factories import make_person
from m4d.core.pages import store
from m4d.people import actions
from m4d.people.factories import join, make_organization, make_profile, make_seat
from m4d.people.models import Profile
from m4d.places import actions as places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def keeping(settings):
    """As on a site, and not as in other tests, pages are kept."""
    settings.PAGES_KEPT = True
    store.store.clear()
    yield
    store.store.clear()


@pytest.fixture
def amina():
    return make_person("Amina Diallo")


@pytest.fixture
def pages(amina, kedougou):
    """The addresses of every kept page that names Amina."""
    profile = make_profile(person=amina, visibility={"name": "public", "organizations": "public"})
    town = make_organization("Town hall")
    join(amina, town)
    desk = make_seat(town, holder=amina, verified=True)
    alone = make_seat(territory=kedougou, duty="Governor", holder=amina, verified=True)
    return [thing.get_absolute_url() for thing in (profile, town, desk, alone)]


def named_on(client, pages):
    return [b"Amina Diallo" in client.get(address).content for address in pages]


def test_a_place_renamed_shows_on_every_kept_page(client, kedougou, django_capture_on_commit_callbacks):
    profile = make_profile(territory=kedougou, visibility={"name": "public", "place": "public"})
    town = make_organization("Town hall", territory=kedougou)
    desk, alone = make_seat(town, territory=kedougou), make_seat(territory=kedougou, duty="Governor")
    pages = [thing.get_absolute_url() for thing in (profile, town, desk, alone)]
    assert all("Kédougou" in client.get(page).content.decode() for page in pages)
    programme = make_person("Tesfaye Bekele", roles=["programme"])
    with django_capture_on_commit_callbacks(execute=True):
        places.choose_name(kedougou, by=programme, language="en", name="Kedu", reason="Asked for by its council.")
    shown = [client.get(page).content.decode() for page in pages]
    assert ["Kedu" in page for page in shown] == [True] * 4
    assert ["Kédougou" in page for page in shown] == [False] * 4


def test_a_name_taken_back_is_gone_from_every_kept_page(client, amina, pages, django_capture_on_commit_callbacks):
    assert named_on(client, pages) == [True] * 4
    profile = Profile.objects.get(person=amina)
    with django_capture_on_commit_callbacks(execute=True):
        actions.change_profile(
            profile, by=amina, version=profile.version, values={},
            visibility={"name": "members", "organizations": "public"},
        )  # fmt: skip
    assert named_on(client, pages) == [False] * 4


def test_whoever_leaves_is_gone_from_every_kept_page(client, amina, pages, django_capture_on_commit_callbacks):
    actions.leave_seat(amina.seat_holdings.get(seat__duty="Governor"), by=amina)
    assert named_on(client, pages) == [True] * 4
    with django_capture_on_commit_callbacks(execute=True):
        accounts.erase_person(amina, by=amina, at=timezone.now())
    assert named_on(client, pages) == [False] * 4
    assert client.get(pages[0]).status_code == 404
