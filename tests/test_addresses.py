"""The few addresses that belong to no room, and how addresses without a language find theirs."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from m4d.core.verdicts import Refusal


@pytest.mark.parametrize(("wish", "home"), [("fr", "/fr/"), ("ar-TN", "/ar/"), ("de", "/en/"), ("", "/en/")])
def test_the_root_leads_to_the_visitors_language(db, wish, home):
    answer = Client(headers={"accept-language": wish}).get("/")
    assert (answer.status_code, answer["Location"]) == (302, home)


def test_an_address_without_a_language_finds_its_page(db):
    answer = Client(headers={"accept-language": "es"}).get("/projects/?country=EC")
    assert (answer.status_code, answer["Location"]) == (302, "/es/projects/?country=EC")


def test_an_address_that_no_page_has_is_not_found_in_any_language(db):
    answer = Client(headers={"accept-language": "ar"}).get("/nothing-here/", follow=True)
    assert answer.status_code == 404
    assert 'dir="rtl"' in answer.content.decode()


def test_a_program_that_asks_for_no_address_of_the_api_is_answered_in_json(db):
    answer = Client().get("/api/v1/project/one/two/three/")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert "/api/v1/ lists the collections" in answer.json()["detail"]
    assert answer.json()["reasons"] == [answer.json()["detail"]]
    assert len(answer.content) < 300


@pytest.mark.parametrize(("raised", "status"), [(SuspiciousOperation("odd"), 400), (RuntimeError("broken"), 500),
                                                (Refusal(("Not now.",)), 403)])  # fmt: skip
def test_whatever_goes_wrong_in_the_api_a_program_reads_it_as_problem_details(db, monkeypatch, raised, status):
    def fails(*_given, **_more):
        raise raised

    monkeypatch.setattr("m4d.catalogue.queries.find", fails)
    answer = Client(raise_request_exception=False).get("/api/v1/project/")
    told = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert (told["status"], told["detail"]) == (status, " ".join(told["reasons"]))


def test_a_process_answers_in_five_bytes(db):
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"alive")


@pytest.mark.parametrize("path", ["../settings.py", "..%2f..%2fsecret-key", "nothing.webp", "%00"])
def test_no_file_outside_the_kept_ones_is_answered(db, path):
    assert Client().get(f"/media/{path}", follow=True).status_code == 404


def test_only_public_pictures_are_answered(db):
    for name in ("imports/1.xml", "documents/plan.pdf", "original_images/photo.webp"):
        default_storage.save(name, ContentFile(b"secret"))
        assert Client().get(f"/media/{name}", follow=True).status_code == 404
    default_storage.save("images/photo.webp", ContentFile(b"picture"))
    answer = Client().get("/media/images/photo.webp")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")


def test_a_form_that_was_open_too_long_is_answered_in_the_readers_language(db):
    answer = Client(enforce_csrf_checks=True, headers={"accept-language": "ar"}).post("/ar/look/", {"theme": "dark"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert 'lang="ar" dir="rtl"' in page
    assert "masthead" in page


def test_another_language_on_a_page_without_one_keeps_where_to_go(db):
    page = Client().get("/accounts/login/?next=/fr/people/me/&lang=fr").content.decode()
    assert 'href="/accounts/login/?next=/ar/people/me/&amp;lang=ar"' in page


def test_an_empty_field_is_named_with_what_to_do(db):
    page = Client().post("/accounts/login/?lang=en", {}).content.decode()
    assert ": Give your e-mail address.</a>" in page


def test_timing_is_told_where_it_is_asked_for(db, settings):
    settings.M4D_TIMING = True
    header = Client().get("/en/gallery/")["Server-Timing"]
    assert header.startswith("db;dur=")
    assert "queries" in header
    settings.M4D_TIMING = False
    assert "Server-Timing" not in Client().get("/en/gallery/")


def test_nothing_personal_is_kept_by_the_middleware_of_public_pages(db, settings):
    settings.PAGES_KEPT = True
    first, second = Client().get("/en/gallery/"), Client().get("/en/gallery/")
    assert first.content == second.content
    assert not second.cookies
