"""Masthead and footer, rendered once for each language and section and then only filled in.

They are the same for everybody but for a few words: the addresses of this page in the other
languages, the way to sign in, a member's name, and the token of the sign-out form. Rendering them
anew cost two thirds of a page.
"""

import re
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from m4d.core.money import number as in_digits
from m4d.core.ui import navigation

LONGEST_QUERY = 500
LONGEST_NAME = 24
_HOLE = re.compile(r"@@(\w+)@@")
# What a browser reads as the beginning of another site's address; it leaves out control characters first.
_ELSEWHERE = re.compile(r"^[/\\\x00-\x20]+")
_kept: dict[tuple, tuple] = {}


def _once(key: tuple, source: object, make) -> str:
    """What `make()` gave for this key, as long as the menu it was made of is still the same object."""
    kept = _kept.get(key)
    if kept is None or kept[0] is not source:
        kept = _kept[key] = (source, make())
    return kept[1]


def _filled(html: str, values: dict) -> SafeString:
    # A menu may hold the same signs in its own words: what is no hole of ours stays as it is.
    filled = _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), html)
    return mark_safe(filled)  # noqa: S308 - our templates, escaped values


def _path(request: HttpRequest | None) -> str:
    """The path of this page, which as a link never leads to another site, whatever was asked for."""
    return _ELSEWHERE.sub("/", request.path) if request is not None else "/"


def languages(request: HttpRequest | None, paths: dict | None = None, *, with_query: bool = True) -> dict[str, str]:
    """The address of this page in each language: {code: path}.

    `paths` names those that differ by more than their first part. Pages without a language in their
    address say it in the query, as `?lang=fr`.
    """
    path = _path(request)
    first, _, rest = path.lstrip("/").partition("/")
    codes = dict(settings.LANGUAGES)
    query = request.META.get("QUERY_STRING", "") if request is not None and with_query else ""
    query = f"?{query}" if query and len(query) <= LONGEST_QUERY else ""
    found = {}
    for code in codes:
        if paths and code in paths:
            found[code] = paths[code]
        elif first in codes or path == "/":
            found[code] = f"/{code}/{rest}{query}"
        else:
            found[code] = f"{path}?{_asked_for(code, query)}"
    return found


def _asked_for(code: str, query: str) -> str:
    """The query of a page without a language in its address, asking for one; where to go next follows the language."""
    asked = QueryDict(query.lstrip("?"), mutable=True)
    asked["lang"] = code
    goal = asked.get("next", "")
    if goal.split("/")[1:2] and goal.split("/")[1] in dict(settings.LANGUAGES):
        asked["next"] = f"/{code}/{goal.split('/', 2)[2]}" if goal.count("/") > 1 else f"/{code}/"
    return asked.urlencode(safe="/")


def alternates(request: HttpRequest | None, paths: dict | None = None) -> SafeString:
    """The same page in other languages, for search engines; nothing for pages without a language."""
    if request is None or request.path.lstrip("/").partition("/")[0] not in dict(settings.LANGUAGES):
        return mark_safe("")
    found = languages(request, paths, with_query=False)
    links = (
        f'<link rel="alternate" hreflang="{code}" href="{escape(settings.SITE_URL + path)}">\n'
        for code, path in found.items()
    )
    return mark_safe("".join(links))  # noqa: S308 - escaped above


def sign_in_path(request: HttpRequest | None, language: str) -> str:
    """Where to sign in, in the language of this page and back to it."""
    query = {"lang": language}
    if request is not None and not request.path.startswith("/accounts/"):
        query["next"] = _path(request)
    return "/accounts/login/?" + urlencode(query)


def _choices(language: str) -> list[dict]:
    return [
        {
            "code": code,
            "name": name,
            "dir": "rtl" if code == "ar" else "ltr",
            "path": f"@@{code}@@",
            "current": code == language,
        }
        for code, name in settings.LANGUAGES
    ]


def masthead(request: HttpRequest | None, language: str, *, person=None, token="", paths=None) -> SafeString:
    """The head of every page: wordmark, search, languages, menu, and the way in or a member's own list."""
    here = request.path if request is not None else ""
    member = bool(person is not None and person.is_authenticated)
    lines = navigation.lines("main", language)
    own = navigation.ACCOUNT if member else ()
    current = navigation.current(lines, language, here)
    current_own = navigation.current(own, language, here)
    counted, waiting = navigation.counted(person) if member else (None, 0)

    def make():
        placed = navigation.placed(own, language, current_own)
        return render_to_string(
            "core/_masthead.html",
            {
                "page_language": language,
                "lines": navigation.placed(lines, language, current),
                "own": placed,
                "new": placed[own.index(counted)] if waiting else None,
                "member": member,
                "languages": _choices(language),
            },
        )

    html = _once(("masthead", language, member, bool(waiting), current, current_own), lines, make)
    values = {code: escape(path) for code, path in languages(request, paths).items()}
    values["waiting"] = in_digits(waiting)
    if member:
        name = str(getattr(person, "name", "") or getattr(person, "email", ""))
        values["name"] = escape(name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…")
        values["token"] = escape(token)
    else:
        values["signin"] = escape(sign_in_path(request, language))
    return _filled(html, values)


def footer(request: HttpRequest | None, language: str, *, paths=None) -> SafeString:
    """The end of every page: titled lists and the languages."""
    groups = navigation.lines("footer", language)

    def make():
        placed = [
            {"title": group.title, "lines": navigation.placed(group.lines, language, ("",) * len(group.lines))}
            for group in groups
        ]
        context = {"page_language": language, "groups": placed, "languages": _choices(language)}
        return render_to_string("core/_footer.html", context)

    html = _once(("footer", language), groups, make)
    return _filled(html, {code: escape(path) for code, path in languages(request, paths).items()})
