"""The page on which the programme office corrects a project."""

import pytest

from m4d.core.testing import signed_in
from m4d.core.verdicts import Refusal
from m4d.projects import actions
from m4d.projects.factories import make_project

from .conftest import address, words

pytestmark = pytest.mark.django_db


def test_correction_keeps_what_was_typed_when_somebody_was_faster(client, officer):
    project = make_project()
    signed_in(client, officer)
    page = address("project_correction", project.slug)
    assert client.get(page).status_code == 200
    actions.correct_project(project, by=officer, version=1, values={"summary": "Faster."})
    typed = {
        "title": project.title,
        "summary": "Typed slowly.",
        "language": "en",
        "themes": ["gender"],
        "version": "1",
    }
    response = client.post(page, typed)
    assert response.status_code == 422
    html = response.content.decode()
    assert "Typed slowly." in html and "Faster." in html and "<title>Error:" in html
    assert 'name="version" value="2"' in html
    assert client.post(page, {**typed, "version": "2"}).status_code == 303
    project.refresh_from_db()
    assert (project.summary, project.themes) == ("Typed slowly.", ["gender"])


def test_correction_is_refused_to_strangers(client, stranger):
    project = make_project()
    page = address("project_correction", project.slug)
    assert client.get(page).status_code == 302
    response = signed_in(client, stranger).post(page, {"title": "Mine", "version": "1"})
    assert response.status_code == 403
    assert "Only the programme office" in words(response)
    assert "Correct this page" not in words(client.get(address("project_detail", project.slug)))


def test_too_many_themes_are_answered_with_a_sentence(client, officer):
    project = make_project()
    typed = {
        "title": "T",
        "language": "en",
        "version": "1",
        "themes": ["gender", "jobs", "rights", "return", "health"],
    }
    response = signed_in(client, officer).post(address("project_correction", project.slug), typed)
    assert response.status_code == 422
    assert "Choose the 4 that matter most." in words(response)
    with pytest.raises(Refusal):
        actions.correct_project(project, by=officer, version=1, values={"themes": typed["themes"]})


def test_empty_title_is_answered_with_a_sentence(client, officer):
    project = make_project()
    response = signed_in(client, officer).post(
        address("project_correction", project.slug), {"title": " ", "version": "1"}
    )
    assert response.status_code == 422
