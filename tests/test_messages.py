"""The words of the interface: complete in every language, with their placeholders."""

import re

import pytest
from django.utils import translation
from django.utils.translation import ngettext

from m4d.config import messages


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_message_is_translated_in_every_language(language):
    """A missing, empty, fuzzy or wrongly placed translation fails here and in `make check`."""
    assert messages.faults(language) == []


@pytest.fixture
def house(tmp_path, monkeypatch):
    """A small house with one template and one module."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "LOCALE", tmp_path / "locale")
    room = tmp_path / "m4d" / "room"
    (room / "templates").mkdir(parents=True)
    (room / "models.py").write_text('from django.utils.translation import gettext as _\nTITLE = _("Project")\n')
    (room / "templates" / "page.html").write_text(
        "{% load i18n %}{% trans 'Places' context 'menu' %}"
        "{% blocktranslate count n=n trimmed %}\n {{ n }} project\n{% plural %}{{ n }} projects{% endblocktranslate %}"
    )
    return room


def test_code_and_templates_are_collected(house):
    assert set(messages.collected()) == {
        (None, "Project"),
        ("menu", "Places"),
        (None, ("%(n)s project", "%(n)s projects")),
    }


def test_extracting_keeps_translations_and_drops_what_is_unused(house):
    messages.extract_all()
    known = messages.catalogue("fr")
    known.get("Project").string = "Projet"
    messages.write("fr", known)
    (house / "templates" / "page.html").write_text("{% load i18n %}{% trans 'New' %}")
    messages.extract_all()
    known = messages.catalogue("fr")
    assert known.get("Project").string == "Projet"
    assert known.get("New").string == ""
    assert known.get("Places", "menu") is None


def test_what_is_missing_or_wrong_is_named(house):
    messages.extract_all()
    known = messages.catalogue("ar")
    known.get("Project").string = "مشروع %(n)s"
    messages.write("ar", known)
    faults = messages.faults("ar")
    assert any("placeholders differ" in fault and "Project" in fault for fault in faults)
    assert any("not translated" in fault and "Places" in fault for fault in faults)


def test_fuzzy_counts_as_missing(house):
    messages.extract_all()
    known = messages.catalogue("es")
    known.get("Project").string = "Proyecto"
    known.get("Project").flags.add("fuzzy")
    messages.write("es", known)
    assert "es: fuzzy: 'Project'" in messages.faults("es")


ONE_AT_LEAST = ("Choose the one that matters most.", "One seat keeps the dates of your mandate without your name.")
"""Sentences that are never said of nothing, so that the one may stand without its number."""


@pytest.mark.parametrize(("language", "form"), [("fr", 0), ("es", 1), ("ar", 0)])
def test_nothing_is_counted_as_each_language_does(language, form):
    """French counts nothing in the singular ("0 modifié"), Spanish in the plural; Arabic has a form of its own."""
    messages.compile_all()
    rows = [row for row in messages.catalogue(language) if isinstance(row.id, tuple) and all(row.string)]
    with translation.override(language):
        said = [
            translation.npgettext(row.context, *row.id, 0) if row.context else translation.ngettext(*row.id, 0)
            for row in rows
        ]
    assert said == [row.string[form] for row in rows]
    if language == "fr":
        numberless = [row.id[0] for row in rows if "%(" in row.string[1] and "%(" not in row.string[0]]
        assert sorted(numberless) == sorted(ONE_AT_LEAST)


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("label", ["Verified", "Not verified", "Not yet verified"])
def test_verification_agrees_with_whatever_it_stands_beside(language, label):
    """The same word stands beside an organization, a mandate and a person, so it has no gender of theirs."""
    said = messages.catalogue(language).get(label).string
    assert re.search("[Vv]érification|[Vv]erificación|التحقق", said)
    assert not re.search(r"vérifiée?\b|verificad[oa]\b|منها?\b", said.casefold())


def test_the_ends_are_those_of_a_corridor():
    said = [row.string for row in messages.catalogue("es") if isinstance(row.string, str)]
    assert [text for text in said if "extremos del camino" in text] == []
    assert any("ambos extremos del corredor" in text for text in said)


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "لا نتائج"), (1, "نتيجة واحدة"), (2, "نتيجتان"), (3, "نتائج"), (11, "نتيجة"), (99, "نتيجة"), (100, "نتيجة")],
)
def test_arabic_counts_in_six_ways(number, words):
    with translation.override("ar"):
        assert words in ngettext("%(number)s result", "%(number)s results", number)


@pytest.mark.parametrize("number", [11, 15, 82, 99, 111, 650_482])
def test_from_eleven_to_ninety_nine_the_thing_counted_stands_in_the_accusative(number):
    with translation.override("ar"):
        assert "شخصاً" in ngettext("%(number)s person in %(period)s", "%(number)s people in %(period)s", number)
        assert "شخصاً" not in ngettext("%(number)s person in %(period)s", "%(number)s people in %(period)s", 102)
