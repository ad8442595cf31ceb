"""What a search shows of a project: its text, and never the names it is also found by."""

import pytest

from m4d.catalogue import queries as found
from m4d.people.factories import make_organization
from m4d.projects.factories import make_project

pytestmark = pytest.mark.django_db


def test_partners_find_a_project_and_stand_in_no_text():
    make_project(
        "Savings groups",
        language="en",
        summary=f"{'Families save together and lend to one another. ' * 6}A cooperative keeps the accounts.",
        partners=[(make_organization(name), None) for name in ("Municipality of Naga", "Province of Turin")],
    )
    (entry,) = found.find(words="cooperative", kind="project", language="fr").entries
    assert "<mark>cooperative</mark>" in entry.why[0].html
    assert "Municipality of Naga" not in entry.why[0].html
    (entry,) = found.find(words="Turin", kind="project", language="fr").entries
    (why,) = entry.why
    assert (entry.title, why.where, why.html) == ("Savings groups", "name", "Province of <mark>Turin</mark>")
