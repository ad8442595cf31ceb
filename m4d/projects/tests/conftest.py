"""Places and people that the tests of this room share."""

from pathlib import Path

import pytest

from m4d.accounts.factories import make_person
from m4d.places.models import Territory

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
