"""The page of a person: what it shows to whom, in which language, and how somebody is blocked from it."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.core.testing import assert_flat, signed_in
from m4d.people import actions
from m4d.people.choices import Field
from m4d.people.factories import join, make_organization, make_profile
from m4d.people.models import Profile

from .conftest import words

pytestmark = pytest.mark.django_db


def test_person_detail_hides_what_is_not_open(client):
    profile = make_profile(
        "Amina Diallo", email="amina@town.example", phone="+221 77 000 00 01", messaging="Signal 77 000 00 01",
        visibility={"email": "groups", "phone": "nobody", "messaging": "members"},
    )  # fmt: skip
    address = f"/en/people/{profile.slug}/"
    visitor = client.get(address).content.decode()
    assert "Migration desk officer" in visitor
    for secret in ("Amina", "amina@town.example", "77 000 00 01"):
        assert secret not in visitor
    lina = make_person("Lina")
    member = signed_in(client, lina).get(address).content.decode()
    assert "Amina Diallo" in member
    assert "Signal 77 000 00 01" in member
    assert "amina@town.example" not in member
    assert "+221" not in member
    town = make_organization(admin=profile.person)
    join(lina, town)
    assert "amina@town.example" in client.get(address).content.decode()
    actions.block_person(lina, by=profile.person)
    blocked = client.get(address).content.decode()
    assert "Amina Diallo" in blocked
    for secret in ("amina@town.example", "Signal", "+221"):
        assert secret not in blocked


def test_person_detail_of_an_empty_or_hidden_profile_is_not_found(client):
    amina = make_person("Amina")
    empty = actions.open_profile(amina)
    assert client.get(f"/en/people/{empty.slug}/").status_code == 404
    nothing = make_profile("Jonas", visibility=dict.fromkeys(Field.values, "nobody"))
    signed_in(client, make_person("Lina"))
    assert client.get(f"/en/people/{nothing.slug}/").status_code == 404
    Profile.objects.filter(pk=nothing.pk).update(hidden_at=timezone.now())
    assert client.get(f"/en/people/{nothing.slug}/").status_code == 404
    signed_in(client, nothing.person)
    assert "A moderator has hidden this profile." in words(client.get(f"/en/people/{nothing.slug}/"))


def test_person_detail_is_made_anew_when_the_profile_changes(client, settings):
    settings.PAGES_KEPT = True
    profile = make_profile("Amina Diallo", headline="Officer")
    address = f"/en/people/{profile.slug}/"
    assert "Officer" in words(client.get(address))
    with pytest.MonkeyPatch.context():
        actions.change_profile(
            profile, by=profile.person, version=profile.version, values={"headline": "Mayor"},
            visibility={"headline": "groups", "place": "public", "name": "public"},
        )  # fmt: skip
    assert b"Officer" not in client.get(address + "?fresh").content


def test_arabic_and_latin_names_are_each_isolated(client):
    profile = make_profile("آمنة ديالو", language="ar", headline="مكلفة بالهجرة")
    page = signed_in(client, make_person("Lina")).get(f"/en/people/{profile.slug}/").content.decode()
    assert '<h1 lang="ar" dir="rtl">آمنة ديالو</h1>' in page


@pytest.mark.parametrize(
    ("written", "read", "label"),
    [("fr", "en", "Original in French"), ("ar", "fr", "Original"), ("fr", "fr", ""), ("ff", "es", "Original en fula")],
)
def test_what_a_person_wrote_says_its_language_to_readers_of_others(client, written, read, label):
    profile = make_profile("Amina", language=written, headline="Rôle", bio="Texte.", visibility={"bio": "public"})
    page = BeautifulSoup(client.get(f"/{read}/people/{profile.slug}/").content, "html.parser")
    bio = page.select_one("#people-bio").find_parent("section")
    assert bio.select_one(".prose")["lang"] == written
    assert page.h1["lang"] == written
    texts = [part.get_text(" ") for part in (bio, page.select_one(".opening"))]
    assert [bool(label) and label in text for text in texts] == [bool(label)] * 2
    assert label or not any("Original" in text for text in texts)


def test_blocked_list_is_flat_and_private(client):
    amina = make_person("Amina")
    signed_in(client, amina)

    def make(number):
        for _each in range(number):
            actions.block_person(make_profile("Jonas Weber").person, by=amina)

    assert_flat(lambda: client.get("/en/people/me/blocked/"), make)
    assert "Jonas Weber" in words(client.get("/en/people/me/blocked/"))
    signed_in(client, make_person("Lina"))
    assert "Jonas" not in words(client.get("/en/people/me/blocked/"))


def test_blocking_from_the_page_of_a_person(client):
    profile = make_profile("Jonas Weber")
    amina = make_person("Amina")
    signed_in(client, amina)
    address = f"/en/people/{profile.slug}/"
    assert "Block this member" in words(client.get(address))
    client.post(f"{address}block/")
    assert "You have blocked this member." in words(client.get(address))
    client.post(f"{address}block/", {"stop": "1"})
    assert "Block this member" in words(client.get(address))
