"""Places that the tests of this room share, and how they read a page."""

import re

import pytest
from django.utils import timezone

from m4d.places.models import Corridor, Territory


@pytest.fixture
def senegal():
    return Territory.objects.create(
        slug="senegal", kind="country", country="SN", code="SN", name="Senegal", key="senegal",
        names={"fr": "Sénégal", "ar": "السنغال"},
    )  # fmt: skip


@pytest.fixture
def kedougou(senegal):
    return Territory.objects.create(
        slug="kedougou", kind="admin1", country="SN", code="SN.16", parent=senegal, name="Kédougou", key="kedougou",
        latitude=12.56, longitude=-12.18,
    )  # fmt: skip


@pytest.fixture
def isere():
    france = Territory.objects.create(
        slug="france", kind="country", country="FR", code="FR", name="France", key="france"
    )
    return Territory.objects.create(
        slug="isere", kind="admin2", country="FR", code="m4d:isere", parent=france, name="Isère", key="isere"
    )


@pytest.fixture
def corridor(kedougou, isere):
    return Corridor.objects.create(
        slug="kedougou-isere", origin=kedougou, destination=isere, direction="south-north", origin_country="SN",
        destination_country="FR", key="kedougou isere", opened_at=timezone.now(),
    )  # fmt: skip


def words(response):
    """The visible words of a page's main part, spaces evened."""
    html = response.content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")]))
