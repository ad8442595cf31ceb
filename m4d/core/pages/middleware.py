"""What happens around every page, outermost first."""

import time as clock
from functools import partial

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language_from_path

from m4d.core.pages import packing, policy, problems, store, timing, unsent
from m4d.core.time import told_in
from m4d.core.verdicts import Refusal

LANGUAGES = {code for code, _ in settings.LANGUAGES}
ACCOUNTS = "/accounts/"


class Timing:
    """Adds Server-Timing where M4D_TIMING is on: database time and number of queries, template time, total."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not settings.M4D_TIMING:
            return self.get_response(request)
        started = clock.perf_counter()
        with timing.measured() as measure, connection.execute_wrapper(measure.statement):
            response = self.get_response(request)
        response.headers["Server-Timing"] = measure.header(clock.perf_counter() - started)
        return response


class PublicPages:
    """Answers a kept public page from memory, before anything else runs, and keeps new ones."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.session = settings.SESSION_COOKIE_NAME

    def __call__(self, request):
        meta = request.META
        accepted = meta.get("HTTP_ACCEPT_ENCODING", "")
        encoding = "br" if "br" in accepted else "gzip" if "gzip" in accepted else ""
        if request.method not in ("GET", "HEAD") or self.session in request.COOKIES:
            return packing.packed(self.for_one_reader(request), encoding)
        key = (
            request.path,
            meta.get("QUERY_STRING", ""),
            encoding,
            meta.get("HTTP_SEC_FETCH_SITE") == "same-origin",
            meta.get("HTTP_SAVE_DATA", "").lower() == "on",
            _theme_cookie(request),
            request.COOKIES.get("m4d_light") == "1",
            "HTTP_HX_REQUEST" in meta,
            # An address without a language is answered in the language that the visitor wishes.
            "" if get_language_from_path(request.path) else translation.get_language_from_request(request),
        )
        kept = store.store.get(key)
        if kept is None:
            response = self.get_response(request)
            if not store.keepable(request, response) or len(key[1]) > 500:
                return packing.packed(response, encoding)
            kept = store.keep(key, request, response, encoding)
        if meta.get("HTTP_IF_NONE_MATCH") == kept.etag:
            answer = HttpResponse(status=304)
        else:
            answer = HttpResponse(kept.body)
        for name, value in kept.headers:
            answer.headers[name] = value
        if answer.status_code == 304:
            del answer.headers["Content-Length"]
        return answer

    def for_one_reader(self, request):
        """A page that is not kept: no proxy may keep it either, and signing out empties the browser's cache."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        if request.path == "/accounts/logout/" and request.method == "POST":
            response.headers["Clear-Site-Data"] = '"cache"'
        return response


class ContentPolicy:
    """A strict Content-Security-Policy everywhere; the staff side needs Wagtail's inline scripts and styles."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if "Content-Security-Policy" not in response.headers:
            staff = request.path.startswith("/manage/")
            response.headers["Content-Security-Policy"] = policy.staff() if staff else policy.public()
            response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        return response


LARGEST_NUMBER = 2**63 - 1
"""The largest number that a row can have, in either database."""


class SaneInput:
    """Takes NUL characters out of addresses: no database column can hold them. Nor can it larger numbers: nothing
    has such an address.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if "\x00" in request.path_info:
            request.path_info = request.path_info.replace("\x00", "")
            request.path = request.path.replace("\x00", "")
        query = request.META.get("QUERY_STRING", "")
        while "%00" in query or "\x00" in query:
            query = request.META["QUERY_STRING"] = query.replace("%00", "").replace("\x00", "")
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if any(isinstance(value, int) and value > LARGEST_NUMBER for value in kwargs.values()):
            raise Http404


class ReaderLanguage:
    """The language of the page: its address, else ?lang=, the member's choice, the cookie, or the browser's wish.

    Pages of accounts have no language in their address: they stay in the one that was read before, kept in the cookie.
    Also how the reader wants pages to look: `request.theme` ("", "light", "dark") and `request.light` (no pictures).
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        from_path = get_language_from_path(path)
        language = from_path or self.wished(request)
        request.theme = SimpleLazyObject(partial(_theme, request))
        request.light = SimpleLazyObject(partial(_light, request))
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        if response.status_code == 404 and not from_path and self.has_page(f"/{language}{path}"):
            return HttpResponseRedirect(f"/{language}{request.get_full_path()}")
        response.headers.setdefault("Content-Language", language)
        read = self.read_in(request, response, from_path)
        if read in LANGUAGES and read != _language_cookie(request):
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, read, max_age=31_536_000, samesite="Lax")
        return response

    @staticmethod
    def read_in(request, response, from_path) -> str | None:
        """The language to remember for pages of accounts; what is kept for all visitors carries no cookie."""
        if not from_path:
            return request.GET.get("lang") if request.path_info.startswith(ACCOUNTS) else None
        is_page = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
        return (
            from_path
            if is_page and request.method == "GET" and settings.SESSION_COOKIE_NAME in request.COOKIES
            else None
        )

    @staticmethod
    def wished(request) -> str:
        asked = request.GET.get("lang", "")
        if asked in LANGUAGES:
            return asked
        if request.user.is_authenticated and request.user.language in LANGUAGES:
            before = _language_cookie(request) if request.path_info.startswith(ACCOUNTS) else ""
            return before if before in LANGUAGES else request.user.language
        # Whoever is asked to sign in first stays in the language of the page that asked.
        return get_language_from_path(request.GET.get("next", "")) or translation.get_language_from_request(request)

    @staticmethod
    def has_page(path) -> bool:
        if path.count("/") < 3:
            return False
        with translation.override(path.split("/")[1]):
            try:
                match = resolve(path)
            except (Resolver404, Http404):
                return False
        return match.url_name != "wagtail_serve"


def _language_cookie(request) -> str:
    return request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")


def _theme(request) -> str:
    return request.user.theme if request.user.is_authenticated else _theme_cookie(request)


def _theme_cookie(request) -> str:
    wish = request.COOKIES.get("m4d_theme", "")
    return wish if wish in ("light", "dark") else ""


def _light(request) -> bool:
    if request.META.get("HTTP_SAVE_DATA", "").lower() == "on":
        return True
    return request.user.light_pages if request.user.is_authenticated else request.COOKIES.get("m4d_light") == "1"


class ReaderZone:
    """Tells moments in the time zone that a member chose; a page without a moment does not ask for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with told_in(partial(_zone, request)):
            return self.get_response(request)


def _zone(request) -> str:
    return request.user.time_zone if request.user.is_authenticated else ""


class UnsentForms:
    """A form that arrives without a session leads to the sign-in page, and what was typed waits behind it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.answer(request)
        unsent.set_cookie(request, response)
        return response

    def answer(self, request):
        response = self.get_response(request)
        if request.method != "POST" or response.status_code not in (302, 303):
            return response
        if not request.user.is_authenticated and self.asks_to_sign_in(request, response.url):
            if lines := unsent.typed(request):
                return redirect_to_login(f"/{translation.get_language()}/unsent/{unsent.keep(request, lines)}/")
            # A mere button: after signing in they stand before it again, since its own address is no page.
            if page := unsent.page_before(request):
                return redirect_to_login(page)
        elif unsent.KEY in request.POST:
            unsent.forget(request, request.POST[unsent.KEY])
        return response

    @staticmethod
    def asks_to_sign_in(request, address: str) -> bool:
        """Whether only signing in stands between a visitor and this address; whoever says another goal means that."""
        page, _mark, query = address.partition("?")
        goal = QueryDict(query).get(REDIRECT_FIELD_NAME)
        return page == resolve_url(settings.LOGIN_URL) and goal == request.get_full_path()


class Refusals:
    """Turns the Refusal of a policy into a page, a fragment or a body with the same sentences."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, Refusal):
            return None
        reasons = [str(reason) for reason in exception.reasons]
        if problems.for_programs(request):
            return problems.problem(403, reasons)
        # Whoever pressed a button mostly wants to go on from where it stood.
        before = unsent.page_before(request)
        context = {"reasons": reasons, "before": before if before != request.get_full_path() else ""}
        return render(request, "core/refusal.html", context, status=403)
