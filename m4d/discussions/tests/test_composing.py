"""Writing a contribution: the bar of marks without a script, the draft that is kept meanwhile, and files."""

from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from m4d.accounts.factories import make_person
from m4d.community.models import Attachment
from m4d.core.testing import assert_flat, signed_in
from m4d.core.verdicts import Refusal
from m4d.discussions import actions
from m4d.discussions.choices import Appears
from m4d.discussions.factories import DURING, make_open, say
from m4d.discussions.models import Contribution, Draft

from .conftest import address, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Files of a test go with it."""
    settings.CLAMD_URL = ""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": "/media/"},
        }
    }


@pytest.fixture
def rosa():
    return make_person("Rosa Quispe")


@pytest.fixture
def place(at):
    """A discussion that is open now, and where one writes to its first question."""
    at(DURING)
    discussion = make_open()
    return discussion, address("contribution", discussion.slug, 1)


def upload(name="plan.pdf", content=b"%PDF-1.7 plan of the town"):
    return SimpleUploadedFile(name, content)


def photo():
    out, exif = BytesIO(), Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new("RGB", (64, 48), (120, 30, 60)).save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("photo.jpg", out.getvalue())


MARKED = {
    "strong": "Dates **strong**",
    "emphasis": "Dates *emphasis*",
    "link": "Dates [words](https://)",
    "list": "Dates\n- list",
    "quotation": "Dates\n> quotation",
    "unknown": "Dates",
}


@pytest.mark.parametrize("mark", MARKED)
def test_without_a_script_the_bar_adds_an_example_and_keeps_what_was_typed(mark, place, client, rosa):
    _discussion, where = place
    form = {"text": "Dates", "language": "fr", "appears": "day", "mark": mark}
    page = signed_in(client, rosa).post(where, form)
    assert page.status_code == 200
    shown = page.context["form"]
    assert (shown["text"].value(), shown["language"].value(), shown["appears"].value()) == (MARKED[mark], "fr", "day")
    assert not Contribution.objects.exists()
    assert not shown.is_bound


def test_the_bar_stands_open_and_the_draft_says_where_it_is_kept(place, client, rosa):
    discussion, where = place
    html = signed_in(client, rosa).get(where).content.decode()
    assert '<button name="mark" value="strong"' in html
    assert "data-marks hidden" not in html
    assert f'data-saved="{address("draft_saving", discussion.slug, 1)}"' in html
    assert 'name="files"' in html


def test_what_is_typed_is_kept_while_it_is_typed(place, client, rosa):
    discussion, where = place
    saving = address("draft_saving", discussion.slug, 1)
    assert client.post(saving, {"text": "Half a"}).status_code == 302
    signed_in(client, rosa)
    answer = client.post(saving, {"text": "Half a sentence", "language": "es"})
    assert "Draft kept at" in words(answer)
    draft = Draft.objects.get()
    assert (draft.person, draft.text, draft.language) == (rosa, "Half a sentence", "es")
    assert "Half a sentence" in client.get(where).content.decode()
    assert words(client.post(saving, {"text": " "})) == ""
    assert not Draft.objects.exists()


def test_files_stand_beside_the_words_with_type_size_and_what_a_scanner_said(place, client, rosa):
    _discussion, where = place
    form = {"text": "See the plan.", "language": "en", "files": [upload(), photo()]}
    answer = signed_in(client, rosa).post(where, form)
    contribution = Contribution.objects.get()
    assert answer["Location"].endswith(contribution.get_absolute_url())
    assert contribution.file_count == 2
    client.logout()
    page = words(client.get(contribution.question.get_absolute_url()))
    assert "plan.pdf PDF 25 bytes Not scanned for viruses" in page.replace("\xa0", " ")
    assert "photo.webp WebP" in page
    picture = Attachment.objects.get(name="photo.webp")
    with picture.file.open("rb") as content:
        assert b"taken at home" not in content.read()
    assert client.get(picture.get_absolute_url()).status_code == 200


def test_a_file_that_is_not_taken_refuses_all_and_keeps_the_words(place, client, rosa):
    _discussion, where = place
    form = {"text": "See the plan.", "language": "en", "files": [upload("setup.exe", b"MZ")]}
    page = signed_in(client, rosa).post(where, form)
    assert page.status_code == 422
    assert "setup.exe: Files of this kind are not taken." in words(page)
    assert "See the plan." in page.content.decode()
    assert not Contribution.objects.exists()


def test_under_a_pseudonym_no_file_may_name_who_made_it(place, rosa):
    discussion, _where = place
    actions.choose_pseudonym(discussion, by=rosa, name="Golondrina", at=DURING)
    with pytest.raises(Refusal, match="Such a file can say inside who made it"):
        say(discussion, by=rosa, files=[upload()])
    assert say(discussion, by=rosa, files=[photo(), upload("figures.csv", b"a,b\n1,2\n")]).pseudonym is not None
    assert Attachment.objects.count() == 2


def test_words_that_wait_take_no_files(place, rosa):
    discussion, _where = place
    question = discussion.questions.get(number=1)
    with pytest.raises(Refusal, match="Files cannot wait"):
        actions.speak(
            question, by=rosa, text="Later.", language="en", appears=Appears.DAY, files=[upload()], at=DURING
        )


def test_files_go_with_words_that_are_withdrawn_or_hidden(place, client, rosa):
    discussion, _where = place
    contribution = say(discussion, by=rosa, files=[upload()])
    file = Attachment.objects.get()
    Contribution.objects.filter(pk=contribution.pk).update(hidden_at=DURING)
    assert client.get(file.get_absolute_url()).status_code == 404
    Contribution.objects.filter(pk=contribution.pk).update(hidden_at=None)
    actions.withdraw_contribution(contribution, by=rosa, at=DURING)
    assert not Attachment.objects.exists()
    assert not Contribution.objects.get().file_count


def test_whoever_wrote_takes_a_file_away_again(place, client, rosa):
    discussion, _where = place
    contribution = say(discussion, by=rosa, files=[upload()])
    page = contribution.get_absolute_url()
    assert "Take a file away" not in words(signed_in(client, make_person("Lina Moreno")).get(page))
    assert "Take a file away" in words(signed_in(client, rosa).get(page))
    removal = f"/en/attachments/{Attachment.objects.get().pk}/removal/"
    assert client.post(removal)["Location"].endswith(page)
    assert not Contribution.objects.get().file_count


def test_many_contributions_with_files_cost_no_more_statements(place, client):
    discussion, _where = place

    def more(count):
        for _number in range(count):
            say(discussion, by=make_person(), files=[upload()])

    assert_flat(lambda: client.get(discussion.get_absolute_url()), more)
    assert Attachment.objects.visible_to(AnonymousUser()).count() == 10
