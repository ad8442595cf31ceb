"""What may be uploaded: pictures without their secrets, documents that are what they say."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection
from willow.image import UnrecognisedImageFormatError

from m4d.core.testing import signed_in
from m4d.front.models import Paper, Picture

from .conftest import photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of a test lie in its own folder."""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }
    return tmp_path


@pytest.fixture
def collection(db):
    return Collection.get_first_root_node() or Collection.add_root(name="Root")


def upload(client, name, body, kind="image/jpeg"):
    return client.post(
        reverse("wagtailimages:add"),
        {"title": "Market", "file": SimpleUploadedFile(name, body, kind), "tags": ""},
    )


def test_a_picture_loses_place_camera_and_its_own_bytes(client, staff, collection, media):
    signed_in(client, staff["editor"])
    body = photo()
    assert b"Secret Camera" in body
    assert upload(client, "market.jpg", body).status_code == 302
    picture = Picture.objects.get()
    kept = (media / picture.file.name).read_bytes()
    assert picture.file.name.endswith(".webp")
    assert (picture.width, picture.height, picture.file_size) == (800, 600, len(kept))
    assert b"Secret Camera" not in kept
    assert not Image.open(BytesIO(kept)).getexif()
    assert picture.uploaded_by_user == staff["editor"]


def test_a_picture_that_a_program_brings_is_cleaned_too(collection, media):
    picture = Picture(title="Market", file=ContentFile(photo(), name="market.jpg"), collection=collection)
    picture.save()
    kept = (media / picture.file.name).read_bytes()
    assert b"Secret Camera" not in kept
    with pytest.raises((ValidationError, UnrecognisedImageFormatError)):
        Picture(title="No", file=ContentFile(b"MZ not a picture", name="no.jpg"), collection=collection).save()


def test_renditions_are_small_modern_files(collection):
    picture = Picture(title="Market", file=ContentFile(photo(), name="market.jpg"), collection=collection)
    picture.save()
    for kind in ("avif", "webp"):
        rendition = picture.get_rendition(f"width-480|format-{kind}")
        assert rendition.file.name.endswith(f".{kind}")
        assert rendition.width == 480
        assert not Image.open(rendition.file.open()).getexif()


def bomb() -> bytes:
    """A PNG of some hundred bytes that says it is 30,000 by 30,000 pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 500)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("program.jpg", b"MZ\x90\x00" + b"\0" * 400),
        ("script.png", b"<script>alert(1)</script>"),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("bomb.png", bomb()),
        ("half.jpg", photo()[:900]),
        ("page.html", b"<html></html>"),
    ],
)
def test_what_is_no_picture_is_not_kept(client, staff, collection, name, body):
    signed_in(client, staff["editor"])
    response = upload(client, name, body)
    assert response.status_code == 200
    assert "errorlist" in response.content.decode() or "error-message" in response.content.decode()
    assert not Picture.objects.exists()


def archive(size: int) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "kept"),
    [
        ("plan.pdf", b"%PDF-1.7\n%%EOF", True),
        ("plan.docx", archive(2_000), True),
        ("plan.pdf", b"MZ\x90 not a document", False),
        ("plan.exe", b"MZ\x90", False),
        ("plan.html", b"<script>alert(1)</script>", False),
        ("plan.docx", archive(220_000_000), False),
    ],
    ids=["pdf", "docx", "renamed", "program", "html", "bomb"],
)
def test_documents_are_what_they_say(client, staff, collection, name, body, kept):
    signed_in(client, staff["editor"])
    client.post(
        reverse("wagtaildocs:add"),
        {"title": "Plan", "file": SimpleUploadedFile(name, body), "tags": "", "language": ""},
    )
    assert Paper.objects.exists() is kept
