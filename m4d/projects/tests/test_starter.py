"""The starter list: exactly what the sources say, and nothing where they say nothing."""

import re
from decimal import Decimal

import pytest
from django.utils import translation

from m4d.accounts.factories import make_person
from m4d.catalogue import queries as catalogue
from m4d.catalogue.models import Card
from m4d.core.text import scripts
from m4d.languages import actions as versions
from m4d.languages import privacy
from m4d.languages import queries as languages
from m4d.languages.choices import Provenance
from m4d.languages.models import Version
from m4d.people.models import Organization
from m4d.places.models import Territory
from m4d.projects import actions
from m4d.projects.gateways.starter import partial_date, starter_projects
from m4d.projects.models import Participation, Project, ProjectPlace

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(senegal, kedougou):
    philippines = Territory.objects.create(
        slug="philippines", kind="country", country="PH", code="PH", name="Philippines", key="philippines"
    )
    Territory.objects.create(
        slug="naga", kind="place", country="PH", code="geonames:1", parent=philippines, name="Naga", key="naga",
        latitude=13.6, longitude=123.2, population=174931,
    )  # fmt: skip
    actions.load_starter()
    return {project.identifier: project for project in Project.objects.all()}


def test_both_phases_are_complete(loaded):
    assert len(loaded) == 49
    assert Project.objects.filter(phase="1").count() == 36
    assert Project.objects.filter(phase="2").count() == 13
    assert Project.objects.filter(title_is_ours=True).count() == 26
    assert Card.objects.filter(kind="project").count() == 49


def test_loading_twice_changes_nothing(loaded):
    before = (Organization.objects.count(), Participation.objects.count(), ProjectPlace.objects.count())
    assert actions.load_starter() == 0
    assert (Organization.objects.count(), Participation.objects.count(), ProjectPlace.objects.count()) == before


def test_each_project_has_sources_and_speaks_the_four_languages_of_the_site(loaded):
    texts = languages.every_language(list(loaded.values()), ["title", "summary"])
    for project in loaded.values():
        sources = project.sources.values_list("title", "read_on")
        # Who published it, each told apart from the others, and when it was read.
        assert sources and all(title and day for title, day in sources), project.identifier
        assert len({title for title, _day in sources}) == len(sources), project.identifier
        for field in ("title", "summary"):
            assert {"en", "fr", "es", "ar", project.language} <= set(texts[project.pk][field]), project.identifier


def test_every_text_of_the_list_is_in_the_language_it_says():
    _programme, rows = starter_projects()
    for row in rows:
        titles = {row["language"]: row["title"], **row["titles"]}
        for texts in (titles, row["summary"]):
            for language, text in texts.items():
                where = (row["identifier"], language, text)
                # Names of organizations stay in Latin letters inside an Arabic text.
                assert ("ARABIC" in scripts(text)) == (language == "ar"), where
                assert "ARABIC" in scripts(text.strip()[0]) or language != "ar", where
            assert len(set(texts.values())) == len(texts), row["identifier"]
        # French says "une vingtaine" where the others write 20.
        numbers = {language: _numbers(row["summary"][language]) for language in ("en", "es", "ar")}
        assert numbers["en"] == numbers["es"] == numbers["ar"], (row["identifier"], numbers)


def _numbers(text):
    """The numbers of a text, whatever its language puts between the thousands."""
    return sorted(re.findall(r"\d+", re.sub(r"(?<=\d)[.,\u202f\u00a0 ](?=\d{3}\b)", "", text)))


@pytest.mark.parametrize(
    ("typed", "language", "least"), [("migración", "es", 8), ("remesas", "es", 1), ("الهجرة", "ar", 8)]
)
def test_search_finds_the_projects_in_the_language_of_the_reader(loaded, typed, language, least):
    found = catalogue.find(kind="project", words=typed, language=language, size=49)
    assert found.total >= least
    assert {entry.title_language for entry in found.entries} == {language}


def test_unknown_is_empty(loaded):
    ghana = loaded["JMDI1-014"]
    assert (ghana.status, ghana.start_on, ghana.end_on, ghana.budget_amount, ghana.budget_currency) == (
        "",
        None,
        None,
        None,
        "",
    )
    assert (ghana.partner_countries, list(ghana.participations.all()), list(ghana.places.all())) == ([], [], [])
    assert ghana.theme_basis == "stated_together"
    georgia = loaded["JMDI1-013"]
    assert (georgia.themes, georgia.theme_basis, georgia.sdg, georgia.gcm, georgia.tag_basis) == ([], "", [], [], "")


def test_facts_of_one_project_are_exact(loaded):
    naga = loaded["JMDI2-044"]
    assert (naga.budget_amount, naga.budget_currency) == (Decimal("229998"), "USD")
    assert (str(naga.start_on), naga.start_precision, str(naga.end_on)) == ("2014-03-31", "day", "2016-01-30")
    assert naga.participations.count() == 6
    assert set(naga.participations.values_list("end", flat=True)) == {"here"}
    assert [(row.name, row.territory and row.territory.slug) for row in naga.places.all()] == [
        ("Naga City", "naga"),
        ("Bicol Region", None),
    ]


def test_dates_are_as_exact_as_the_source(loaded):
    projects = {key: (str(row.end_on), row.end_precision) for key, row in loaded.items() if row.end_on}
    assert projects["JMDI1-005"] == ("2011-05-01", "month")
    assert (str(loaded["JMDI2-038"].start_on), loaded["JMDI2-038"].start_precision) == ("2014-01-01", "year")
    assert partial_date("2014-04")[1] == "month"


def test_partners_are_unverified_organizations_with_a_source(loaded):
    touiza = Organization.objects.get(name="Touiza Solidarité")
    assert (touiza.is_verified, touiza.country, touiza.kinds) == (False, "FR", ["diaspora-association"])
    assert touiza.source_url.startswith("http")
    # Two projects name the same partner: one organization.
    assert Organization.objects.filter(name__startswith="Atikha").count() == 1


def test_goals_and_objectives_are_marked_as_ours(loaded):
    loja, lanka = loaded["JMDI1-007"], loaded["JMDI1-019"]
    assert (loja.sdg, loja.gcm, loja.tag_basis) == ([], [], "")
    assert (lanka.themes, lanka.theme_basis) == (["rights", "communities", "capacities"], "stated")
    assert (lanka.sdg, lanka.gcm, lanka.tag_basis) == (["10.7", "17.16"], ["7", "19", "18"], "from_themes")


def test_titles_of_ours_say_so_in_every_language():
    _programme, rows = starter_projects()
    for row in rows:
        if row["title_is_ours"]:
            titles = {row["language"]: row["title"], **row["titles"]}
            assert "known" in titles["en"]
            assert "inconnu" in titles["fr"] or "connu en partie" in titles["fr"]
            assert "desconocido" in titles["es"] or "conocido solo en parte" in titles["es"]
            assert "العنوان غير معروف" in titles["ar"] or "العنوان معروف جزئي" in titles["ar"]


def test_corrected_summary_survives_a_reload(loaded, officer):
    project = loaded["JMDI1-001"]
    actions.correct_project(project, by=officer, version=project.version, values={"summary": "Contado de novo."})
    Project.objects.filter(pk=project.pk).update(content_hash="")
    assert actions.load_starter() == 1
    project.refresh_from_db()
    assert project.summary == "Contado de novo."


def test_a_site_that_has_the_projects_gets_the_languages_that_were_added_and_keeps_what_people_wrote(
    loaded, monkeypatch
):
    editor = make_person("Nadia Benali", roles=["editor"])
    leaver = make_person("Omar Sy", roles=["editor"])
    programme, rows = starter_projects()
    before = [
        {**row, **{name: {k: v for k, v in row[name].items() if k != "ar"} for name in ("titles", "summary")}}
        for row in rows
    ]
    Version.objects.filter(language="ar").delete()
    monkeypatch.setattr("m4d.projects.actions.starter.starter_projects", lambda: (programme, before))
    assert actions.load_starter() == 49
    first, second, third = loaded["JMDI1-001"], loaded["JMDI1-004"], loaded["JMDI1-016"]
    versions.add_human_version(first, "title", "ar", "مركز الصوت والصورة", by=editor)
    versions.add_human_version(second, "title", "ar", "كفاءات المهاجرين", by=leaver)
    shipped = Version.objects.about(third).get(field="summary", language="es")
    seen = versions.mark_of(shipped, languages.original_of(third, "summary"))
    versions.correct(shipped, "Un registro de profesionales.", by=leaver, seen=seen)
    # Their names go when they leave, their words do not.
    privacy.erase(leaver)

    monkeypatch.setattr("m4d.projects.actions.starter.starter_projects", lambda: (programme, rows))
    assert actions.load_starter() == 49
    texts = languages.every_language(list(loaded.values()), ["title", "summary"])
    assert all("ar" in texts[project.pk][name] for project in loaded.values() for name in ("title", "summary"))
    assert texts[first.pk]["title"]["ar"] == "مركز الصوت والصورة"
    assert texts[second.pk]["title"]["ar"] == "كفاءات المهاجرين"
    assert texts[third.pk]["summary"]["es"] == "Un registro de profesionales."
    assert Version.objects.about(loaded["JMDI1-002"]).get(field="title", language="ar").provenance == "site"
    kept = list(Version.objects.order_by("pk").values())
    assert actions.load_starter() == 0
    assert list(Version.objects.order_by("pk").values()) == kept


def test_what_an_earlier_release_called_a_translation_by_people_says_what_it_is(loaded, client):
    project = loaded["JMDI1-002"]
    Version.objects.about(project).update(provenance="human")
    Project.objects.filter(pk=project.pk).update(content_hash="")
    assert actions.load_starter() == 1
    assert set(Version.objects.about(project).values_list("provenance", flat=True)) == {"site"}
    page = client.get(f"/ar/projects/{project.slug}/").content.decode()
    with translation.override("ar"):
        unchecked, by_people = str(Provenance.SITE.label), str(Provenance.HUMAN.label)
    assert unchecked in page
    assert by_people not in page
