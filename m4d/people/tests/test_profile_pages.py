"""One's own profile: saved part by part, refused with what was typed, previewed as others would see it."""

import re
import zlib

import pytest

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in, statements
from m4d.people import actions
from m4d.people.choices import PART_FIELDS, Field
from m4d.people.factories import join, make_organization, make_profile
from m4d.people.models import Profile

from .conftest import words

pytestmark = pytest.mark.django_db


def form_values(profile, **changes):
    """What the browser sends when nothing but `changes` was typed."""
    values = {"version": profile.version, "language": profile.language, "headline": profile.headline}
    values |= {f"see_{field}": profile.audience_of(field) for field in Field.values}
    return values | changes


def address_of(field) -> str:
    """Where a field of one's own profile is changed."""
    named = {"territory": "place", "country": "place", "more_languages": "languages", "language": "headline",
             "corridor_from": "corridors", "corridor_to": "corridors"}  # fmt: skip
    part = next(part for part, fields in PART_FIELDS.items() if named.get(field, field) in fields)
    return f"/en/people/me/{part}/"


def test_profile_edit_saves_part_by_part_and_says_so(client, kedougou):
    amina = make_person("Amina Diallo")
    signed_in(client, amina)
    assert client.get("/en/people/me/").status_code == 200
    profile = Profile.objects.get()
    typed = form_values(profile, name="Amina Diallo", headline="Officer", country="SN", territory="kedougou")
    begun = client.post("/en/people/me/", typed, follow=True)
    assert "Your profile is saved." in words(begun)
    profile.refresh_from_db()
    assert (profile.headline, profile.territory, profile.version, profile.is_complete) == (
        "Officer",
        kedougou,
        2,
        True,
    )
    knows = form_values(profile, themes=["rights"], languages=["fr"], more_languages="Wolof, peul", bio="Ask me.")
    client.post("/en/people/me/knowledge/", knows)
    profile.refresh_from_db()
    assert (profile.themes, profile.languages, profile.bio) == (["rights"], ["fr", "wo", "ff"], "Ask me.")
    reach = form_values(profile, see_phone="members", phone="+221 77 1")
    answer = client.post("/en/people/me/contact/", reach, follow=True)
    profile.refresh_from_db()
    assert (profile.phone, profile.visibility["phone"], profile.version) == ("+221 77 1", "members", 4)
    assert (profile.headline, profile.bio, profile.territory) == ("Officer", "Ask me.", kedougou)
    page = words(answer)
    assert "Your profile is saved." in page
    assert "+221 77 1 Who sees this : Members" in page.replace("this:", "this :")


def test_profile_parts_together_fill_in_every_field(client):
    assert sorted(field for fields in PART_FIELDS.values() for field in fields) == sorted(Field)
    signed_in(client, make_profile("Amina Diallo").person)
    assert client.get("/en/people/me/nothing/").status_code == 404


@pytest.mark.parametrize("path", ["", "who/", "knowledge/", "place/", "contact/", "preview/"])
def test_profile_parts_cost_few_statements_and_few_bytes(client, path, kedougou, corridor):
    profile = make_profile("Amina Diallo", country="SN", territory=kedougou, corridors=[corridor], languages=["wo"])
    for _each in range(3):
        join(profile.person, make_organization())
    signed_in(client, profile.person)
    client.get(f"/en/people/me/{path}")
    with statements() as seen:
        page = client.get(f"/en/people/me/{path}")
    assert len(seen) <= 8
    assert len(zlib.compress(page.content, 6)) <= 12 * 1024


def test_profile_edit_never_offers_the_public_a_number(client):
    profile = make_profile("Amina Diallo")
    signed_in(client, profile.person)
    page = client.get("/en/people/me/contact/").content.decode()
    select = page[page.index('name="see_phone"') :].split("</select>")[0]
    assert ("Members" in select, "Everybody" in select) == (True, False)
    answer = client.post("/en/people/me/contact/", form_values(profile, phone="+221 77 1", see_phone="public"))
    assert answer.status_code == 422
    assert Profile.objects.get().version == profile.version


def test_contact_data_is_for_nobody_until_somebody_chooses_otherwise(client):
    signed_in(client, make_profile("Amina Diallo").person)
    page = client.get("/en/people/me/contact/").content.decode()
    for name in ("email", "phone", "messaging"):
        select = page[page.index(f'name="see_{name}"') :].split("</select>")[0]
        assert '<option value="nobody" selected>Nobody</option>' in select


def test_profile_edit_shows_both_texts_when_another_window_saved(client):
    profile = make_profile("Amina Diallo", bio="Saved in the first window.", themes=["rights"])
    signed_in(client, profile.person)
    stale = form_values(profile, bio="Typed in the second window.", themes=["return"])
    actions.change_profile(
        profile, by=profile.person, version=profile.version, values={"bio": "First again."}, visibility={}
    )
    answer = client.post("/en/people/me/knowledge/", stale)
    assert answer.status_code == 422
    assert "This was saved meanwhile in another window." in words(answer)
    assert "First again." in words(answer)
    assert words(answer).count("Typed in the second window.") == 2
    assert "Knows about Return and reintegration Rights of migrants" in words(answer)
    assert Profile.objects.get().bio == "First again."
    version = re.search(r'name="version" value="(\d+)"', answer.content.decode())[1]
    client.post("/en/people/me/knowledge/", stale | {"version": version})
    assert Profile.objects.get().bio == "Typed in the second window."


def test_a_language_is_taken_by_what_people_call_it(client):
    profile = make_profile("Amina Diallo", languages=["fr"])
    given = form_values(profile, languages=["fr"], more_languages="أمازيغية، darija, ouolof")
    signed_in(client, profile.person).post("/ar/people/me/knowledge/", given)
    assert Profile.objects.get().languages == ["fr", "ber", "ary", "wo"]


def test_a_language_that_nobody_knows_is_refused_by_name_and_kept(client):
    profile = make_profile("Amina Diallo", languages=["fr"])
    signed_in(client, profile.person)
    answer = client.post(
        "/en/people/me/knowledge/", form_values(profile, languages=["fr", "en"], more_languages="Wolof, Elvish")
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "We do not know “Elvish”." in page
    assert 'value="Wolof, Elvish"' in page
    assert [box.split('"')[0] for box in page.split('name="languages" value="')[1:] if "checked" in box[:90]] == [
        "en", "fr",
    ]  # fmt: skip
    many = form_values(profile, languages=["en", "fr", "es", "ar"], more_languages="wolof; peul")
    assert "Choose at most 5." in client.post("/en/people/me/knowledge/", many).content.decode()
    assert Profile.objects.get().languages == ["fr"]


def test_a_corridor_is_found_by_the_names_of_its_ends(client, kedougou, isere, corridor):
    profile = make_profile("Amina Diallo")
    signed_in(client, profile.person)
    place = "/en/people/me/place/"
    assert corridor.slug not in client.get(place).content.decode()
    for start, goal, message in (
        ("Nowhere", "Isère", "We do not know this place. Check the spelling."),
        ("Kedougou", "", "Name both ends of the corridor."),
        (
            "Isère",
            "Kedougou",
            "There is no corridor between these two places yet. Take one from the list of corridors",
        ),
    ):
        answer = client.post(place, form_values(profile, corridor_from=start, corridor_to=goal))
        assert message in answer.content.decode()
        assert f'value="{start}"' in answer.content.decode()
    client.post(place, form_values(profile, corridor_from="kedougou", corridor_to="ISERE"))
    profile.refresh_from_db()
    assert list(profile.corridors.all()) == [corridor]
    assert f'value="{corridor.slug}" ' in client.get(place).content.decode()
    client.post(place, form_values(profile))
    assert not profile.corridors.exists()


def test_corridors_of_the_own_country_are_at_hand(client, kedougou, corridor):
    profile = make_profile("Amina Diallo", country="SN", territory=kedougou)
    signed_in(client, profile.person)
    assert f'value="{corridor.slug}"' in client.get("/en/people/me/place/").content.decode()


HTML = "<script>alert(1)</script>"
WRONG = [
    ("name", HTML, "Write plain words here, without HTML tags."),
    ("headline", HTML, "Write plain words here, without HTML tags."),
    ("bio", HTML, "Write plain words here, without HTML tags."),
    ("phone", HTML, "Write plain words here, without HTML tags."),
    ("messaging", HTML, "Write plain words here, without HTML tags."),
    ("territory", HTML, "Write plain words here, without HTML tags."),
    ("website", "javascript:alert(1)", "Give a web address, for example https://example.org."),
    ("email", "nobody", "Enter a valid email address."),
    ("name", "Аmina Diallo", "This name mixes letters of two writing systems in one word."),
    ("headline", "x" * 121, "Write at most 120 characters. This has 121."),
    ("bio", "x" * 10_000_000, "Write at most 1,000 characters. This has 10,000,000."),
    ("phone", "call me", "Give the number with digits, for example +221 33 123 45 67."),
    ("territory", "Nowhere at all", "We do not know this place."),
    ("country", "ZZ", "Select a valid choice."),
    ("themes", "no-such-theme", "Select a valid choice."),
]


@pytest.mark.parametrize(("field", "typed", "message"), WRONG, ids=[f"{row[0]}-{row[1][:12]}" for row in WRONG])
def test_profile_edit_refuses_and_keeps_what_was_typed(client, field, typed, message):
    profile = make_profile("Amina Diallo", headline="Officer")
    signed_in(client, profile.person)
    before = Profile.objects.values().get()
    answer = client.post(address_of(field), form_values(profile, **{field: typed}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page
    assert "<title>Error:" in page
    assert HTML not in page
    if len(typed) < 1000 and field not in ("country", "themes"):
        assert typed.replace("<", "&lt;").replace(">", "&gt;") in page
    assert Profile.objects.values().get() == before


def test_profile_edit_answers_in_arabic(client):
    profile = make_profile("آمنة", language="ar", headline="مكلفة بالهجرة")
    signed_in(client, profile.person)
    answer = client.post("/ar/people/me/who/", form_values(profile, headline=""))
    assert answer.status_code == 422
    assert 'dir="rtl"' in answer.content.decode()[:400]


def test_profile_edit_previews_what_others_would_see_without_saving(client):
    profile = make_profile("Amina Diallo", headline="Officer")
    signed_in(client, profile.person)
    answer = client.post(
        "/en/people/me/who/",
        form_values(
            profile, name="Amina D.", headline="Mayor", preview="1", see_name="public", see_headline="members"
        ),
    )
    page = words(answer)
    visitor = page[page.index("A visitor sees") : page.index("A member sees")]
    assert ("Amina D." in visitor, "Mayor" in visitor) == (True, False)
    assert "Mayor" in page[page.index("A member sees") :]
    profile.refresh_from_db()
    assert profile.headline == "Officer"
