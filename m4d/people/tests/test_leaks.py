"""Something is planted in every field at every audience; nobody may find what is not open to them, anywhere."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from m4d.accounts.factories import make_person
from m4d.activity import actions as activity
from m4d.activity import queries as journal
from m4d.activity.models import Entry, Mail
from m4d.core.testing import signed_in
from m4d.languages import actions as languages
from m4d.languages import queries as texts
from m4d.people import actions
from m4d.people.choices import Field, Verb
from m4d.people.factories import join, make_organization, make_profile, make_seat

pytestmark = pytest.mark.django_db

#: Planted words by audience, one for each field that holds text.
TEXTS = ("name", "headline", "bio", "website", "email", "phone", "messaging")
AUDIENCES = ("nobody", "groups", "members", "public")


def planted(field, audience):
    """A value that occurs nowhere else and fits the field."""
    word = f"{field}{audience}zq"
    return {
        "website": f"https://{word}.example/",
        "email": f"{word}@secret.example",
        "phone": f"+999 {TEXTS.index(field)}{AUDIENCES.index(audience)} 123456",
    }.get(field, f"Planted {word}")


def mark_of(field, audience):
    """What to look for in an answer."""
    return planted(field, audience).removeprefix("Planted ").removeprefix("https://")


@pytest.fixture
def world(kedougou, corridor):
    """For each audience one profile whose fields all have it, in an organization and on a seat."""
    profiles = {}
    for number, audience in enumerate(AUDIENCES):
        person = make_person("Amina Diallo")
        organization = make_organization(f"Office of planted{audience}zq", admin=person)
        profiles[audience] = make_profile(
            person=person,
            visibility=dict.fromkeys(Field.values, audience),
            country="SN",
            territory=kedougou,
            themes=[("rights", "health", "gender", "jobs")[number]],
            languages=[("wo", "ff", "am", "ne")[number]],
            corridors=[corridor],
            **{field: planted(field, audience) for field in TEXTS},
        )
        make_seat(organization, holder=person, verified=True)
        activity.record(Verb.PROFILE_CHANGED, by=person, about=organization)
    return profiles


#: What a card may carry for each side: no contact data at all.
OPEN = {"visitor": {"public"}, "member": {"public", "members"}}
NEVER_IN_LISTS = {"email", "phone", "messaging", "website"}

PAGES = [
    "/en/people/", "/ar/people/", "/en/people/?q=planted", "/en/people/?q=headlinegroupszq", "/en/people/?country=SN",
    "/en/search/?q=planted", "/en/search/?q=namemembers", "/en/search/suggest/?q=name", "/en/search/suggest/?q=bio",
    "/api/v1/person/", "/api/v1/person/?q=planted", "/api/v1/person.csv", "/api/v1/search/?q=planted",
    "/feeds/person.xml", "/feeds/search.xml?q=planted", "/sitemap-1.xml", "/en/themes/rights/",
]  # fmt: skip


def answer(client, address):
    response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode()


@pytest.mark.parametrize("side", ["visitor", "member"])
@pytest.mark.parametrize("address", PAGES)
def test_lists_show_no_field_that_is_not_open(client, world, side, address):
    if side == "member":
        signed_in(client, make_person("Lina Reyes"))
    body = answer(client, address).replace(address.rpartition("q=")[2] if "q=" in address else "no words", "")
    for audience in AUDIENCES:
        for field in TEXTS:
            if audience not in OPEN[side] or field in NEVER_IN_LISTS:
                assert mark_of(field, audience) not in body, (field, audience)
    if "groups" in address:
        assert "Nobody fits all of this yet." in body


@pytest.mark.parametrize("side", ["visitor", "member"])
def test_the_public_profile_is_found_so_the_test_above_means_something(client, world, side):
    if side == "member":
        signed_in(client, make_person("Lina Reyes"))
    for address in ("/en/people/", "/api/v1/person/", "/api/v1/person.csv", "/en/search/?q=planted"):
        assert mark_of("headline", "public") in answer(client, address), address


@pytest.mark.parametrize(("side", "expected"), [("visitor", {"jobs"}), ("member", {"gender", "jobs"})])
def test_counts_of_facets_hold_only_open_fields(client, world, side, expected):
    if side == "member":
        signed_in(client, make_person("Lina Reyes"))
    body = answer(client, "/en/people/")
    select = body[body.index('name="theme"') :].split("</select>")[0]
    found = {code for code in ("rights", "health", "gender", "jobs") if f'value="{code}"' in select}
    assert found == expected
    languages = body[body.index('name="language"') :].split("</select>")[0]
    assert {code for code in ("wo", "ff", "am", "ne") if f'value="{code}"' in languages} == (
        {"ne"} if side == "visitor" else {"am", "ne"}
    )


@pytest.mark.parametrize("side", ["visitor", "member"])
def test_the_spreadsheet_holds_only_open_fields(client, world, side):
    if side == "member":
        signed_in(client, make_person("Lina Reyes"))
    response = client.get("/api/v1/person.xlsx")
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    body = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    assert mark_of("headline", "public") in body
    for audience in AUDIENCES:
        for field in TEXTS:
            if audience not in OPEN[side] or field in NEVER_IN_LISTS:
                assert mark_of(field, audience) not in body, (field, audience)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("viewer", ["visitor", "member", "colleague", "blocked colleague"])
def test_the_page_of_a_person_shows_what_is_open_and_nothing_else(client, world, audience, viewer):
    profile = world[audience]
    if viewer != "visitor":
        lina = make_person("Lina Reyes")
        signed_in(client, lina)
        if "colleague" in viewer:
            join(lina, profile.person.affiliations.get().organization)
        if "blocked" in viewer:
            actions.block_person(lina, by=profile.person)
    wide = {"visitor": 3, "member": 2, "colleague": 1, "blocked colleague": 2}[viewer]
    body = answer(client, f"/en/people/{profile.slug}/")
    for field in TEXTS:
        width = AUDIENCES.index(audience)
        if field in ("phone", "messaging"):
            width = min(width, 2)
        is_open = width >= wide and not (viewer == "blocked colleague" and field in ("email", "phone", "messaging"))
        assert (mark_of(field, audience) in body) is is_open, field
    organization = f"Office of planted{audience}zq"
    assert (organization in body) is (AUDIENCES.index(audience) >= wide)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("side", ["visitor", "member"])
def test_pages_about_an_organization_and_its_seats_name_nobody_who_did_not_allow_it(client, world, audience, side):
    if side == "member":
        signed_in(client, make_person("Lina Reyes"))
    organization = world[audience].person.affiliations.get().organization
    seat = organization.seats.get()
    for address in (
        f"/en/organizations/{organization.slug}/",
        f"/en/organizations/{organization.slug}/seats/{seat.pk}/",
    ):
        body = answer(client, address)
        for field in TEXTS:
            allowed = audience in OPEN[side] and field not in NEVER_IN_LISTS
            assert allowed or mark_of(field, audience) not in body, (field, address)


@pytest.mark.parametrize("side", ["visitor", "member"])
@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_page_of_a_text_names_nobody_who_did_not_allow_it(client, world, audience, side):
    if side == "member":
        signed_in(client, make_person("Lina Reyes"))
    amina = world[audience].person
    town = make_organization("Town hall", admin=amina, about="Le registre est ouvert.")
    version = languages.add_human_version(town, "about", "es", "El registro.", by=amina)
    seen = languages.mark_of(version, texts.original_of(town, "about"))
    languages.correct(version, "El registro está abierto.", by=amina, seen=seen)
    body = answer(client, f"/en/languages/texts/people.organization/{town.pk}/about/")
    assert "El registro está abierto." in body
    assert (mark_of("name", audience) in body) is (audience in OPEN[side])


@pytest.mark.parametrize("audience", AUDIENCES)
def test_the_journal_names_nobody_who_did_not_allow_it(world, audience):
    lina = make_person("Lina Reyes")
    organization = world[audience].person.affiliations.get().organization
    about = [entry for entry in Entry.objects.select_related("by") if entry.about == organization]
    told = " ".join(sentence for _entry, sentence in journal.sentences(about, lina))
    assert (mark_of("name", audience) in told) is (audience in OPEN["member"])


def test_mails_hold_no_field_of_somebody_else(world):
    profile = world["groups"]
    vera = make_person("Vera", roles=["verifier"])
    organization = profile.person.affiliations.get().organization
    actions.answer_verification(
        organization, by=vera, version=organization.version, granted=False, reason="No page found."
    )
    text = " ".join(mail.subject + mail.text + mail.html for mail in Mail.objects.all())
    assert organization.name in text
    assert not [field for field in TEXTS if mark_of(field, "groups") in text]


def test_the_address_of_a_profile_tells_nothing(world):
    for audience, profile in world.items():
        assert len(profile.slug) == 10
        assert audience not in profile.slug
        assert not set("aeiou") & set(profile.slug)
