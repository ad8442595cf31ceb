"""Pages of editors: in which language they answer, to whom, and how they are found."""

from itertools import product

import pytest
from wagtail.models import PageViewRestriction

from m4d.catalogue.models import Card
from m4d.front.models import StandardPage

pytestmark = pytest.mark.django_db


def test_standard_page_in_its_own_language(client, page):
    html = client.get("/fr/workshops/").content.decode()
    assert "<h1>Ateliers</h1>" in html
    assert '<article lang="fr" dir="ltr">' in html
    assert "<p>À Kédougou.</p>" in html
    assert "Original in" not in html


def test_standard_page_in_another_language_says_so(client, page):
    response = client.get("/ar/workshops/")
    html = response.content.decode()
    assert response.status_code == 200
    assert '<html lang="ar" dir="rtl"' in html
    assert '<article lang="fr" dir="ltr">' in html
    assert '<p class="meta" lang="ar" dir="rtl">' in html


def test_drafts_and_pages_for_some_are_not_public(client, page, home):
    draft = home["fr"].add_child(
        instance=StandardPage(title="Brouillon secret", slug="draft", locale=home["fr"].locale, live=False)
    )
    closed = home["fr"].add_child(instance=StandardPage(title="Fermé", slug="closed", locale=home["fr"].locale))
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    assert client.get("/fr/draft/").status_code == 404
    assert client.get("/en/draft/").status_code == 404
    assert client.get("/en/closed/").status_code == 404
    assert client.get("/fr/closed/").status_code == 302
    page.title = "Ateliers, nouvelle version"
    page.save_revision()
    assert "nouvelle version" not in client.get("/fr/workshops/").content.decode()
    assert draft.pk


def test_a_page_for_some_readers_leaves_the_catalogue_at_once(client, page, home):
    page.save_revision().publish()
    for closed in (page, home["fr"]):
        assert client.get("/api/v1/page/workshops").status_code == 200
        restriction = PageViewRestriction.objects.create(page=closed, restriction_type="login")
        assert not Card.objects.filter(kind="page").exists()
        assert client.get("/api/v1/page/workshops").status_code == 404
        restriction.delete()


def test_a_page_is_found_while_it_is_live_and_forgotten_when_it_goes(page, home, locales):
    page.save_revision().publish()
    card = Card.objects.get(kind="page")
    assert (card.path, card.language) == ("workshops/", "fr")
    english = page.copy_for_translation(locales["en"], copy_parents=True)
    english.title = "Workshops"
    english.save_revision().publish()
    card = Card.objects.get(kind="page")
    assert set(card.faces.values_list("title", flat=True)) >= {"Ateliers", "Workshops"}
    StandardPage.objects.get(pk=page.pk).unpublish()
    card = Card.objects.get(kind="page")
    assert (card.language, card.object_id) == ("en", str(english.pk))
    StandardPage.objects.get(pk=english.pk).delete()
    assert not Card.objects.filter(kind="page").exists()


def test_one_page_keeps_one_address(page, locales):
    from django.core.exceptions import ValidationError

    english = page.copy_for_translation(locales["en"], copy_parents=True)
    english.slug = "ateliers-en"
    with pytest.raises(ValidationError, match="Keep the address “workshops”"):
        english.clean()


def test_starter_pages_are_there_in_every_language(client, starter):
    slugs, languages = ("about", "accessibility", "your-data", "terms"), ("en", "fr", "es", "ar")
    for language, slug in product(languages, slugs):
        html = client.get(f"/{language}/{slug}/").content.decode()
        assert html.count("<h1") == 1
        assert f'<article lang="{language}"' in html
        assert "nofollow" not in html
