"""The pages of imports: a file goes in, its report comes out, in the reader's language."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from m4d.core.testing import assert_flat, signed_in
from m4d.projects import actions
from m4d.projects.choices import Refused
from m4d.projects.factories import activity, iati_text
from m4d.projects.models import (
    ImportProblem,
    ImportRun,
)

from .conftest import address, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("page", ["import_list"])
def test_imports_are_closed_to_others(client, stranger, page):
    assert client.get(address(page)).status_code == 302
    assert signed_in(client, stranger).get(address(page)).status_code == 403


def test_import_page_takes_a_file_and_shows_its_report(client, officer):
    signed_in(client, officer)
    text = iati_text(activity(parts='<sector code="=1+1"/>'), activity("FR-RCS-1-B", title="Second"))
    upload = SimpleUploadedFile("activities.xml", text.encode(), content_type="text/xml")
    response = client.post(address("import_list"), {"file": upload})
    run = ImportRun.objects.get()
    assert (response.status_code, response["Location"]) == (303, address("import_detail", run.pk))
    waiting = words(client.get(address("import_detail", run.pk)))
    if not run.is_finished:
        assert "You can leave this page: the import goes on." in waiting
    while not ImportRun.objects.get().is_finished:
        actions.continue_import(run_id=run.pk)
    page = words(client.get(address("import_detail", run.pk)))
    assert "New projects 2" in page
    assert "sector/@code" in page and "The code is not on the list: =1+1" in page and "Kept as text" in page
    report = b"".join(client.get(address("import_report", run.pk)).streaming_content).decode()
    assert "Line,Element,Identifier" in report and "'=1+1" in report


def test_the_same_file_twice_at_once_is_one_import_and_one_message(client, officer):
    signed_in(client, officer)

    def send(name, text):
        upload = SimpleUploadedFile(name, text.encode(), content_type="text/xml")
        return client.post(address("import_list"), {"file": upload}, follow=True)

    first = send("ours.xml", iati_text(activity()))
    second = send("copy of ours.xml", iati_text(activity()))
    told = "This very file is being imported already. It was not started a second time."
    assert told not in words(first)
    assert words(second).count(told) == 1
    (run,) = ImportRun.objects.all()
    assert second.redirect_chain[-1][0] == first.redirect_chain[-1][0] == run.get_absolute_url()
    assert told not in words(send("others.xml", iati_text(activity("FR-RCS-1-B"))))
    # Once it is done, the same file may come again: it changes nothing.
    ImportRun.objects.update(finished_at=run.requested_at)
    assert told not in words(send("ours.xml", iati_text(activity())))
    assert ImportRun.objects.count() == 3
    # One whose work was given up keeps nobody waiting for ever.
    ImportRun.objects.update(finished_at=None, requested_at=run.requested_at - timedelta(hours=7))
    assert told not in words(send("ours.xml", iati_text(activity())))
    assert ImportRun.objects.count() == 4


@pytest.mark.parametrize(
    ("language", "none", "one", "many"),
    [
        ("en", "0 new projects, 0 changed, 0 as before", "1 new project, 1 changed, 1 as before",
         "3 new projects, 3 changed, 3 as before"),
        ("fr", "0 nouveau projet, 0 modifié, 0 inchangé", "1 nouveau projet, 1 modifié, 1 inchangé",
         "3 nouveaux projets, 3 modifiés, 3 inchangés"),
        ("es", "0 proyectos nuevos, 0 cambiados, 0 sin cambios", "1 proyecto nuevo, 1 cambiado, 1 sin cambios",
         "3 proyectos nuevos, 3 cambiados, 3 sin cambios"),
        ("ar", "لا مشاريع جديدة، لا مشاريع متغيرة، لا مشاريع كما كانت", "مشروع جديد واحد، واحد متغير، واحد كما كان",
         "3 مشاريع جديدة، 3 متغيرة، 3 كما كانت"),
    ],
)  # fmt: skip
def test_what_an_import_brought_is_counted_as_each_language_counts(client, officer, language, none, one, many):
    for number in (0, 1, 3):
        counts = {"created": number, "updated": number, "same": number}
        ImportRun.objects.create(file_name="a.xml", finished_at=timezone.now(), **counts)
    page = words(signed_in(client, officer).get(address("import_list", language=language)))
    assert none in page and one in page and many in page


def test_refused_file_is_answered_in_the_readers_language(client, officer):
    signed_in(client, officer)
    run = actions.request_import(
        SimpleUploadedFile("old.xml", iati_text(activity(), version="1.05").encode()), by=officer
    )
    actions.continue_import(run_id=run.pk)
    page = words(client.get(address("import_detail", run.pk)))
    assert "This file was refused and nothing was changed." in page
    assert "It reads 2.01, 2.02 and 2.03" in page
    assert 'dir="rtl"' in client.get(address("import_detail", run.pk, language="ar")).content.decode()


@pytest.mark.parametrize(
    ("language", "place", "intro"),
    [
        ("en", "Reading stopped in line 1, at character ", "What the program that reads XML says, in English"),
        ("fr", "La lecture s’est arrêtée à la ligne 1, au caractère ", "Ce que dit le lecteur XML, en anglais"),
        ("es", "La lectura se detuvo en la línea 1, en el carácter ", "Lo que dice el lector de XML, en inglés"),
        ("ar", "توقفت القراءة في السطر 1، عند الحرف ", "ما يقوله قارئ XML بالإنجليزية"),
    ],
)
def test_a_broken_file_is_located_in_the_readers_language(client, officer, iati_file, language, place, intro):
    text = iati_text(activity()).replace("\n", " ")
    run = actions.import_iati(iati_file(text.replace("</iati-identifier>", "</iati-identifier")), by=officer).run
    assert (run.refusal_line, "line" in run.refusal_detail) == (1, False)
    assert text[run.refusal_column - 30 : run.refusal_column].count("</iati-identifier>") == 1
    page = signed_in(client, officer).get(address("import_detail", run.pk, language=language))
    told = BeautifulSoup(page.content, "html.parser").select_one(".notice.bad")
    assert place in told.p.get_text() and told.details.summary.get_text() == intro
    assert (told.details.p["lang"], told.details.p["dir"]) == ("en", "ltr")
    assert run.refusal_detail not in told.p.get_text()


def test_raw_values_of_a_file_are_never_drawn_backwards(client, officer, iati_file):
    text = activity(parts='<activity-date iso-date="2026-31-12" type="3"/>', title="ع" * 700)
    run = actions.import_iati(iati_file(iati_text(text)), by=officer).run
    page = signed_in(client, officer).get(address("import_detail", run.pk, language="ar"))
    shown = {mark.get_text(): mark.get("dir") for mark in BeautifulSoup(page.content, "html.parser").select("bdi")}
    assert (shown["2026-31-12"], shown["activity-date[2]/@iso-date"], shown["FR-RCS-1-A"]) == ("ltr", "ltr", "ltr")
    # Words keep the direction of their own letters.
    assert shown["ع" * 120] is None


@pytest.mark.parametrize("refusal", Refused.values)
def test_each_refusal_has_its_sentence_in_arabic(client, officer, refusal):
    run = ImportRun.objects.create(
        file_name="a.xml", by=officer, refused_at="2026-01-01T00:00:00Z", refusal=refusal, refusal_line=4
    )
    html = signed_in(client, officer).get(address("import_detail", run.pk, language="ar")).content.decode()
    with translation.override("en"):
        english = str(Refused(refusal).label)
    with translation.override("ar"):
        arabic = str(Refused(refusal).label)
    assert arabic != english
    assert arabic in html and english not in html


def test_upload_too_large_or_missing_is_told(client, officer, monkeypatch):
    from m4d.projects import forms

    signed_in(client, officer)
    monkeypatch.setattr(forms, "LARGEST_UPLOAD", 10)
    big = client.post(address("import_list"), {"file": SimpleUploadedFile("a.xml", b"x" * 11)})
    none = client.post(address("import_list"), {})
    assert (big.status_code, none.status_code) == (422, 422)
    assert "larger than 50 MB" in words(big) and "Choose the file to import." in words(none)
    assert ImportRun.objects.count() == 0


def test_import_lists_are_flat(client, officer):
    signed_in(client, officer)
    run = ImportRun.objects.create(file_name="a.xml", by=officer, finished_at="2026-01-01T00:00:00Z")

    def add(number):
        for _one in range(number):
            ImportRun.objects.create(file_name="b.xml", by=officer)
            ImportProblem.objects.create(run=run, line=1, element="sector", problem="code", outcome="as_text")

    assert_flat(lambda: client.get(address("import_list")), add)
    assert_flat(lambda: client.get(address("import_detail", run.pk)), add)
