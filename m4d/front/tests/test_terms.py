"""Terms of our own lists: added, named anew and retired on the staff side."""

import pytest
from django.urls import reverse
from django.utils import translation

from m4d.activity import queries as activities
from m4d.activity.models import Entry
from m4d.core.testing import signed_in
from m4d.front.choices import Verb
from m4d.people.factories import make_organization
from m4d.vocabulary import queries as vocabulary
from m4d.vocabulary.actions import load_starter as vocabulary_starter
from m4d.vocabulary.models import Term

pytestmark = pytest.mark.django_db


def test_a_term_gets_another_name_and_keeps_its_code(client, staff, home):
    term = Term.objects.create(scheme="theme", code="rights-of-all", names={"en": "Rights"}, unofficial=["en"])
    signed_in(client, staff["programme"])
    address = reverse("wagtailsnippets_vocabulary_term:edit", args=[term.pk])
    typed = {"name_en": "Rights of migrants", "name_fr": "Droits", "name_es": "", "name_ar": "حقوق"}
    assert client.post(address, {**typed, "unofficial_in": ["ar"]}).status_code == 302
    term.refresh_from_db()
    assert (term.code, term.names, term.unofficial) == (
        "rights-of-all",
        {"en": "Rights of migrants", "fr": "Droits", "ar": "حقوق"},
        ["ar"],
    )
    assert term.edited_at is not None
    client.post(address, {**typed, "unofficial_in": ["ar"], "is_retired": "on"})
    term.refresh_from_db()
    assert term.retired_at is not None
    told = Entry.objects.filter(verb__startswith="front.term").order_by("id")
    assert [(entry.verb, entry.by) for entry in told] == [
        (Verb.TERM_AMENDED, staff["programme"]),
        (Verb.TERM_RETIRED, staff["programme"]),
    ]
    assert told[0].data["before"] == {"en": "Rights"}
    assert client.get(reverse("wagtailsnippets_vocabulary_term:delete", args=[term.pk])).status_code == 302
    assert Term.objects.filter(pk=term.pk).exists()


NEW_TERM = {
    "of_list": "theme",
    "new_code": "local-jobs",
    "below": "theme:jobs",
    "name_en": "Jobs in the village",
    "name_fr": "Emplois au village",
    "name_es": "Empleos en el pueblo",
    "name_ar": "وظائف في القرية",
}


def test_a_term_is_added_to_our_own_list_and_told_in_the_journal(client, staff, home):
    signed_in(client, staff["programme"])
    address = reverse("wagtailsnippets_vocabulary_term:add")
    page = client.get(address).content.decode()
    assert '<option value="theme">' in page and '<option value="theme:jobs">' in page
    assert '<option value="country">' not in page
    answer = client.post(address, NEW_TERM)
    assert answer.status_code == 302, answer.context["form"].errors
    term = Term.objects.get(scheme="theme", code="local-jobs")
    assert (term.parent, term.names["ar"], term.source) == ("jobs", "وظائف في القرية", "M4D Net")
    assert term.position == max(Term.objects.filter(scheme="theme").values_list("position", flat=True))
    entry = Entry.objects.get(verb=Verb.TERM_ADDED)
    assert (entry.by, entry.about) == (staff["programme"], term)
    with translation.override("fr"):
        [(_entry, sentence)] = activities.sentences([entry], staff["programme"])
    assert "Emplois au village" in sentence and "Thèmes" in sentence
    assert vocabulary_starter() == {"added": 0, "changed": 0}, "the data files leave it alone"


def test_forms_facets_and_theme_pages_follow_a_new_term(client, staff, home):
    signed_in(client, staff["programme"]).post(reverse("wagtailsnippets_vocabulary_term:add"), NEW_TERM)
    vocabulary.forget()
    make_organization("Town of Kédougou", themes=["local-jobs"])
    client.logout()
    assert '<option value="local-jobs">Emplois au village (1)</option>' in client.get("/fr/organizations/").text
    assert "Emplois au village" in client.get("/fr/themes/").text
    assert ("local-jobs", "وظائف في القرية") in vocabulary.choices("theme", "ar")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"new_code": "jobs"}, "This list has a term with this code already."),
        ({"new_code": "Local Jobs"}, "Write the code with small Latin letters"),
        ({"new_code": "x" * 41}, "at most 40"),
        ({"new_code": "وظائف"}, "Write the code with small Latin letters"),
        ({"name_ar": " "}, "Fill this in."),
        ({"name_ar": "\u200f"}, "Give the name in all four languages."),
        ({"of_list": "country"}, "Select a valid choice."),
        ({"below": "level:local"}, "Choose a term of the same list"),
        ({"below": "theme:nothing"}, "Select a valid choice."),
    ],
)
def test_a_term_that_is_not_whole_is_not_added(client, staff, home, change, said):
    signed_in(client, staff["programme"])
    answer = client.post(reverse("wagtailsnippets_vocabulary_term:add"), NEW_TERM | change)
    assert answer.status_code == 200
    assert said in answer.text
    assert not Term.objects.filter(code=(NEW_TERM | change)["new_code"]).exclude(code="jobs").exists()
    assert not Entry.objects.filter(verb=Verb.TERM_ADDED).exists()


def test_only_who_keeps_the_lists_adds_to_them(client, staff, home):
    for name in ("editor", "moderator"):
        signed_in(client, staff[name])
        assert client.post(reverse("wagtailsnippets_vocabulary_term:add"), NEW_TERM).status_code == 302
    assert not Term.objects.filter(code="local-jobs").exists()
