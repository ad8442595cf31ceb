"""Who may correct and import, and what the others are told."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from m4d.accounts.factories import make_person
from m4d.people.factories import make_organization, make_seat
from m4d.projects import policies
from m4d.projects.factories import make_project
from m4d.projects.models import ImportRun, Participation, Project

pytestmark = pytest.mark.django_db
AT = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def organization():
    return make_organization("Groupement de Kédougou")


def holder_of(organization, **values):
    holder = make_person("Jonas Weber")
    make_seat(organization, holder=holder, since=AT.date().replace(year=2025), verified=True, **values)
    return holder


def test_programme_office_may_correct_and_import(officer):
    assert policies.may_correct(officer, make_project(), at=AT)
    assert policies.may_import(officer)


def test_visitor_is_asked_to_sign_in():
    verdict = policies.may_correct(AnonymousUser(), make_project(), at=AT)
    assert verdict.reasons[0] == "Sign in to correct a project."
    assert not policies.may_import(AnonymousUser())


@pytest.mark.parametrize("role", ["moderator", "facilitator", "editor", "finance", "donor", "tutor", "verifier"])
def test_other_roles_may_not_import(role):
    assert policies.may_import(make_person(roles=[role])).reasons == (
        "Only the programme office can import projects.",
    )


def test_stranger_may_not_correct(stranger, organization):
    project = make_project(partners=[(organization, "here")])
    assert policies.may_correct(stranger, project, at=AT).reasons == (
        "Only the programme office and people who speak for an organization in the lead can correct a project.",
    )


def test_who_speaks_for_a_lead_may_correct(organization):
    jonas = holder_of(organization)
    assert policies.may_correct(jonas, make_project(partners=[(organization, "here")]), at=AT)
    assert not policies.may_correct(jonas, make_project(), at=AT)


def test_who_speaks_for_a_funder_may_not_correct(organization):
    project = make_project(partners=[(organization, "there")])
    Participation.objects.update(role="1")
    assert not policies.may_correct(holder_of(organization), project, at=AT)


def test_ended_mandate_no_longer_speaks(organization):
    jonas = holder_of(organization, until=AT.date().replace(month=1))
    assert not policies.may_correct(jonas, make_project(partners=[(organization, "here")]), at=AT)


def test_unlisted_projects_and_imports_are_for_the_programme_office(officer, stranger):
    project = make_project(is_listed=False)
    run = ImportRun.objects.create(file_name="a.xml")
    assert list(Project.objects.visible_to(officer)) == [project]
    assert list(Project.objects.visible_to(stranger)) == list(Project.objects.visible_to(AnonymousUser())) == []
    assert list(ImportRun.objects.visible_to(officer)) == [run]
    assert list(ImportRun.objects.visible_to(stranger)) == []
