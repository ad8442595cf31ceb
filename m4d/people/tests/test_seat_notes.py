"""What the leaving holder of a seat writes for the next one: who reads it where, and where it never appears."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry, Notice
from m4d.core.testing import signed_in, statements
from m4d.core.verdicts import Refusal
from m4d.people import actions, privacy, queries
from m4d.people.choices import Verb
from m4d.people.factories import join, make_organization, make_profile, make_seat
from m4d.people.models import SeatNote

from .conftest import words
from .test_leaks import answer

pytestmark = pytest.mark.django_db

SECRET = "Rappelez le consulat avant le 1er mars, dossier plantednotezq."


@pytest.fixture
def town():
    return make_organization(admin=make_person("Admin Ba"))


@pytest.fixture
def people(town):
    """Who has to do with the seat, and who has not."""
    named = {name: make_person(name) for name in ("leaving", "next", "colleague", "stranger")}
    for name in ("leaving", "next", "colleague"):
        make_profile(name.title(), person=named[name])
        join(named[name], town)
    named["admin"] = town.affiliations.get(is_admin=True).person
    named["verifier"] = make_person("verifier", roles=["verifier"])
    return named


@pytest.fixture
def seat(town, people):
    return make_seat(town, duty="Migration desk", holder=people["leaving"], since=date(2026, 1, 1), verified=True)


def hand_over(client, seat, people, **changes):
    """The leaving holder hands the seat over from its page, with a note in French."""
    signed_in(client, people["leaving"])
    holding = seat.holdings.get(ended_at=None).pk
    typed = {
        "holding": holding,
        "successor": people["next"].pk,
        "mandate_from": "2026-11-22",
        "note": SECRET,
        "language": "fr",
    }
    return client.post(f"/en/seats/{seat.pk}/handover/", typed | changes)


def test_the_leaving_holder_writes_what_the_next_one_needs(client, seat, people):
    assert hand_over(client, seat, people).status_code == 302
    note = SeatNote.objects.get()
    assert (note.text, note.language, note.by) == (SECRET, "fr", people["leaving"])
    assert seat.holdings.get(ended_at=None).person == people["next"]
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True))[-2:] == [
        Verb.SEAT_NOTED, Verb.SEAT_HANDED_OVER,
    ]  # fmt: skip
    assert not [entry for entry in Entry.objects.all() if "plantednotezq" in str(entry.data)]


def test_what_another_room_hangs_on_a_seat_stays_with_the_next_holder(client, seat, people, monkeypatch):
    monkeypatch.setattr(queries.seat, "_seat_work", [])
    queries.register_seat_work(lambda one: [("Market stalls", "/en/projects/stalls/")] if one.pk == seat.pk else [])
    hand_over(client, seat, people)
    page = BeautifulSoup(signed_in(client, people["next"]).get(seat.get_absolute_url()).content, "html.parser")
    [link] = page.select_one("#people-work").find_parent("section").select("li a")
    assert (link.get_text(), link["href"]) == ("Market stalls", "/en/projects/stalls/")


def test_a_note_without_its_language_keeps_the_seat_and_what_was_typed(client, seat, people):
    answered = hand_over(client, seat, people, language="")
    assert answered.status_code == 422
    assert "Choose the language of the note." in words(answered)
    assert SECRET in answered.content.decode()
    assert not SeatNote.objects.exists()
    assert seat.holdings.get(ended_at=None).person == people["leaving"]


READS = {
    "next": True, "admin": True, "leaving": False, "colleague": False, "verifier": False, "stranger": False,
    "visitor": False,
}  # fmt: skip


@pytest.mark.parametrize(("who", "reads"), READS.items())
def test_notes_are_read_on_the_page_by_the_next_holder_and_the_admins_alone(client, seat, people, who, reads):
    hand_over(client, seat, people)
    client.logout()
    if who != "visitor":
        signed_in(client, people[who])
    for address in (seat.get_absolute_url(), seat.organization.get_absolute_url(), "/en/people/verification/"):
        page = answer(client, address)
        assert ("plantednotezq" in page) is (reads and "/seats/" in address), address
    organization = answer(client, seat.organization.get_absolute_url())
    assert ("1 note for whoever holds it" in organization) is reads


@pytest.mark.parametrize("who", [who for who, reads in READS.items() if not reads and who != "visitor"])
def test_nobody_else_writes_a_note_either(client, seat, people, who):
    hand_over(client, seat, people)
    with pytest.raises(Refusal, match="Only the holder and the organization's admins read these notes."):
        actions.write_seat_note(seat, by=people[who], text="Mine.")
    signed_in(client, people[who])
    assert client.post(f"/en/seats/{seat.pk}/notes/", {"note-text": "x", "note-language": "en"}).status_code == 403
    assert SeatNote.objects.count() == 1


@pytest.mark.parametrize("who", READS)
@pytest.mark.parametrize(
    "address",
    ["/api/v1/organization/", "/api/v1/organization/?q=plantednotezq", "/api/v1/organization.csv", "/api/v1/person/",
     "/api/v1/search/?q=plantednotezq", "/en/search/?q=plantednotezq&scope=all", "/en/search/suggest/?q=planted",
     "/feeds/organization.xml", "/feeds/search.xml?q=plantednotezq", "/en/people/"],
)  # fmt: skip
def test_notes_are_in_no_list_search_or_export_of_anybody(client, seat, people, who, address):
    hand_over(client, seat, people)
    client.logout()
    if who != "visitor":
        signed_in(client, people[who])
    assert "dossier" not in answer(client, address)


def test_whoever_wrote_a_note_finds_it_in_their_data_and_it_outlives_them(client, seat, people):
    hand_over(client, seat, people)
    leaving, following = people["leaving"], people["next"]
    assert [note["text"] for note in privacy.export(leaving)["notes_on_seats"]] == [SECRET]
    assert privacy.export(following)["notes_on_seats"] == []
    privacy.erase(leaving)
    note = SeatNote.objects.get()
    assert (note.by, note.text) == (None, SECRET)
    signed_in(client, following)
    assert "A member" in words(client.get(seat.get_absolute_url()))


def test_the_readers_are_told_that_a_note_was_left_and_not_what_it_says(client, seat, people):
    actions.write_seat_note(seat, by=people["leaving"], text=SECRET, language="fr")
    assert {notice.person for notice in Notice.objects.all()} == {people["admin"]}
    assert set(queries.note_readers(seat)) == {people["leaving"], people["admin"]}
    signed_in(client, people["admin"])
    page = answer(client, "/en/")
    assert "left a note for whoever holds the seat" in page
    assert "plantednotezq" not in page


@pytest.mark.parametrize(
    ("language", "label"),
    [("en", "Original in French"), ("ar", "الأصل: الفرنسية"), ("es", "Original en francés"), ("fr", "")],
)
def test_a_note_says_in_which_language_it_is(client, seat, people, language, label):
    hand_over(client, seat, people)
    signed_in(client, people["next"])
    page = BeautifulSoup(client.get(seat.get_absolute_url().replace("/en/", f"/{language}/")).content, "html.parser")
    note = page.select_one("#notes .prose")
    assert (note["lang"], note["dir"]) == ("fr", "ltr")
    above = note.find_previous_sibling("p").get_text(" ")
    if label:
        assert label in above
    else:
        assert "Original" not in above


def test_the_page_of_a_seat_costs_the_same_with_many_notes(client, seat, people):
    signed_in(client, people["admin"])

    def cost():
        client.get(seat.get_absolute_url())
        with statements() as seen:
            client.get(seat.get_absolute_url())
        return len(seen)

    actions.write_seat_note(seat, by=people["leaving"], text="One.", at=timezone.now())
    before = cost()
    for number in range(8):
        actions.write_seat_note(seat, by=people["leaving"], text=f"Note {number}.")
    assert cost() == before
