"""A written page never holds what was changed while it was made."""

import pytest

from m4d.accounts.factories import make_person
from m4d.core import pages
from m4d.people.factories import make_organization
from m4d.people.models import Organization
from m4d.places import actions as places
from m4d.places.factories import make_corridor, make_territory
from m4d.projects import actions, queries
from m4d.projects.factories import make_project
from m4d.projects.models import Participation, Project, ProjectPlace, ProjectSheet, Source
from m4d.projects.queries import sheet as sheets

pytestmark = pytest.mark.django_db


def with_partner(name):
    project = make_project(title=f"With {name}")
    organization = make_organization(name)
    Participation.objects.create(project=project, organization=organization, name=name, role="2", end="here")
    return project, organization


def written(project):
    return queries.sheet_for(project.slug, "en", None)


def hide(organization, commit):
    with commit(execute=True):
        Organization.objects.filter(pk=organization.pk).update(slug=f"{organization.slug}-hidden")
        pages.touch(f"organization-{organization.slug}")


def test_a_partner_hidden_while_other_pages_are_written(django_capture_on_commit_callbacks, monkeypatch):
    first, _partner = with_partner("Municipality of Kayes")
    second, partner = with_partner("Secret association")
    write, asked = actions.sheets.write_sheet, []

    def write_and_hide(*given):
        if not asked:
            asked.append(given)
            hide(partner, django_capture_on_commit_callbacks)
        return write(*given)

    monkeypatch.setattr(actions.sheets, "write_sheet", write_and_hide)
    actions.write_sheets(project_ids=[first.pk, second.pk, second.pk + 1000])
    assert written(first) is not None
    assert partner.slug + '"' not in ProjectSheet.objects.get(project=second, language="en").html
    assert f"organization-{partner.slug}-hidden" in written(second).tags


@pytest.mark.parametrize("path", ["background", "first reader"])
def test_a_partner_hidden_once_the_rows_are_read(client, django_capture_on_commit_callbacks, monkeypatch, path):
    project, partner = with_partner("Secret association")
    read, asked = sheets.with_page_parts, []

    def read_and_hide(projects):
        found = read(projects)
        if not asked:
            asked.append(found)
            hide(partner, django_capture_on_commit_callbacks)
        return found

    monkeypatch.setattr(sheets, "with_page_parts", read_and_hide)
    if path == "background":
        actions.write_sheets(project_ids=[project.pk])
    else:
        assert client.get(f"/en/projects/{project.slug}/").status_code == 200
    assert ProjectSheet.objects.filter(project=project, language="en").exists()
    assert written(project) is None
    assert partner.slug + '"' not in client.get(f"/en/projects/{project.slug}/").content.decode()
    assert written(project) is not None


def test_a_partner_added_between_counters_and_rows_is_counted_too(django_capture_on_commit_callbacks, monkeypatch):
    project, _partner = with_partner("Municipality of Kayes")
    other = make_organization("Secret association")
    read, asked = sheets.with_page_parts, []

    def add_and_read(projects):
        if not asked:
            asked.append(projects)
            Participation.objects.create(project=project, organization=other, name=other.name, role="2", end="here")
        return read(projects)

    monkeypatch.setattr(sheets, "with_page_parts", add_and_read)
    actions.write_sheets(project_ids=[project.pk])
    assert f"organization-{other.slug}" in written(project).tags
    hide(other, django_capture_on_commit_callbacks)
    assert written(project) is None


def test_a_project_that_is_gone_has_no_page_to_write():
    project = make_project()
    Project.objects.all().delete()
    assert queries.stamped(project.pk) is None
    actions.write_sheets(project_ids=[project.pk])
    assert not ProjectSheet.objects.exists()


@pytest.mark.parametrize("names", ["the place", "a corridor of it", "what lies in it"])
def test_a_place_renamed_and_then_hidden(client, django_capture_on_commit_callbacks, names):
    programme, region, project = make_person("Tesfaye", roles=["programme"]), make_territory("Kolda"), make_project()
    if names == "a corridor of it":
        project.corridors.add(make_corridor(region, make_territory("Isère", country="FR")))
    else:
        place = region if names == "the place" else make_territory("Dabo", kind="place", parent=region)
        ProjectPlace.objects.create(project=project, name="", end="here", country="SN", territory=place)
    link = f'href="/en/corridors/{region.slug}--' if "corridor" in names else f'href="/en/territories/{region.slug}/"'

    def shown():
        return client.get(f"/en/projects/{project.slug}/").content.decode()

    assert "Kolda" in shown()
    with django_capture_on_commit_callbacks(execute=True):
        places.choose_name(region, by=programme, language="en", name="Fuladu", reason="Asked for by its council.")
    page = shown()
    assert "Fuladu" in page and "Kolda" not in page
    assert (link in page) == (names != "what lies in it")
    with django_capture_on_commit_callbacks(execute=True):
        places.hide_territory(region, by=programme, reason="Entered twice.")
    assert link not in shown()


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://data.example.org/plan", "data.example.org"),
        ("http://a\u2100b.example/", "http://a\u2100b.example/"),
        ("https://[2001:db8::1/x", "https://[2001:db8::1/x"),
        ("https://", "https://"),
    ],
)
def test_a_source_without_a_title_is_called_by_who_keeps_it_or_by_its_address(client, address, shown):
    project = make_project(title="Savings groups")
    Source.objects.create(project=project, address=address)
    actions.write_sheets(project_ids=[project.pk])
    assert shown in client.get(project.get_absolute_url()).content.decode()
