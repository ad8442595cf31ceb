"""Files on what people write: only what they say they are, nothing that runs, nothing that explodes."""

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from m4d.core import files
from m4d.core.files import attachments


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def zipped(**entries: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def photo() -> bytes:
    exif, out = Image.Exif(), BytesIO()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (64, 48), (120, 30, 60)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kept", "media_type"),
    [
        ("plan.pdf", b"%PDF-1.7 words", "plan.pdf", "application/pdf"),
        ("list.csv", "ville;année\n".encode(), "list.csv", "text/csv"),
        ("خطة.txt", "خطة".encode(), "خطة.txt", "text/plain"),
        ("all.zip", zipped(a_dot_txt=b"one", b_dot_pdf=b"%PDF-1.4"), "all.zip", "application/zip"),
        ("../../etc/pass wd.txt", b"x", "pass wd.txt", "text/plain"),
        ("C:\\papers\\pl\u202ean?.txt", b"x", "plan_.txt", "text/plain"),
    ],
)
def test_what_is_taken_keeps_a_safe_name(name, content, kept, media_type):
    sound = files.checked_attachment(_named(name, content))
    assert (sound.name, sound.media_type, sound.size) == (kept, media_type, len(content))


def _named(name: str, content: bytes):
    """An upload with the name as a mail gives it: Django's own class would clean it first."""
    file = upload("x", content)
    file._name = name
    return file


def test_a_picture_is_taken_without_its_hidden_notes():
    sound = files.checked_attachment(upload("Holiday.JPG", photo()))
    content = sound.content.read()
    assert (sound.name, sound.media_type, b"taken at home" in content) == ("Holiday.webp", "image/webp", False)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.txt", b"", "empty"),
        ("plan.exe", b"MZ", "kind are not taken"),
        ("photo.jpg.exe", b"MZ", "kind are not taken"),
        ("plan.pdf", b"MZ program", "not what its name says"),
        ("plan.txt", b"MZ\x00\x01program", "not what its name says"),
        ("old.doc", b"\xd0\xcf\x11\xe0", "macros"),
        ("plan.docm", zipped(word__document_dot_xml=b"<x/>"), "macros"),
        ("plan.docx", zipped(word__document_dot_xml=b"<x/>", word__vbaProject_dot_bin=b"x"), "macro"),
        ("plan.ods", zipped(content_dot_xml=b"<x/>", Basic__Standard__Module1_dot_xml=b"x"), "macro"),
        ("plan.pdf", b"%PDF-1.7 << /S /JavaScript /JS (app.alert(1)) >>", "holds a program"),
        ("plan.pdf", b"%PDF-1.7 << /S /J#61vaScript >>", "holds a program"),
        ("plan.rtf", b"{\\rtf1 {\\object\\objemb{\\*\\objdata 0105}}}", "can run"),
        ("bad.zip", b"PK\x03\x04 and then nothing", "damaged"),
        ("all.zip", zipped(setup_dot_exe=b"MZ"), "kind are not taken"),
        ("all.zip", zipped(a_dot_pdf=b"MZ"), "not what its name says"),
        ("all.zip", zipped(doc_dot_docx=zipped(word__vbaProject_dot_bin=b"x")), "macro"),
    ],
)
def test_what_is_not_taken_and_what_is_said(name, content, said):
    with pytest.raises(ValidationError, match=said):
        files.checked_attachment(upload(name, content))


def test_more_than_ten_megabytes_are_not_read():
    file = upload("plan.pdf", b"%PDF-")
    file.size = files.ATTACHMENT_BYTES + 1
    with pytest.raises(ValidationError, match="10 MB"):
        files.checked_attachment(file)
    assert file.tell() == 0


def test_archives_are_read_two_deep_and_no_deeper():
    inner = zipped(a_dot_txt=b"one")
    for _ in range(attachments.DEEPEST - 1):
        inner = zipped(inner_dot_zip=inner)
    assert files.checked_attachment(upload("all.zip", inner)).name == "all.zip"
    with pytest.raises(ValidationError, match="archives inside archives"):
        files.checked_attachment(upload("all.zip", zipped(inner_dot_zip=inner)))


def test_a_bomb_is_refused_while_it_unpacks(monkeypatch):
    monkeypatch.setattr(attachments, "UNPACKED_BYTES", 1_000_000)
    bomb = zipped(a_dot_txt=b"0" * 5_000_000)
    assert len(bomb) < 10_000
    with pytest.raises(ValidationError, match="unpacks"):
        files.checked_attachment(upload("all.zip", bomb))
    with pytest.raises(ValidationError, match="unpacks"):
        files.checked_attachment(upload("all.zip", zipped(inner_dot_zip=bomb)))


def test_a_bomb_that_lies_about_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(attachments, "UNPACKED_BYTES", 1_000_000)
    honest, true = zipped(a_dot_txt=b"0" * 5_000_000), (5_000_000).to_bytes(4, "little")
    assert honest.count(true) == 2
    with pytest.raises(ValidationError):
        files.checked_attachment(upload("all.zip", honest.replace(true, (10).to_bytes(4, "little"))))


def test_many_small_files_are_a_bomb_too(monkeypatch):
    monkeypatch.setattr(attachments, "MOST_ENTRIES", 20)
    many = zipped(**{f"n{number}_dot_txt": b"x" for number in range(21)})
    with pytest.raises(ValidationError, match="unpacks"):
        files.checked_attachment(upload("all.zip", many))


def test_a_locked_archive_cannot_be_looked_at():
    locked = bytearray(zipped(a_dot_txt=b"one"))
    for place in (6, locked.index(b"PK\x01\x02") + 8):
        locked[place] |= 1
    with pytest.raises(ValidationError, match="password"):
        files.checked_attachment(upload("all.zip", bytes(locked)))


def test_broken_compressed_data_is_damage_not_an_error():
    whole = bytearray(zipped(a_dot_txt=zlib.compress(b"words " * 1000)))
    whole[45] ^= 0xFF
    with pytest.raises(ValidationError, match="damaged"):
        files.checked_attachment(upload("all.zip", bytes(whole)))
