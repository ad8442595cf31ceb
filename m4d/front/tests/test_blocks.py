"""What each block of a page becomes for its reader."""

import pytest
from django.core.files.base import ContentFile

from m4d.front.models import Paper, Picture, StandardPage

from .conftest import photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(home, settings, tmp_path):
    """A page with one of each block."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    picture = Picture(
        title="Market", file=ContentFile(photo(), name="market.jpg"), alternative="Two women sell <millet>.",
        credit="Amina",
    )  # fmt: skip
    picture.save()
    paper = Paper(title="Plan local", file=ContentFile(b"%PDF-1.7", name="plan.pdf"), language="fr", pages=12)
    paper.save()
    page = StandardPage(
        title="Everything", slug="everything", locale=home["en"].locale, body=[
            ("text", "<h2>Heading</h2><p>Words.</p>"),
            ("facts", [{"term": "Seat", "answer": "A duty <b>that</b> stays."}]),
            ("notice", "Closed on Friday."),
            ("picture", {"picture": picture, "caption": "The market"}),
            ("file", {"document": paper, "note": "The plan of 2024"}),
        ],
    )  # fmt: skip
    return home["en"].add_child(instance=page)


def test_every_block_is_shown(client, full):
    html = client.get("/en/everything/").content.decode()
    assert "<h2>Heading</h2>" in html
    assert "<dt>Seat</dt><dd>A duty &lt;b&gt;that&lt;/b&gt; stays.</dd>" in html
    assert "Closed on Friday." in html
    assert 'type="image/avif"' in html
    assert 'type="image/webp"' in html or ".webp" in html
    assert 'alt="Two women sell &lt;millet&gt;."' in html
    assert 'loading="lazy"' in html
    assert 'width="480"' in html
    assert "Picture: Amina" in html
    assert 'hreflang="fr">Plan local</a>' in html
    assert "12 pages" in html
    assert " style=" not in html


def test_light_pages_say_what_the_picture_showed_and_carry_none(client, full):
    client.cookies["m4d_light"] = "1"
    html = client.get("/en/everything/").content.decode()
    assert "<picture" not in html
    assert "<img" not in html
    assert "The market" in html


def test_a_document_is_handed_out_as_a_file_without_rights(client, full):
    paper = Paper.objects.get()
    response = client.get(paper.url)
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
