"""Files on posts: looked at, kept, scanned, listed, and fetched only by whoever may read the post."""

import socket
import struct
import threading
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.utils import timezone, translation
from PIL import Image

from m4d.activity.actions import Enclosed, Incoming
from m4d.community import actions, policies, queries
from m4d.community.choices import Access
from m4d.community.factories import make_group, make_member, make_topic
from m4d.community.gateways import scanner
from m4d.community.models import Attachment, Post, Scan
from m4d.config.operations import health
from m4d.core.testing import signed_in, statements
from m4d.core.verdicts import Refusal

pytestmark = pytest.mark.django_db
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Files of a test go with it, and no scanner is named unless the test names one."""
    settings.CLAMD_URL = ""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": "/media/"},
        }
    }
    return tmp_path


def upload(name="plan.pdf", content=b"%PDF-1.7 plan of the town"):
    return SimpleUploadedFile(name, content)


def photo():
    out, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (64, 48), (120, 30, 60)).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("photo.jpg", out.getvalue())


@pytest.fixture
def amina():
    return make_member("Amina Diallo")


def first_post(by, access=Access.PUBLIC):
    group = make_group(access=access, members=[by])
    return Post.objects.get(topic=make_topic(group, by))


@contextmanager
def clamd(seen: list, *, says=None, path=None):
    """A scanner on a real socket: takes INSTREAM as clamd does, and finds the test virus where it is."""

    def exactly(line, number):
        found = b""
        while len(found) < number:
            part = line.recv(number - len(found))
            if not part:
                return found
            found += part
        return found

    def answer(line):
        command = b""
        while not command.endswith(b"\0"):
            command += line.recv(1)
        if command == b"zPING\0":
            return b"PONG\0"
        assert command == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", exactly(line, 4))[0]:
            content += exactly(line, size)
        seen.append(content)
        if says is not None:
            return says
        return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"

    server = socket.socket(socket.AF_UNIX if path else socket.AF_INET, socket.SOCK_STREAM)
    server.bind(str(path) if path else ("127.0.0.1", 0))
    server.listen()

    def run():
        while True:
            try:
                line, _who = server.accept()
            except OSError:
                return
            with line:
                line.sendall(answer(line))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"unix://{path}" if path else f"tcp://127.0.0.1:{server.getsockname()[1]}"
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(2)


def test_a_file_hangs_on_a_post_under_a_name_that_nobody_can_guess(amina, folder):
    post = first_post(amina)
    pdf, picture = actions.attach(post, [upload(), photo()], by=amina)
    assert (pdf.name, pdf.media_type, pdf.size, pdf.scan) == ("plan.pdf", "application/pdf", 25, Scan.NOT_SCANNED)
    assert pdf.file.name.startswith("attachments/")
    assert "plan" not in pdf.file.name
    with picture.file.open("rb") as content:
        assert b"taken at home" not in content.read()
    assert picture.name == "photo.webp"
    assert queries.attachments_of(post) == [pdf, picture]


def test_one_bad_file_refuses_all_and_says_which_and_why(amina, folder):
    post = first_post(amina)
    with pytest.raises(Refusal) as refused:
        actions.attach(post, [upload(), upload("setup.exe", b"MZ")], by=amina)
    assert "setup.exe: Files of this kind are not taken." in str(refused.value)
    assert not Attachment.objects.exists()
    assert not list(folder.rglob("attachments/*/*/*"))
    sound, said = actions.sort_files([upload(), upload("setup.exe", b"MZ")])
    assert ([file.name for file in sound], len(said)) == (["plan.pdf"], 1)


def test_who_may_add_files(amina):
    post, jonas, now = first_post(amina), make_member("Jonas"), timezone.now()
    cases = [
        (amina, post, 1, 1, []),
        (amina, post, 6, 6, ["At most 5 files can be added to one text."]),
        (jonas, post, 1, 1, ["Only the author adds files to a text."]),
        (amina, post, 1, 61 * 1024 * 1024, [
            "You have added 60 MB of files in 24 hours, which is the most. Add this one later."
        ]),
        (amina, amina, 1, 1, ["Files cannot be added here.", "Only the author adds files to a text."]),
    ]  # fmt: skip
    for person, thing, count, size, said in cases:
        found = policies.may_attach(person, thing, count=count, size=size, at=now)
        assert [str(reason) for reason in found.reasons] == said


@pytest.mark.parametrize("access", Access.values)
def test_only_whoever_may_read_the_post_fetches_its_files(client, amina, access):
    post, jonas = first_post(amina, access), make_member("Jonas")
    file = actions.attach(post, [upload("تقرير plan.pdf")], by=amina)[0]
    open_to = {None: {Access.PUBLIC}, jonas: {Access.PUBLIC, Access.MEMBERS}, amina: set(Access.values)}
    for reader, accesses in open_to.items():
        client.logout()
        if reader is not None:
            signed_in(client, reader)
        assert client.get(f"/en/attachments/{file.pk}/").status_code == (200 if access in accesses else 404)
    assert client.get(f"/media/{file.file.name}").status_code == 404


def test_a_file_is_a_download_and_runs_nowhere(client, amina):
    file = actions.attach(first_post(amina), [upload("تقرير.pdf")], by=amina)[0]
    answer = client.get(f"/en/attachments/{file.pk}/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 plan of the town"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D8%AA")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_what_is_hidden_or_taken_back_hides_its_files(client, amina):
    post = first_post(amina)
    file = actions.attach(post, [upload()], by=amina)[0]
    Post.objects.filter(pk=post.pk).update(hidden_at=timezone.now())
    assert client.get(f"/en/attachments/{file.pk}/").status_code == 404
    Post.objects.filter(pk=post.pk).update(hidden_at=None)
    assert client.get(f"/en/attachments/{file.pk}/").status_code == 200
    name = file.file.name
    actions.withdraw_post(post, by=amina)
    assert not Attachment.objects.exists()
    assert client.get(f"/en/attachments/{file.pk}/").status_code == 404
    assert name


def test_a_clean_file_says_so_after_the_scanner_has_seen_it(amina, settings):
    post, seen = first_post(amina), []
    with clamd(seen) as address:
        settings.CLAMD_URL = address
        assert scanner.answers()
        content = b"%PDF-1.7 " + b"long plan " * 20_000
        file = actions.attach(post, [upload("plan.pdf", content)], by=amina)[0]
        assert file.scan == Scan.WAITING
        assert queries.attachment_for(amina, file.pk) is None
        assert actions.scan_attachment(attachment_id=file.pk) == Scan.CLEAN
    assert seen == [content]
    assert queries.attachment_for(amina, file.pk) == file


def test_the_scanner_is_reached_by_a_socket_of_the_machine_too(amina, settings, tmp_path):
    seen = []
    with clamd(seen, path=tmp_path / "clamd.ctl") as address:
        settings.CLAMD_URL = address
        assert scanner.scan(BytesIO(b"words")) == scanner.Finding(is_clean=True)
    assert seen == [b"words"]


def test_a_virus_is_deleted_and_only_its_name_stays(client, amina, settings):
    post = first_post(amina)
    with clamd([]) as address:
        settings.CLAMD_URL = address
        file = actions.attach(post, [upload("plan.pdf", b"%PDF-1.7 " + EICAR)], by=amina)[0]
        assert scanner.scan(BytesIO(EICAR)) == scanner.Finding(is_clean=False, virus="Eicar-Signature")
        assert actions.scan_attachment(attachment_id=file.pk) == Scan.FOUND
    assert not default_storage.exists(file.file.name)
    assert client.get(f"/en/attachments/{file.pk}/").status_code == 404
    said = shown(post)
    assert "Removed: a virus was found" in said
    assert "<a " not in said


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"x" * 5000])
def test_an_answer_that_says_nothing_leaves_the_file_waiting(amina, settings, says):
    post = first_post(amina)
    with clamd([], says=says) as address:
        settings.CLAMD_URL = address
        file = actions.attach(post, [upload()], by=amina)[0]
        with pytest.raises(scanner.Unreachable):
            actions.scan_attachment(attachment_id=file.pk)
    with pytest.raises(scanner.Unreachable):
        actions.scan_attachment(attachment_id=file.pk)
    assert Attachment.objects.get().scan == Scan.WAITING
    assert actions.scan_waiting() == 1
    settings.CLAMD_URL = ""
    assert actions.scan_attachment(attachment_id=file.pk) == Scan.NOT_SCANNED


def shown(post, language="en"):
    with translation.override(language):
        return Template("{% load attachments %}{% attachments post %}").render(Context({"post": post}))


def words(*parts):
    return " ".join(f'<span class="small soft">{part}</span>' for part in parts)


def test_files_are_listed_with_name_type_and_size(amina):
    post = first_post(amina)
    assert shown(post).strip() == ""
    actions.attach(post, [upload("plan <b>.pdf"), upload("list.xyz.csv", b"a;b")], by=amina)
    said = shown(post)
    assert "plan _b_.pdf" in said
    assert words("PDF", "25\xa0bytes", "Not scanned for viruses") in said
    assert words("CSV", "3\xa0bytes") in said


def test_files_of_a_whole_page_are_one_statement(amina):
    posts = [first_post(amina) for _ in range(4)]
    for post in posts:
        actions.attach(post, [upload()], by=amina)
    with statements() as seen:
        found = queries.attachments_for(Post, [post.pk for post in posts])
    assert (len(seen), len(found)) == (1, 4)


def test_whoever_added_a_file_takes_it_away(client, amina):
    post, jonas = first_post(amina), make_member("Jonas")
    file = actions.attach(post, [upload()], by=amina)[0]
    signed_in(client, jonas)
    assert client.post(f"/en/attachments/{file.pk}/removal/").status_code == 403
    signed_in(client, amina)
    assert client.post(f"/en/attachments/{file.pk}/removal/").status_code == 303
    assert not Attachment.objects.exists()


def test_a_day_has_its_most(amina, monkeypatch):
    monkeypatch.setattr(policies.attachment, "BYTES_A_DAY", 40)
    post, now = first_post(amina), timezone.now()
    actions.attach(post, [upload()], by=amina, at=now)
    with pytest.raises(Refusal):
        actions.attach(post, [upload("b.pdf")], by=amina, at=now + timedelta(hours=1))
    assert actions.attach(post, [upload("b.pdf")], by=amina, at=now + timedelta(hours=25))


def test_files_are_added_while_one_writes_and_a_bad_one_keeps_the_words(client, amina):
    topic = make_topic(make_group(members=[amina]), amina)
    signed_in(client, amina)
    address = f"/en/topics/{topic.pk}/replies/"
    words = {"text": "Here is the form that we print for everybody.", "do": "send"}
    wrong = client.post(address, words | {"files": [upload(), upload("setup.exe", b"MZ")]})
    assert wrong.status_code == 422
    assert "setup.exe: Files of this kind are not taken." in wrong.content.decode()
    assert words["text"] in wrong.content.decode()
    assert Post.objects.count() == 1
    sent = client.post(address, words | {"files": [upload(), photo()]})
    assert sent.status_code == 303
    post = Post.objects.get(number=2)
    assert (post.file_count, [file.name for file in queries.attachments_of(post)]) == (2, ["plan.pdf", "photo.webp"])
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "photo.webp" in page
    assert f"/en/attachments/{queries.attachments_of(post)[0].pk}/" in page


def test_files_of_a_post_have_a_page_of_their_own(client, amina):
    post, jonas = first_post(amina), make_member("Jonas")
    address = f"/en/posts/{post.pk}/files/"
    signed_in(client, jonas)
    assert client.get(address).status_code == 404
    signed_in(client, amina)
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"files": [upload("bad.exe", b"MZ")]}).status_code == 422
    assert client.post(address, {"files": [upload(), upload("b.csv", b"a;b")]}).status_code == 303
    assert "b.csv" in client.get(address).content.decode()
    Post.objects.get(file_count=2)


def test_files_of_a_mail_hang_on_its_post_and_the_sender_hears_of_those_that_do_not(amina):
    topic = make_topic(make_group(members=[amina]), amina)
    post = topic.posts.get()
    files = (Enclosed("plan.pdf", b"%PDF-1.7 plan"), Enclosed("setup.exe", b"MZ"))
    taken = actions.take_answer(amina, post.pk, Incoming(text="The plan is in the file.", files=files))
    assert [file.name for file in queries.attachments_of(Post.objects.get(number=2))] == ["plan.pdf"]
    assert "Your words were taken. These files were not:\nsetup.exe: Files of this kind" in taken.words


def test_a_page_without_files_asks_for_none(amina):
    topic = make_topic(make_group(members=[amina]), amina)
    with statements() as seen:
        queries.thread(topic, amina)
    assert not [one for one in seen if "community_attachment" in one["sql"]]


def test_the_doctor_says_whether_the_scanner_answers(settings):
    assert health.scanner().is_good
    assert "were not scanned" in health.scanner().found
    with clamd([]) as address:
        settings.CLAMD_URL = address
        assert health.scanner().is_good
    assert not health.scanner().is_good
