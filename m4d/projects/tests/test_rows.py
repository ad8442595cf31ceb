"""A project in a list: its years are readable by programs, and the rest of its line is as before."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from m4d.catalogue.actions import upkeep
from m4d.catalogue.models import CardFace
from m4d.projects import queries
from m4d.projects.factories import make_project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("start", "end", "stated"),
    [
        (date(2009, 3, 1), date(2011, 5, 31), ["2009", "2011"]),
        (date(2009, 3, 1), date(2009, 12, 1), ["2009"]),
        (date(2014, 1, 1), None, ["2014"]),
        (None, date(2016, 1, 1), ["2016"]),
        (None, None, []),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
def test_the_years_in_a_row_are_dates(client, language, start, end, stated):
    project = make_project(title="<b>Wells</b>", start_on=start, end_on=end)
    page = BeautifulSoup(client.get(f"/{language}/projects/").content, "lxml")
    (facts,) = page.select("main li .meta")
    assert [time["datetime"] for time in facts.select("time")] == stated
    with translation.override(language):
        line = [note for note in (queries.span_of_countries(project), queries.years_of(project)) if note]
    shown = [span.text for span in facts.find_all("span", recursive=False, class_=False)]
    assert shown[: len(line)] == line


def test_what_a_row_names_stays_escaped_and_found_words_keep_the_dates(client, monkeypatch):
    monkeypatch.setattr(queries, "span_of_countries", lambda project: "<i>Land</i>")
    make_project(title="Wells", start_on=date(2009, 3, 1), end_on=date(2011, 5, 31))
    face = CardFace.objects.filter(card__kind="project").order_by("pk").first()
    assert '<span>&lt;i&gt;Land&lt;/i&gt;</span> <span><time datetime="2009">2009</time>' in face.html
    found = client.get("/en/search/?q=wells").content.decode()
    assert "<mark>Wells</mark>" in found
    assert '<time datetime="2011">2011</time>' in found


def test_rows_are_made_anew_when_a_room_describes_its_things_otherwise(monkeypatch):
    before = upkeep.digest_of_rendering()
    source = upkeep.getsource
    monkeypatch.setattr(
        upkeep, "getsource", lambda module: source(module) + ("#" if module.__name__ == "m4d.projects.cards" else "")
    )
    assert upkeep.digest_of_rendering() != before
