"""Public pages are kept, and made anew when what they show has changed; lists page by key."""

import gzip
import time
from datetime import timedelta
from types import SimpleNamespace

import brotli
import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from m4d.core.pages import good_until, keyset_page, public_page, touch
from m4d.core.pages.keyset import mark, read_mark
from m4d.core.pages.middleware import ContentPolicy, PublicPages, SaneInput
from m4d.core.pages.store import store
from m4d.vocabulary.models import Term

made = []


@public_page("projects")
def view(request):
    made.append(request.path)
    return HttpResponse(f"<p>made {len(made)}</p>" * 50)


def visit(path="/fr/projects/", **headers):
    request = RequestFactory().get(path, **headers)
    request.user = AnonymousUser()
    return PublicPages(view)(request)


@pytest.fixture
def kept(settings):
    settings.PAGES_KEPT = True
    made.clear()


def test_a_second_visit_is_answered_from_memory(kept):
    first = visit(HTTP_ACCEPT_ENCODING="gzip, br")
    second = visit(HTTP_ACCEPT_ENCODING="gzip, br")
    assert made == ["/fr/projects/"]
    assert first.content == second.content
    assert brotli.decompress(second.content).startswith(b"<p>made 1</p>")
    assert second["Content-Encoding"] == "br"
    assert second["Cache-Control"] == "private, no-cache"
    assert not second.cookies


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_a_page_that_is_wanted_again_travels_in_fewer_bytes(kept, encoding, unpack):
    long = HttpResponse("".join(f"<p>{number * 7919 % 1000} people in {number}</p>" for number in range(3000)))
    long_page = PublicPages(public_page("projects")(lambda request: long))

    def ask():
        request = RequestFactory().get("/fr/projects/", HTTP_ACCEPT_ENCODING=encoding)
        request.user = AnonymousUser()
        return long_page(request)

    first, *_between, last = (ask() for _ in range(5))
    assert len(last.content) < len(first.content)
    assert unpack(last.content) == unpack(first.content) == long.content
    assert int(last["Content-Length"]) == len(last.content)
    assert last["ETag"] == first["ETag"]
    assert store.size == len(last.content)


def test_every_encoding_gets_its_own_bytes(kept):
    assert gzip.decompress(visit(HTTP_ACCEPT_ENCODING="gzip").content).startswith(b"<p>made 1</p>")
    assert visit().content.startswith(b"<p>made 2</p>")


def test_a_change_makes_the_page_anew(kept, db, django_capture_on_commit_callbacks):
    visit()
    with django_capture_on_commit_callbacks(execute=True):
        touch("people")
    visit()
    assert len(made) == 1
    with django_capture_on_commit_callbacks(execute=True):
        touch("projects")
    visit()
    assert len(made) == 2


def test_a_change_that_is_undone_leaves_the_page(kept, db, django_capture_on_commit_callbacks):
    visit()
    with django_capture_on_commit_callbacks(execute=False):
        touch("projects")
    visit()
    assert len(made) == 1


def test_an_unchanged_page_is_not_sent_again(kept):
    tag = visit()["ETag"]
    again = visit(HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")


def test_whoever_carries_a_session_never_gets_a_kept_page(kept, settings):
    visit()
    request = RequestFactory().get("/fr/projects/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    request.user = AnonymousUser()
    PublicPages(view)(request)
    assert len(made) == 2


def test_a_page_for_one_reader_travels_compressed_and_is_not_kept(kept, settings):
    request = RequestFactory().get("/fr/projects/", HTTP_ACCEPT_ENCODING="br")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "x"
    request.user = AnonymousUser()
    answer = PublicPages(view)(request)
    assert brotli.decompress(answer.content).startswith(b"<p>made 1</p>")
    assert answer["Vary"] == "Accept-Encoding"
    assert "ETag" not in answer


def test_an_answer_with_a_cookie_is_never_kept(kept):
    @public_page("projects")
    def careless(request):
        response = HttpResponse("hello")
        response.set_cookie("who", "amina")
        return response

    for _ in range(2):
        request = RequestFactory().get("/x/")
        request.user = AnonymousUser()
        assert PublicPages(careless)(request).cookies
    assert made == []


def test_light_pages_and_themes_are_kept_apart(kept):
    visit()
    visit(HTTP_SAVE_DATA="on")
    visit(HTTP_SEC_FETCH_SITE="same-origin")
    assert len(made) == 3


def test_an_address_without_a_language_is_kept_for_each_language(kept):
    visit("/feeds/project.xml", HTTP_ACCEPT_LANGUAGE="ar")
    visit("/feeds/project.xml", HTTP_ACCEPT_LANGUAGE="fr")
    assert len(made) == 2
    visit("/fr/projects/", HTTP_ACCEPT_LANGUAGE="ar")
    visit("/fr/projects/", HTTP_ACCEPT_LANGUAGE="fr")
    assert len(made) == 3


def test_a_made_up_theme_makes_no_page_of_its_own(kept):
    for wish in ("", "purple", "x" * 5000):
        request = RequestFactory().get("/fr/projects/")
        request.COOKIES["m4d_theme"] = wish
        request.user = AnonymousUser()
        PublicPages(view)(request)
    assert len(made) == 1


def test_the_page_that_was_asked_for_last_leaves_last(kept, monkeypatch):
    visit("/fr/one/")
    monkeypatch.setattr("m4d.core.pages.store.KEPT_BYTES", store.size * 2)
    visit("/fr/two/")
    visit("/fr/one/")
    visit("/fr/three/")
    visit("/fr/one/")
    assert made == ["/fr/one/", "/fr/two/", "/fr/three/"]


def test_signing_out_empties_what_the_browser_kept(settings):
    request = RequestFactory().post("/accounts/logout/")
    answer = PublicPages(lambda request: HttpResponse())(request)
    assert answer["Clear-Site-Data"] == '"cache"'


def test_nul_characters_leave_the_address():
    seen = {}

    def inner(request):
        seen["q"] = request.GET.get("q")
        return HttpResponse()

    SaneInput(inner)(RequestFactory().get("/en/search/?q=a%0%000b"))
    assert seen == {"q": "ab"}


def test_the_content_policy_is_strict_but_for_the_staff_side():
    public = ContentPolicy(lambda request: HttpResponse())(RequestFactory().get("/en/"))["Content-Security-Policy"]
    staff = ContentPolicy(lambda request: HttpResponse())(RequestFactory().get("/manage/"))["Content-Security-Policy"]
    assert "unsafe" not in public
    assert "script-src 'self';" in public
    assert "'unsafe-inline'" in staff


@pytest.fixture
def twelve(db):
    Term.objects.bulk_create([Term(scheme="months", code=f"{n:02d}", position=n // 2) for n in range(12)])
    return Term.objects.filter(scheme="months")


def read(queryset, **query):
    return keyset_page(queryset, RequestFactory().get("/", query), order=("position", "id"), size=5)


def test_a_list_walks_forwards_and_back(twelve):
    first = read(twelve)
    second = read(twelve, after=first.next)
    third = read(twelve, after=second.next)
    assert [row.code for row in first] == ["00", "01", "02", "03", "04"]
    assert [row.code for row in second] == ["05", "06", "07", "08", "09"]
    assert [row.code for row in third] == ["10", "11"]
    assert (first.previous, third.next) == ("", "")
    assert [row.code for row in read(twelve, before=third.previous)] == [row.code for row in second]
    assert [row.code for row in read(twelve, before=second.previous)] == [row.code for row in first]


NONSENSE = [
    "x",
    "é" * 900,
    "\x00",
    mark([1]),
    mark(["a", {"b": 1}]),
    mark(["x", "y"]),
    mark([1e400, 1]),
    mark(["a\x00", 1]),
    mark(["\ud800", 1]),
    mark(["a", 10**30]),
]


@pytest.mark.parametrize("bad", NONSENSE)
def test_a_mark_that_makes_no_sense_gives_the_first_page(twelve, bad):
    assert [row.code for row in read(twelve, after=bad)] == ["00", "01", "02", "03", "04"]


def test_marks_read_back_what_they_hold():
    assert read_mark(mark(["Kédougou", 12]), 2) == ["Kédougou", 12]


def test_a_page_is_kept_no_longer_than_it_is_true(kept, monkeypatch):
    closes = timezone.now() + timedelta(seconds=60)
    page = PublicPages(public_page("projects")(lambda request: good_until(view(request), closes)))

    def ask():
        request = RequestFactory().get("/fr/closing/")
        request.user = AnonymousUser()
        page(request)
        return len(made)

    assert (ask(), ask()) == (1, 1)
    later = time.monotonic() + 61
    monkeypatch.setattr("m4d.core.pages.store.time", SimpleNamespace(monotonic=lambda: later))
    assert ask() == 2
