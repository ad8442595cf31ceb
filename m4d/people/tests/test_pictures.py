"""Pictures of organizations: what is taken, what is refused, what is left of a picture."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from m4d.accounts.factories import make_person
from m4d.core.testing import signed_in
from m4d.people.factories import make_organization
from m4d.people.models import Organization

pytestmark = pytest.mark.django_db


def picture(*, size=(1600, 900), form="JPEG", exif=b""):
    out = BytesIO()
    Image.new("RGB", size, "#6b1d58").save(out, form, **({"exif": exif} if exif else {}))
    return out.getvalue()


def bomb():
    """A PNG of a few hundred bytes that would unpack to ten thousand million pixels."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def town(client):
    amina = make_person("Amina Diallo")
    signed_in(client, amina)
    return make_organization(admin=amina, country="SN", kinds=["local-authority"])


def send(client, town, name, content, **changes):
    values = {
        "version": town.version, "picture_alt": "The town hall", "picture_credit": "Amina Diallo",
        "picture": SimpleUploadedFile(name, content, content_type="image/jpeg"),
    }  # fmt: skip
    return client.post(f"/en/organizations/{town.slug}/edit/picture/", values | changes)


def test_a_picture_is_cut_to_four_by_three_and_loses_its_hidden_notes(client, town):
    notes = Image.Exif()
    notes[0x8825] = {1: "N", 2: (12.0, 33.0, 0.0)}
    notes[0x010F] = "SecretCamera"
    answer = send(client, town, "hall.jpg", picture(exif=notes.tobytes()))
    assert answer.status_code == 303
    town.refresh_from_db()
    stored = town.picture.read()
    with Image.open(BytesIO(stored)) as kept:
        assert (kept.format, kept.size) == ("WEBP", (960, 720))
        assert not kept.getexif()
    assert b"SecretCamera" not in stored
    page = client.get(f"/en/organizations/{town.slug}/").content.decode()
    assert 'alt="The town hall"' in page
    assert 'width="960" height="720"' in page


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("hall.jpg", b"MZ\x90\x00" + b"\0" * 500, "This file is not a picture that can be shown."),
        ("hall.png", bomb(), "This file is not a picture that can be shown."),
        (
            "hall.jpg",
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "This file is not a picture",
        ),
        ("hall.jpg", picture()[:300], "This file is not a picture that can be shown."),
        ("hall.gif", picture(form="GIF"), "This file is not a picture that can be shown."),
        ("hall.jpg", b"\xff\xd8" + b"\0" * (8 * 1024 * 1024 + 1), "This picture is larger than 8 MB."),
    ],
    ids=["program", "bomb", "svg", "truncated", "gif", "large"],
)
def test_what_is_no_picture_is_refused_and_nothing_is_kept(client, town, name, content, message):
    answer = send(client, town, name, content, picture_alt="Typed beside it.")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page
    assert "Typed beside it." in page
    stored = Organization.objects.get()
    assert (stored.picture.name, stored.picture_alt, stored.version) == ("", "", 1)


def test_a_picture_needs_words_and_a_credit(client, town):
    answer = send(client, town, "hall.jpg", picture(), picture_alt="", picture_credit="")
    page = answer.content.decode()
    assert ("Say in a few words what the picture shows." in page, "Name who took the picture." in page) == (True, True)


def test_a_new_picture_takes_the_place_of_the_old_one(client, town, django_capture_on_commit_callbacks):
    send(client, town, "one.jpg", picture())
    town.refresh_from_db()
    storage, old = town.picture.storage, town.picture.name
    with django_capture_on_commit_callbacks(execute=True):
        send(client, town, "two.jpg", picture(size=(800, 600)))
    town.refresh_from_db()
    assert (storage.exists(old), storage.exists(town.picture.name)) == (False, True)
    with django_capture_on_commit_callbacks(execute=True):
        kept = town.picture.name
        answer = client.post(
            f"/en/organizations/{town.slug}/edit/picture/", {"version": town.version, "drop_picture": "on"}
        )
    assert answer.status_code == 303
    town.refresh_from_db()
    assert (town.picture.name, storage.exists(kept)) == ("", False)
