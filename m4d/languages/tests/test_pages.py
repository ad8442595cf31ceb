"""What readers see of a text, in which language and direction, and what it costs."""

import pytest
from django.template import Context, Template
from django.utils import translation

from m4d.core.testing import signed_in, statements
from m4d.languages import actions, queries
from m4d.languages.models import Version
from m4d.vocabulary.models import Term

pytestmark = pytest.mark.django_db


def shown(term, field="about", tag="text", language="ar"):
    with translation.override(language):
        return Template("{% load languages %}{% " + tag + " thing field %}").render(
            Context({"thing": term, "field": field})
        )


def test_an_arabic_reader_of_a_french_text_gets_its_direction_and_its_label(term, amina):
    actions.write(term, "about", "fr", "Un registre.", amina)
    html = shown(term)
    assert '<div class="prose" lang="fr" dir="ltr"><p>Un registre.</p>' in html
    assert "<details" not in html


def test_a_translation_has_its_label_and_the_original_in_reach(term, amina, jonas):
    actions.write(term, "about", "fr", "Un <registre>.", amina)
    actions.add_human_version(term, "about", "en", "A register.", by=jonas)
    html = shown(term, language="en")
    assert '<div class="prose" lang="en" dir="ltr"><p>A register.</p>' in html
    assert "<span>Translated by people</span>" in html
    assert "<summary>Original in French</summary>" in html
    assert '<div class="prose" lang="fr" dir="ltr"><p>Un &lt;registre&gt;.</p>' in html
    assert f"/en/languages/texts/vocabulary.term/{term.pk}/about/" in html


def test_a_long_original_is_one_link_away(term, amina, jonas):
    actions.write(term, "about", "fr", "mot " * 600, amina)
    actions.add_human_version(term, "about", "en", "Words.", by=jonas)
    html = shown(term, language="en")
    assert "<details" not in html
    assert f'href="/en/languages/texts/vocabulary.term/{term.pk}/about/"' in html


def test_an_original_in_the_readers_language_needs_no_label(term, amina):
    actions.write(term, "heading", "fr", "Un  titre", amina)
    assert shown(term, "heading", language="fr") == '<span lang="fr" dir="ltr">Un titre</span>'
    assert shown(term, "heading", "text_label", "fr") == ""
    assert shown(term, "heading", "text_language", "fr") == 'lang="fr" dir="ltr"'
    assert shown(term, "about", language="fr") == ""


def test_a_list_of_texts_costs_one_statement(amina, about):
    terms = [Term.objects.create(scheme="theme", code=f"t{number}") for number in range(10)]
    for term in terms:
        actions.write(term, "about", "fr", "Un.", amina)
        actions.write(term, "heading", "fr", "Titre", amina)
    for few in (terms[:2], terms):
        with statements() as seen:
            queries.versions_for(few, ["about", "heading"], "ar")
            assert [queries.best(term, "heading", "ar").text for term in few] == ["Titre"] * len(few)
        assert len(seen) == 1


def test_a_thing_with_its_own_column_is_an_original_too(db):
    term = Term(scheme="theme", code="x", pk=99)
    term.about, term.language = "Del propio autor.", "es"
    best = queries.best(term, "about", "fr")
    assert (best.text, best.language, best.is_original) == ("Del propio autor.", "es", True)


def test_every_language_for_index_cards(term, amina, jonas):
    actions.write(term, "about", "fr", "Un.", amina)
    actions.add_human_version(term, "about", "en", "One.", by=jonas)
    assert queries.every_language([term], ["about", "heading"]) == {
        term.pk: {"about": {"fr": "Un.", "en": "One."}, "heading": {}}
    }


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_how_texts_are_translated(client, db, language):
    response = client.get(f"/{language}/languages/")
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1
    assert not response.cookies


@pytest.mark.parametrize("language", ["en", "ar"])
def test_text_detail_shows_every_version_with_its_direction(client, term, amina, jonas, language):
    actions.write(term, "about", "fr", "Un.", amina)
    actions.add_human_version(term, "about", "ar", "واحد.", by=jonas)
    response = client.get(f"/{language}/languages/texts/vocabulary.term/{term.pk}/about/")
    html = response.content.decode()
    assert response.status_code == 200
    assert '<div class="prose" lang="fr" dir="ltr"><p>Un.</p>' in html
    assert '<div class="prose" lang="ar" dir="rtl"><p>واحد.</p>' in html
    assert "csrfmiddlewaretoken" not in html
    assert f"/about/{language}/" not in html


def test_text_detail_is_not_found_for_what_one_may_not_see(client, term, amina):
    hidden = Term.objects.create(scheme="theme", code="hidden")
    actions.write(hidden, "about", "fr", "Secret.", amina)
    for address in (
        f"/en/languages/texts/vocabulary.term/{hidden.pk}/about/",
        f"/en/languages/texts/vocabulary.term/{term.pk}/names/",
        f"/en/languages/texts/vocabulary.term/{term.pk}/about/",
        "/en/languages/texts/vocabulary.term/99999999999999999999999/about/",
        f"/en/languages/texts/accounts.person/{amina.pk}/password/",
    ):
        assert client.get(address).status_code == 404


def test_version_edit_saves_and_keeps_what_was_typed_when_somebody_was_faster(client, term, amina, jonas):
    actions.write(term, "about", "fr", "Un.", amina)
    address = f"/en/languages/texts/vocabulary.term/{term.pk}/about/es/"
    signed_in(client, jonas)
    page = client.get(address)
    assert 'lang="es" dir="ltr"' in page.content.decode()
    seen = page.context["form"].initial["seen"]
    response = client.post(address, {"text": "Uno.", "seen": seen})
    assert (response.status_code, response.url) == (303, f"/en/languages/texts/vocabulary.term/{term.pk}/about/")
    late = client.post(address, {"text": "Uno, tarde.", "seen": seen})
    html = late.content.decode()
    assert late.status_code == 200
    assert "<title>Error:" in html
    assert "Uno, tarde.</textarea>" in html
    assert "<p>Uno.</p>" in html
    again = client.post(address, {"text": "Uno, tarde.", "seen": late.context["form"]["seen"].value()})
    assert again.status_code == 303
    assert queries.best(Term.objects.get(pk=term.pk), "about", "es").text == "Uno, tarde."


def test_version_edit_refuses_a_stranger_and_sends_a_visitor_to_sign_in(client, term, amina, lina):
    actions.write(term, "about", "fr", "Un.", amina)
    address = f"/en/languages/texts/vocabulary.term/{term.pk}/about/es/"
    assert client.get(address).status_code == 302
    signed_in(client, lina)
    assert client.get(address).status_code == 403
    assert client.post(address, {"text": "Uno.", "seen": ""}).status_code == 403
    assert Version.objects.count() == 1


def test_a_member_asks_for_a_machine_version(client, term, amina, lina, settings):
    actions.write(term, "about", "fr", "Un.", amina)
    settings.TRANSLATION_ENGINE = "argos"
    signed_in(client, lina)
    address = f"/ar/languages/texts/vocabulary.term/{term.pk}/about/"
    assert f"{address}ar/request/" in client.get(address).content.decode()
    assert client.post(f"{address}ar/request/").status_code == 303
    assert f"{address}ar/request/" not in client.get(address).content.decode()


def test_erasing_a_person_leaves_the_words_and_takes_the_name(term, amina, jonas):
    from m4d.languages import privacy

    actions.write(term, "about", "fr", "Un.", amina)
    assert privacy.held(amina)[0]["rows"] == 1
    assert privacy.export(amina)["texts"][0]["text"] == "Un."
    privacy.erase(amina)
    assert privacy.held(amina)[0]["rows"] == 0
    assert Version.objects.get().text == "Un."


def test_the_journal_tells_of_a_translation_and_leads_to_it(term, amina, jonas):
    from m4d.activity import queries as activity
    from m4d.activity.models import Entry

    actions.write(term, "about", "fr", "Un.", amina)
    actions.add_human_version(term, "about", "en", "One.", by=jonas)
    with translation.override("fr"):
        ((_entry, sentence),) = activity.sentences(Entry.objects.all(), amina)
    assert f'href="/fr/languages/texts/vocabulary.term/{term.pk}/about/"' in sentence
    assert "<bdi>Registers (" in sentence


def test_an_editor_says_that_a_translation_still_fits(client, term, amina, jonas):
    actions.write(term, "about", "fr", "Un.", amina)
    actions.add_human_version(term, "about", "es", "Uno.", by=jonas)
    actions.write(term, "about", "fr", "Un !", amina)
    address = f"/en/languages/texts/vocabulary.term/{term.pk}/about/"
    signed_in(client, jonas)
    assert "It still fits: Spanish" in client.get(address).content.decode()
    assert client.get(f"{address}es/confirmation/").status_code == 405
    assert client.post(f"{address}es/confirmation/").status_code == 303
    assert "It still fits" not in client.get(address).content.decode()


def test_the_page_of_a_text_costs_the_same_for_one_version_and_for_four(client, term, amina, jonas):
    def cost():
        with statements() as seen:
            assert client.get(f"/en/languages/texts/vocabulary.term/{term.pk}/about/").status_code == 200
        return len(seen)

    actions.write(term, "about", "fr", "Un.", amina)
    cost()
    few = cost()
    for language in ("en", "es", "ar"):
        actions.add_human_version(term, "about", language, "One.", by=jonas)
    assert cost() == few <= 4


def test_a_text_of_the_site_is_confirmed_on_its_page(client, term, amina, jonas, lina, shipped):
    actions.write(term, "about", "fr", "Un.", amina)
    shipped(term)
    address = f"/en/languages/texts/vocabulary.term/{term.pk}/about/"
    unchecked = "Translated for this site, not yet checked by a native speaker"
    button = "I read this language and the translation is right: "
    assert unchecked in client.get(address).content.decode()
    assert button not in signed_in(client, lina).get(address).content.decode()
    assert button in signed_in(client, jonas).get(address).content.decode()
    client.post(f"{address}es/confirmation/")
    page = client.get(address).content.decode()
    assert "Translated for this site, confirmed by a person" in page
    assert "Confirmed by Jonas." in page
    assert unchecked not in page
    assert button not in page
