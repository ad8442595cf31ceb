"""Menus lead to what exists, as the editors arranged them."""

import pytest

from m4d.front.models import StandardPage

pytestmark = pytest.mark.django_db


def test_menus_lead_only_to_what_exists(client, starter):
    from m4d.front import queries

    for language in ("en", "ar"):
        lines = [
            *queries.main_lines(language),
            *(line for group in queries.footer_groups(language) for line in group.lines),
        ]
        assert len(lines) > 15
        for line in lines:
            path = line.path if line.path.startswith("/") else f"/{language}/{line.path}"
            assert client.get(path).status_code in (200, 302), path


def test_menu_follows_the_editors(starter, django_capture_on_commit_callbacks):
    from m4d.front import queries
    from m4d.front.models import Menu

    queries.main_lines("fr")
    menu = Menu.objects.get(place="main")
    menu.lines = [
        ("page", StandardPage.objects.get(slug="about", locale__language_code="en")),
        ("link", {"address": "/iati/", "en": "Data", "fr": "Données", "es": "", "ar": ""}),
    ]
    with django_capture_on_commit_callbacks(execute=True):
        menu.save()
    assert [(str(line.label), line.path) for line in queries.main_lines("fr")] == [
        ("À propos de M4D Net", "about/"),
        ("Données", "/iati/"),
    ]
    assert [str(line.label) for line in queries.main_lines("es")] == ["Acerca de M4D Net"]
