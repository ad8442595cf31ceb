"""Facts say their language and source wherever they are shown; what a rule objects to stands beside its answer."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from m4d.core.testing import signed_in
from m4d.places import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(corridor, amina):
    given = {
        "by": amina, "language": "fr", "source_title": "Plan communal", "source_url": "https://example.org/plan",
        "stated_on": date(2025, 5, 1),
    }  # fmt: skip
    actions.state_fact(corridor.origin, kind="authority", text="Commune de Kédougou", **given)
    actions.state_fact(corridor.origin, kind="languages", text="Pulaar", **given)


def page(client, address):
    return BeautifulSoup(client.get(address).content, "html.parser")


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("where", ["territory", "corridor"])
def test_each_fact_is_marked_with_its_language_and_its_source(client, corridor, facts, language, where):
    thing = corridor.origin if where == "territory" else corridor
    html = page(client, thing.get_absolute_url().replace("/en/", f"/{language}/"))
    words = html.select("dl.facts dd > p[lang=fr]")
    assert [line.get_text() for line in words] == ["Commune de Kédougou", "Pulaar"]
    # Both rest on one source, which stands once, after them.
    lines = [link.find_parent("dd") for link in html.select('dl.facts a[href="https://example.org/plan"]')]
    assert len(lines) == 1
    for line in lines:
        said = line.get_text()
        assert {"en": "Original in French", "fr": "", "ar": "الأصل: الفرنسية"}[language] in said
        assert ("Original" in said) == (language == "en")
        assert line.select_one('a[href="https://example.org/plan"]').get_text() == "Plan communal"
        assert "2025" in said
        assert ("Plan communal،" in said, "Plan communal," in said) == (language == "ar", language != "ar")


@pytest.mark.parametrize("form", ["fact", "statement"])
def test_what_a_rule_objects_to_stands_beside_its_answer(client, corridor, amina, form):
    address, more = {
        "fact": (f"/en/territories/{corridor.origin.slug}/facts/", {"kind": "languages"}),
        "statement": (
            f"/en/corridors/{corridor.slug}/statements/",
            {"kind": "local", "level": "1", "end": "origin"},
        ),
    }[form]
    tomorrow = timezone.now().date() + timedelta(days=1)
    given = {"text": "Pulaar", "language": "fr", "source_title": "Census", "source_url": "", "stated_on": tomorrow}
    answer = signed_in(client, amina).post(address, given | more)
    assert answer.status_code == 422
    html = BeautifulSoup(answer.content, "html.parser")
    [line] = html.select(".error-summary li")
    assert line.a["href"] == "#id_stated_on"
    assert "not in the future" in line.get_text()
    assert html.select_one("#id_stated_on")["aria-invalid"] == "true"
    assert "not in the future" in html.select_one("#id_stated_on_error").get_text()
