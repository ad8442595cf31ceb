"""What somebody typed and could not send: because their session had ended, or because their page had got too old.

Nothing of it is saved. It is shown again for sending once more: at once where the page was too old, and after signing
in where the session had ended. Until then it lies in the cache for an hour, under a key that works only in the browser
that sent it, and there only for the person who signed in last before it was sent: on a shared computer somebody else
may sign in next. Passwords, files and the pages of accounts and staff are left out, and so is more than people type.
"""

import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.forms import BaseForm, Form, Textarea
from django.utils.crypto import salted_hmac

COOKIE = "m4d_unsent"
KEY = "unsent"
AN_HOUR = 3600
A_YEAR = 365 * 24 * AN_HOUR
LONGEST = 60_000
"""Characters of a whole form; a little more than the longest text that any form takes."""
PLACES = 500
"""No more forms than this are kept at a time, so that nobody fills the cache: a new one may take another's place."""

_CLOSED = ("/accounts/", "/manage/", "/api/")
_OWN = ("csrfmiddlewaretoken", KEY)
_SHORT = 80
_NOT_TYPED = ("hidden", "checkbox", "radio", "password", "file")


@dataclass(frozen=True)
class Line:
    """One value of a form: whether it is shown as typed text (with its label) or only sent along."""

    name: str
    value: str
    label: str = ""
    is_long: bool = False


def typed(request) -> list[Line]:
    """What was typed into the form that this request carries, and the rest of it; nothing where no text was typed."""
    if request.path.startswith(_CLOSED):
        return []
    values = [(name, value) for name, found in request.POST.lists() for value in found if name not in _OWN]
    if len(values) > 200 or sum(len(name) + len(value) for name, value in values) > LONGEST:
        return []
    fields = _fields(request, {name for name, _value in values})
    lines = [_line(name, value, fields) for name, value in values if not _is_secret(name, fields)]
    return lines if any(line.label and line.value.strip() for line in lines) else []


def comes_from_here(request) -> bool:
    """Whether a page of this site sent the form: another site's must not be offered for sending."""
    source = request.headers.get("Origin") or request.headers.get("Referer", "")
    return _parts(source).netloc == request.get_host()


def page_before(request) -> str:
    """The page of this site from which a form was sent; empty where the browser does not say."""
    source = _parts(request.headers.get("Referer", ""))
    if source.netloc != request.get_host():
        return ""
    return "/" + source.path.lstrip("/") + (f"?{source.query}" if source.query else "")


def remember_reader(sender, request, user, **more) -> None:
    """Somebody signed in: `set_cookie` will say so, without their name or number."""
    request.signed_in_now = _reader(user)


def keep(request, lines: list[Line]) -> str:
    """Keep a form for an hour, for whoever signed in last in this browser: the key for the address of its page."""
    browser, reader = _cookie(request)
    request.unsent_browser = browser or secrets.token_urlsafe(16)
    key = secrets.token_urlsafe(16)
    mark = _mark(request.unsent_browser, reader, key)
    kept = {"mark": mark, "path": request.get_full_path(), "lines": [asdict(line) for line in lines]}
    cache.set(_place(mark), kept, AN_HOUR)
    return key


def set_cookie(request, response) -> None:
    """The browser's secret and who signed in last, where either is new."""
    old_browser, old_reader = _cookie(request)
    browser = getattr(request, "unsent_browser", "") or old_browser or secrets.token_urlsafe(16)
    reader = getattr(request, "signed_in_now", old_reader)
    if reader != old_reader or hasattr(request, "unsent_browser"):
        # A session lives longer than an hour, and who had it is to be known when it has ended.
        age = A_YEAR if reader else AN_HOUR
        value, is_secure = f"{browser}.{reader}", request.is_secure()
        response.set_cookie(COOKIE, value, max_age=age, httponly=True, samesite="Lax", secure=is_secure)


def find(request, key: str) -> tuple[str, list[Line]] | None:
    """The address and the lines of a kept form, None where this browser kept none of this person under the key."""
    for mark in _marks(request, key):
        kept = cache.get(_place(mark))
        if kept is not None and kept["mark"] == mark:
            return kept["path"], [Line(**line) for line in kept["lines"]]
    return None


def forget(request, key: str) -> None:
    """Drop a form that was sent."""
    for mark in _marks(request, key):
        kept = cache.get(_place(mark))
        if kept is not None and kept["mark"] == mark:
            cache.delete(_place(mark))


def _parts(address: str) -> SplitResult:
    """What a header names as an address, in its parts; all of them empty where it is none."""
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _cookie(request) -> tuple[str, str]:
    """The browser's secret, and who signed in last in it."""
    browser, _dot, reader = request.COOKIES.get(COOKIE, "").partition(".")
    return browser, reader


def _reader(person, secret: str | None = None) -> str:
    """Stands for a person in the cookie; nobody can tell whom."""
    return salted_hmac("unsent forms", str(person.pk), secret=secret, algorithm="sha256").hexdigest()[:32]


def _marks(request, key: str) -> list[str]:
    """What a form under this key may be kept by: as this person's, or as that of nobody who was known."""
    browser, _reader_before = _cookie(request)
    # The cookie of somebody who signed in long ago was made with the key that the site had then.
    secrets_known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    readers = [*(_reader(request.user, secret) for secret in secrets_known), ""]
    return [_mark(browser, reader, key) for reader in readers]


def _mark(browser: str, reader: str, key: str) -> str:
    return sha256(f"{browser} {reader} {key}".encode()).hexdigest()


def _place(mark: str) -> str:
    return f"unsent-{int(mark, 16) % PLACES}"


def _fields(request, names: set[str]) -> dict:
    """The fields of the form that was most likely filled in: that of the same room which has most of the names."""
    room = request.resolver_match.func.__module__.split(".")[:2] if request.resolver_match else None
    found = [form.base_fields for form in _below(Form) if form.__module__.split(".")[:2] == room]
    bare = {_bare(name) for name in names}
    return max(found, key=lambda fields: (len(bare & fields.keys()), -len(fields)), default={})


def _below(form: type[BaseForm]) -> Iterator[type[BaseForm]]:
    """Every form that there is."""
    for one in form.__subclasses__():
        yield one
        yield from _below(one)


def _bare(name: str) -> str:
    """The name of a field without the prefix of its form."""
    return name.rpartition("-")[2]


def _is_secret(name: str, fields: dict) -> bool:
    field = fields.get(_bare(name))
    return "password" in name or (field is not None and getattr(field.widget, "input_type", "") == "password")


def _line(name: str, value: str, fields: dict) -> Line:
    field = fields.get(_bare(name))
    if field is None:
        # No form says what this is: words have spaces, codes and numbers have none.
        is_text, label = " " in value.strip(), name
    else:
        kind = getattr(field.widget, "input_type", "text" if isinstance(field.widget, Textarea) else "hidden")
        is_text, label = kind not in (*_NOT_TYPED, "select"), str(field.label or name)
    return Line(name, value, label if is_text else "", is_long=len(value) > _SHORT or "\n" in value)
