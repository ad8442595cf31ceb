"""Files are looked at before they are kept."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from m4d.core import files


def picture(mode="RGB", size=(640, 480), kind="JPEG", **options) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new(mode, size, 120 if mode == "L" else (120, 30, 60)[: len(mode)]).save(out, kind, **options)
    return SimpleUploadedFile(f"photo.{kind.lower()}", out.getvalue())


def png_of(width: int, height: int) -> SimpleUploadedFile:
    """A PNG that says it is enormous, in a few bytes: a decompression bomb."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000, 9)
    return SimpleUploadedFile(
        "bomb.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
    )


def test_a_picture_loses_its_hidden_notes_and_its_size():
    exif = Image.Exif()
    exif[0x010E] = "taken at home in Kédougou"
    kept = files.clean_picture(picture(size=(3000, 2000), exif=exif), width=1200)
    result = Image.open(BytesIO(kept.read()))
    assert (result.format, result.size) == ("WEBP", (1200, 800))
    assert dict(result.getexif()) == {}
    assert "Kédougou".encode() not in kept.file.getvalue()


def test_a_renamed_program_is_not_a_picture():
    with pytest.raises(ValidationError, match="not a picture"):
        files.clean_picture(SimpleUploadedFile("photo.jpg", b"MZ\x90\x00" + b"\0" * 400))


def test_a_decompression_bomb_is_refused():
    with pytest.raises(ValidationError):
        files.clean_picture(png_of(60_000, 60_000))


def test_a_truncated_picture_is_refused():
    whole = picture().read()
    with pytest.raises(ValidationError, match="not a picture"):
        files.clean_picture(SimpleUploadedFile("photo.jpg", whole[: len(whole) // 2]))


def test_a_picture_that_is_too_heavy_is_refused_before_it_is_opened():
    upload = SimpleUploadedFile("photo.jpg", b"x")
    upload.size = files.PICTURE_BYTES + 1
    with pytest.raises(ValidationError, match="8 MB"):
        files.clean_picture(upload)


def test_svg_is_no_picture_here():
    with pytest.raises(ValidationError):
        files.clean_picture(SimpleUploadedFile("photo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"))


def archive(name: str, content: bytes) -> SimpleUploadedFile:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        zipped.writestr("word/document.xml", content)
    return SimpleUploadedFile(name, out.getvalue())


def test_a_document_is_what_its_name_says():
    assert files.checked_document(archive("plan.docx", b"<x/>")).name == "plan.docx"
    with pytest.raises(ValidationError, match="not what its name says"):
        files.checked_document(SimpleUploadedFile("plan.pdf", b"MZ program"))
    with pytest.raises(ValidationError, match="kind are not taken"):
        files.checked_document(SimpleUploadedFile("plan.exe", b"MZ"))


def test_a_zip_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(files.documents, "UNPACKED_BYTES", 1_000_000)
    with pytest.raises(ValidationError, match="unpacks"):
        files.checked_document(archive("plan.docx", b"\0" * 5_000_000))


def test_a_damaged_archive_is_refused():
    with pytest.raises(ValidationError, match="damaged"):
        files.checked_document(SimpleUploadedFile("plan.odt", b"PK\x03\x04 and then nothing"))
