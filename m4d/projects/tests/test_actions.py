"""Corrections, with their lock, their journal and what imports leave alone; personal data."""

import pytest

from m4d.activity.models import Entry
from m4d.catalogue import actions as catalogue_actions
from m4d.catalogue import queries as catalogue
from m4d.core.verdicts import Refusal
from m4d.places.factories import make_corridor, make_territory
from m4d.places.models import Territory
from m4d.projects import actions, privacy
from m4d.projects.factories import make_project
from m4d.projects.models import ImportRun, Project

pytestmark = pytest.mark.django_db


def test_correction_is_kept_with_who_and_what(officer):
    project = make_project(title="Old title", title_is_ours=True, theme_basis="from_title")
    values = {"title": "New title", "summary": project.summary, "themes": ["gender", "jobs"]}
    project = actions.correct_project(project, by=officer, version=1, values=values)
    assert (project.title, project.title_is_ours, project.version, project.corrected_by) == (
        "New title",
        False,
        2,
        officer,
    )
    assert (project.themes, project.theme_basis) == (["gender", "jobs"], "corrected")
    assert project.corrected == ["language", "theme_basis", "themes", "title", "title_is_ours"]
    entry = Entry.objects.get(verb="projects.project_corrected")
    assert (entry.by, entry.about, entry.data["fields"]) == (officer, project, ["title", "themes"])
    found = catalogue.find(kind="project", words="New title")
    assert [entry.title for entry in found.entries] == ["New title"]


def test_second_of_two_corrections_is_told(officer):
    project = make_project()
    actions.correct_project(project, by=officer, version=1, values={"summary": "First."})
    with pytest.raises(actions.Changed) as changed:
        actions.correct_project(project, by=officer, version=1, values={"summary": "Second."})
    assert changed.value.project.summary == "First."
    assert Project.objects.get().summary == "First."


def test_nothing_changed_writes_nothing(officer):
    project = make_project()
    actions.correct_project(project, by=officer, version=1, values={"summary": project.summary})
    assert (Project.objects.get().version, Entry.objects.count()) == (1, 0)


def test_stranger_is_refused_and_nothing_changes(stranger):
    project = make_project()
    with pytest.raises(Refusal):
        actions.correct_project(project, by=stranger, version=1, values={"summary": "Taken over."})
    assert Project.objects.get().summary == "People save together and lend to one another."


def test_only_named_fields_can_be_corrected(officer):
    with pytest.raises(TypeError):
        actions.correct_project(make_project(), by=officer, version=1, values={"is_listed": False})


def test_pages_are_written_when_the_change_is_made(officer, django_capture_on_commit_callbacks):
    from m4d.jobs import actions as jobs

    project = make_project(title="Written")
    with django_capture_on_commit_callbacks(execute=True):
        actions.correct_project(project, by=officer, version=1, values={"summary": "Anew."})
    jobs.work_off()
    sheets = {sheet.language: sheet for sheet in project.sheets.all()}
    assert set(sheets) == {"en", "fr", "es", "ar"}
    assert all("Anew." in sheet.html for sheet in sheets.values())
    assert "السنغال" in sheets["ar"].html


def test_clock_renews_pages_that_name_a_renamed_place(kedougou):
    from django.utils import timezone

    from m4d.projects import queries
    from m4d.projects.models import ProjectPlace, ProjectSheet

    project = make_project()
    ProjectPlace.objects.create(project=project, territory=kedougou, name="Kédougou", country="SN")
    actions.write_sheet(*queries.stamped(project.pk), "en")
    assert actions.renew_sheets() == 0
    type(kedougou).objects.update(edited_at=timezone.now())
    assert actions.renew_sheets() == 1
    assert ProjectSheet.objects.count() == 0


def test_unlisted_project_has_no_card(officer):
    make_project(title="Hidden work", is_listed=False)
    assert catalogue.find(kind="project", words="Hidden", audience_for=officer).entries == []


def test_name_leaves_with_the_person(officer):
    project = actions.correct_project(make_project(), by=officer, version=1, values={"summary": "Mine."})
    ImportRun.objects.create(file_name="a.xml", by=officer)
    assert [part["rows"] for part in privacy.held(officer)] == [1, 1]
    assert privacy.export(officer)["corrected_projects"][0]["identifier"] == project.identifier
    privacy.erase(officer)
    project.refresh_from_db()
    assert (project.corrected_by, project.summary, ImportRun.objects.get().by) == (None, "Mine.", None)
    assert [part["rows"] for part in privacy.held(officer)] == [0, 0]


def test_seed_is_repeatable_and_adds_nothing_twice(senegal, kedougou):
    from random import Random

    from m4d.projects import seed

    seed.seed(members=0, random=Random(1), projects=12)
    first = sorted(Project.objects.values_list("identifier", "title", "summary"))
    seed.seed(members=0, random=Random(1), projects=12)
    assert sorted(Project.objects.values_list("identifier", "title", "summary")) == first
    assert (len(first), catalogue.find(kind="project").total) == (12, 12)


def test_demo_chapter_is_told_through_real_actions(kedougou):
    from types import SimpleNamespace

    from m4d.accounts.factories import make_person
    from m4d.people.factories import make_organization, make_seat
    from m4d.projects import demo

    programme, officer = make_person("Salma Haddad", roles=["programme"]), make_person("Awa Cissokho")
    make_seat(make_organization("Municipality of Kédougou"), holder=officer, since="2020-01-01", verified=True)
    story = SimpleNamespace(people={"programme": programme, "officer": officer}, things={})
    demo.tell(story)
    wells = story.things["project wells"]
    assert (wells.corrected_by, wells.title, str(wells.budget_amount)) == (
        officer,
        "Des puits et des métiers à Kédougou",
        "163000.0000",
    )
    # Three slips of the file, and the municipality that only its name says.
    assert ImportRun.objects.get().problem_count == 4


@pytest.mark.parametrize("typed", ["Kédougou", "kedugú", "كيدوغو", "بكيدوغو"])
def test_a_project_is_found_by_its_place_in_every_language(kedougou, typed):
    from m4d.projects.models import ProjectPlace

    kedougou.name_language, kedougou.names = "fr", {"es": "Kedugú", "ar": "كيدوغو"}
    kedougou.save()
    salemata = Territory.objects.create(
        slug="salemata", kind="admin2", country="SN", code="SN.16.1", parent=kedougou, name="Salémata", key="salemata"
    )
    project, other = make_project("Une épargne à nous"), make_project("Une autre épargne")
    ProjectPlace.objects.create(project=project, territory=salemata, name="Kourou", country="SN")
    catalogue_actions.put(Project.objects.get(pk=project.pk))
    catalogue_actions.put(Project.objects.get(pk=other.pk))
    for language in ("fr", "ar"):
        (entry,) = catalogue.find(words=typed, kind="project", language=language).entries
        assert (entry.object_id, entry.why[0].where) == (str(project.pk), "name")


@pytest.mark.parametrize("typed", ["Isère", "إيزير", "isera"])
def test_a_project_is_found_by_the_ends_of_its_corridor_in_every_language(kedougou, typed):
    isere = make_territory("Isère", country="FR", name_language="fr", names={"ar": "إيزير", "es": "Isera"})
    project = make_project("Une épargne à nous")
    project.corridors.add(make_corridor(kedougou, isere))
    catalogue_actions.put(Project.objects.get(pk=project.pk))
    (entry,) = catalogue.find(words=typed, kind="project", language="fr").entries
    assert entry.object_id == str(project.pk)
    isere.is_listed = False
    isere.save()
    catalogue_actions.put(Project.objects.get(pk=project.pk))
    assert catalogue.find(words=typed, kind="project", language="fr").entries == []
