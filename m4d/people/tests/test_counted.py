"""How somebody wants to be counted: said freely, read by nobody else, told only in counts of many."""

import json

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from m4d.accounts.factories import make_person
from m4d.activity.models import Entry, Mail, Notice
from m4d.catalogue.models import Card
from m4d.core.testing import signed_in
from m4d.people import actions, privacy, queries
from m4d.people.choices import Sex
from m4d.people.factories import make_profile
from m4d.people.models import Counted

pytestmark = pytest.mark.django_db
PLACE = "/en/people/me/counted/"


def people_who_say(*said):
    """One person for each answer; None says nothing."""
    people = [make_person(f"Voice {number}") for number in range(len(said))]
    for person, sex in zip(people, said, strict=True):
        if sex:
            actions.say_how_counted(by=person, sex=sex)
    return [person.pk for person in people]


def test_nothing_is_said_until_somebody_says_it_and_it_is_taken_away_again(client):
    amina = make_profile().person
    client = signed_in(client, amina)
    page = client.get(PLACE).content.decode()
    assert 'name="sex" value="" id="id_sex_0" checked' in page
    assert "(optional)" in page
    assert client.post(PLACE, {"sex": "woman"})["Location"] == "/en/people/me/"
    assert queries.own_count(amina) == "woman"
    assert 'value="woman" id="id_sex_1" checked' in client.get(PLACE).content.decode()
    client.post(PLACE, {"sex": ""})
    assert not Counted.objects.exists()


def test_what_is_no_answer_is_refused_with_a_sentence_and_by_the_database(client):
    amina = make_profile().person
    answer = signed_in(client, amina).post(PLACE, {"sex": "x"})
    assert answer.status_code == 422
    assert "Select a valid choice" in answer.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Counted.objects.create(person=amina, sex="x")


def test_the_page_asks_in_four_languages_and_only_members(client):
    client = signed_in(client, make_profile().person)
    for language in ("en", "fr", "es", "ar"):
        with translation.override(language):
            assert client.get(reverse("people:profile_counted")).status_code == 200
    client.logout()
    assert client.get(PLACE).status_code == 302


def test_no_page_card_search_api_journal_or_mail_shows_it_to_anybody_else(client):
    profile = make_profile("Amina Diallo", visibility=dict.fromkeys(("name", "bio", "email"), "public"))
    before = Entry.objects.count()
    actions.say_how_counted(by=profile.person, sex="other")
    assert (Entry.objects.count(), Notice.objects.count(), Mail.objects.count()) == (before, 0, 0)
    shown = serializers.serialize("json", [profile, profile.person, *Card.objects.all()])
    assert "counted" not in shown and '"sex"' not in shown
    paths = [
        profile.get_absolute_url(), "/en/people/", "/en/people/?q=other", "/en/search/?q=other",
        "/api/v1/person/", f"/api/v1/person/?q={profile.slug}", "/en/people/feed/",
    ]  # fmt: skip
    readers = [
        None,
        make_person("Lina"),
        make_person("Ngozi", roles=["moderator"]),
        make_person("Noor", roles=["admin"]),
    ]
    for reader in readers:
        if reader is not None:
            signed_in(client, reader)
        for path in paths:
            body = client.get(path).content.decode()
            for secret in ("In another way", "counted_as", "people_counted", '"sex"'):
                assert secret not in body, (path, secret)
    # Everything else that could be asked for a person: their page for the staff, and somebody else's copy.
    for other in readers[1:]:
        assert privacy.export(other)["counted_as"] == ""


def test_it_stands_in_ones_own_copy_and_goes_with_its_owner():
    amina = make_profile().person
    actions.say_how_counted(by=amina, sex="woman")
    assert privacy.export(amina)["counted_as"] == "woman"
    held = json.dumps([str(row["what"]) for row in privacy.held(amina)])
    assert "How you want to be counted" in held
    privacy.erase(amina)
    assert not Counted.objects.exists()


COUNTS = {
    "nobody": ([], {"woman": 0, "man": 0, "other": 0, "": 0}),
    "four": (["woman"] * 4, {"woman": 0, "man": 0, "other": 0, "": 0}),
    "five": (["woman"] * 5, {"woman": 5, "man": 0, "other": 0, "": 0}),
    "mixed": (["woman"] * 6 + ["man"] * 2 + [None] * 7, {"woman": 5, "man": 0, "other": 0, "": 5}),
}


@pytest.mark.parametrize("case", COUNTS)
def test_counts_are_rounded_down_to_fives(case):
    said, told = COUNTS[case]
    assert queries.counted(people_who_say(*said)) == told


@pytest.mark.parametrize("newest", [*Sex.values, None])
def test_two_counts_before_and_after_somebody_came_tell_nothing_of_them(newest):
    people = people_who_say(*["woman"] * 9, *["man"] * 6, newest)
    before = queries.counted(people[:-1])
    assert queries.counted(people) == before == {"woman": 5, "man": 5, "other": 0, "": 0}
