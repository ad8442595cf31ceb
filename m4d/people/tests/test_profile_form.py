"""The profile form as a browser sees it: what the page draws is enough to save it."""

import pytest
from bs4 import BeautifulSoup

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in
from m4d.people.choices import Field
from m4d.people.factories import make_profile
from m4d.people.models import Profile

pytestmark = pytest.mark.django_db

PARTS = ("who", "knowledge", "place", "contact")
WHO = "/en/people/me/who/"


def _chosen(control) -> list[str]:
    """The values that a browser sends for one control left as it stands."""
    if control.name == "textarea":
        return [control.get_text().removeprefix("\n")]
    if control.name == "select":
        options = control.select("option")
        return [option.get("value", "") for option in control.select("option[selected]") or options[:1]]
    if control.get("type") in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.has_attr("checked") else []
    return [control.get("value", "")]


def drawn_fields(response) -> dict[str, list[str]]:
    """Every field that the profile form of this page shows, with its value."""
    form = BeautifulSoup(response.content, "html.parser").select_one("main form")
    sent = {}
    for control in form.select("input[name], select[name], textarea[name]"):
        sent.setdefault(control["name"], []).extend(_chosen(control))
    return {name: values for name, values in sent.items() if values}


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_first_profile_is_saved_with_what_the_page_shows_and_a_role(client, language):
    amina = make_person("Amina Diallo", language="en")
    signed_in(client, amina)
    address = f"/{language}/people/me/"
    sent = drawn_fields(client.get(address)) | {"headline": ["Técnica municipal"]}
    answer = client.post(address, sent)
    profile = Profile.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/{language}/people/{profile.slug}/")
    assert (profile.headline, profile.language, profile.is_complete) == ("Técnica municipal", language, True)


def test_a_profile_sent_back_unchanged_stays_as_it_is(client, kedougou, corridor):
    profile = make_profile(
        "Amina Diallo", bio="Two lines.\nThe second.", language="fr", country="SN", territory=kedougou,
        languages=["fr", "wo"], themes=["rights", "return"], stakeholder_type="local-authority", level="local",
        corridor_end="origin", website="https://town.example", phone="+221 77 000 00 01", corridors=[corridor],
        visibility={"phone": "members", "bio": "public"},
    )  # fmt: skip
    columns = [name for name in Profile.objects.values().get() if name not in ("version", "changed_at", "visibility")]
    before = Profile.objects.values(*columns).get()
    signed_in(client, profile.person)
    for part in PARTS:
        answer = client.post(f"/en/people/me/{part}/", drawn_fields(client.get(f"/en/people/me/{part}/")))
        assert answer.status_code == 303
    assert Profile.objects.values(*columns).get() == before
    after = Profile.objects.get()
    assert {name: after.audience_of(name) for name in Field.values} == {
        name: profile.audience_of(name) for name in Field.values
    }
    assert list(after.corridors.all()) == [corridor]
    assert after.version == profile.version + len(PARTS)


@pytest.mark.parametrize("path", ["", *(f"{part}/" for part in PARTS)])
def test_every_field_of_the_form_is_drawn(client, path, kedougou, corridor):
    # The beginning is asked of those who have no profile yet.
    person = make_profile("Amina", country="SN", territory=kedougou).person if path else make_person("Amina Diallo")
    signed_in(client, person)
    page = client.get(f"/en/people/me/{path}")
    form = BeautifulSoup(page.content, "html.parser").select_one("main form")
    drawn = {control["name"] for control in form.select("[name]")}
    assert [field.html_name for field in page.context["form"] if field.html_name not in drawn] == []


@pytest.mark.parametrize(
    ("language", "first"),
    [("en", ["English", "French"]), ("fr", ["Anglais", "Français"]), ("ar", ["الإنجليزية", "الفرنسية"])],
)
def test_languages_come_in_the_order_of_the_site_before_all_others(client, language, first):
    signed_in(client, make_profile("Amina Diallo").person)
    page = BeautifulSoup(client.get(f"/{language}/people/me/who/").content, "html.parser")
    offered = [option["value"] for option in page.select("select[name=language] option")]
    assert offered[1:5] == ["en", "fr", "es", "ar"]
    assert len(offered) == len(set(offered)) > 100
    names = [option.get_text() for option in page.select("select[name=language] option")]
    assert [name.casefold() for name in names[1:3]] == [name.casefold() for name in first]


def test_the_preview_says_whether_it_shows_what_is_typed_or_what_is_saved(client):
    profile = make_profile("Amina Diallo", headline="Officer")
    signed_in(client, profile.person)
    saved, typed = "What is saved now", "With what stands in the form now. It is not saved yet."
    sent = drawn_fields(client.get(WHO)) | {"headline": ["Mayor"], "preview": ["1"]}

    def preview(answer):
        return BeautifulSoup(answer.content, "html.parser").select_one("#people-preview").get_text(" ")

    good = preview(client.post(WHO, sent))
    assert (typed in good, saved in good, "Mayor" in good, "Officer" in good) == (True, False, True, False)
    wrong = client.post(WHO, sent | {"level": ["no-such-level"]})
    assert wrong.status_code == 422
    assert b"people-preview" not in wrong.content
    shown = preview(client.get("/en/people/me/preview/"))
    assert (typed in shown, saved in shown, "Mayor" in shown, "Officer" in shown) == (False, True, False, True)
    assert Profile.objects.get().headline == "Officer"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_languages_of_the_interface_come_in_one_order_wherever_they_are_chosen(client, language):
    person = make_person("Amina Diallo", language=language)
    order = ["en", "fr", "es", "ar"]
    for address in (f"/{language}/people/", f"/accounts/signup/?lang={language}"):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        for place in ("nav.drop a[hreflang]", ".footer-langs a"):
            assert [link["hreflang"] for link in page.select(place)] == order, (address, place)
    signed_in(client, person)
    for address in (f"/{language}/settings/edit/", f"/{language}/people/me/"):
        page = BeautifulSoup(client.get(address).content, "html.parser")
        offered = [option["value"] for option in page.select("select[name=language] option") if option["value"]]
        assert offered[:4] == order, address


@pytest.mark.parametrize(("part", "kept"), [("knowledge", True), ("who", False), ("contact", False)])
def test_a_long_text_is_kept_on_the_device_while_it_is_typed(client, part, kept):
    signed_in(client, make_profile("Amina Diallo").person)
    page = BeautifulSoup(client.get(f"/en/people/me/{part}/").content, "html.parser")
    assert bool(page.select("textarea[data-draft]")) is kept
    assert bool(page.select("script[src*=drafts]")) is kept
