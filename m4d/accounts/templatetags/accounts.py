"""Small things that the pages of accounts say."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.template.defaultfilters import linebreaks
from django.utils.html import urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from ..choices import Role

register = template.Library()


@register.simple_tag
def demo_mode():
    """Whether this is a demo, where mails are read on a page."""
    return settings.M4D_DEMO


@register.simple_tag(takes_context=True)
def by_name(context):
    """Whether this page was opened by a number, for which browsers keep no key, and its address by name."""
    request = context["request"]
    host, port = split_domain_port(request.get_host())
    try:
        number = ip_address(host.strip("[]"))
    except ValueError:
        return {"is_needed": False}
    address = ""
    if number.is_loopback and validate_host("localhost", settings.ALLOWED_HOSTS):
        address = f"{request.scheme}://localhost{f':{port}' if port else ''}"
    elif not _is_number(urlsplit(settings.SITE_URL).hostname):
        address = settings.SITE_URL
    return {"is_needed": True, "address": address and address + request.get_full_path()}


def _is_number(host) -> bool:
    try:
        return bool(ip_address(host or ""))
    except ValueError:
        return not host


@register.simple_tag
def wrong(form):
    """How the title of a page begins whose form needs another look; nothing where all is well or no form is."""
    return gettext("Error:") + " " if getattr(form, "errors", None) else ""


@register.simple_tag
def role_name(code):
    """A role in the reader's language."""
    return Role(code).label if code in Role.values else code


@register.simple_tag
def role_names(codes):
    """Several roles in the reader's language, in the order in which they were given."""
    return [role_name(code) for code in codes]


@register.filter
def in_fours(key):
    """A long key in groups of four letters, as people read and type it."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


@register.filter
def letter(text):
    """The text of a mail as HTML: paragraphs, and links that run from left to right in every language."""
    html = linebreaks(mark_safe(urlize(text, autoescape=True)), autoescape=False)  # noqa: S308 urlize escapes
    return mark_safe(html.replace("<a ", '<a dir="ltr" '))  # noqa: S308 made of the line above


# The first that fits: most browsers also name those before them.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@register.filter
def browser_name(user_agent: str) -> str:
    """A browser as people call it, "Firefox (Android)"; as it names itself where we do not know it."""
    browser, system = (
        next((name for mark, name in known if mark in user_agent), "") for known in (_BROWSERS, _SYSTEMS)
    )
    return f"{browser} ({system})" if browser and system else browser or user_agent[:120]
