"""Places and people that the tests of this room share, and how they open and read a page."""

import re
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation

from m4d.accounts.factories import make_person
from m4d.places import queries as places
from m4d.places.models import Territory
from m4d.projects import actions
from m4d.projects.gateways.starter import starter_projects
from m4d.projects.models import Project

DATA = Path(__file__).parent / "data"


@pytest.fixture
def senegal():
    return Territory.objects.create(
        slug="senegal", kind="country", country="SN", code="SN", name="Senegal", key="senegal",
        names={"fr": "Sénégal", "ar": "السنغال"}, latitude=14.7, longitude=-17.4,
    )  # fmt: skip


@pytest.fixture
def kedougou(senegal):
    return Territory.objects.create(
        slug="kedougou", kind="admin1", country="SN", code="SN.16", parent=senegal, name="Kédougou", key="kedougou",
        latitude=12.56, longitude=-12.18,
    )  # fmt: skip


@pytest.fixture
def officer():
    """Amina runs the programme office."""
    return make_person("Amina Diallo", roles=["programme"])


@pytest.fixture
def stranger():
    """Lina has an account and nothing else."""
    return make_person("Lina Moreno")


@pytest.fixture
def iati_file(tmp_path):
    """Write text or bytes to a file and give its path."""

    def write(content, name="activities.xml", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def sample():
    """A hand-written file of the folder data."""
    return lambda name: DATA / name


@pytest.fixture
def starter(senegal, monkeypatch):
    """Loads the named projects of the starter list, or all of them."""
    programme, rows = starter_projects()

    def load(*identifiers):
        wanted = [row for row in rows if not identifiers or row["identifier"] in identifiers]
        monkeypatch.setattr("m4d.projects.actions.starter.starter_projects", lambda: (programme, wanted))
        actions.load_starter()
        return Project.objects.first()

    return load


@pytest.fixture
def keeping(settings):
    """As on a site, and not as in other tests, parts of pages are kept."""
    settings.PAGES_KEPT = True
    places.parts.clear()
    yield
    places.parts.clear()


def address(name, *args, language="en"):
    with translation.override(language):
        return reverse(f"projects:{name}", args=args)


def words(response):
    """The text of a page without its tags."""
    html = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+([.,:])", r"\1", " ".join(re.sub(r"<[^>]+>", " ", html).split()))
