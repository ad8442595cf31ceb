"""Who may translate and correct, and with which sentence they are sent away."""

import pytest
from django.contrib.auth.models import AnonymousUser

from m4d.accounts.choices import Role
from m4d.accounts.models import Person
from m4d.languages import policies

pytestmark = pytest.mark.django_db

SIGN_IN = "Sign in to translate or correct this text."
NOT_YOURS = "Only the author of this text, moderators and editors can change its translations."


def test_who_may_translate(term, amina, jonas, lina):
    editor = Person.objects.create_user("editor@example.org", roles=[Role.EDITOR.value])
    tutor = Person.objects.create_user("tutor@example.org", roles=[Role.TUTOR.value])
    answers = {person: policies.may_translate(person, term).reasons for person in (amina, jonas, editor, lina, tutor)}
    assert answers == {amina: (), jonas: (), editor: (), lina: (NOT_YOURS,), tutor: (NOT_YOURS,)}
    assert policies.may_translate(AnonymousUser(), term).reasons == (SIGN_IN,)


def test_what_may_be_asked_of_the_engine(term, amina, lina, settings):
    from m4d.languages import actions

    settings.TRANSLATION_ENGINE = "argos"
    verdict = policies.may_request_machine_version(lina, term, "about", "ar")
    assert verdict.reasons == ("There is no text to translate.",)
    actions.write(term, "about", "fr", "Un.", amina)
    assert policies.may_request_machine_version(lina, term, "about", "ar")
    assert policies.may_request_machine_version(AnonymousUser(), term, "about", "ar").reasons == (
        "Sign in to ask for a translation.",
    )
    assert policies.may_request_machine_version(lina, term, "about", "fr").reasons == (
        "The original is already in this language.",
    )
    assert policies.may_request_machine_version(lina, term, "about", "xx").reasons == (
        "Choose one of the languages of this site.",
    )
    actions.write(term, "about", "fr", "mot " * 6_000, amina)
    assert policies.may_request_machine_version(lina, term, "about", "ar").reasons == (
        "This text is too long for machine translation. Ask a person to translate it.",
    )
