"""Mails about entries: rendered once for each language, then filled for each person by plain replacement."""

import re
from dataclasses import dataclass, field
from email.header import Header
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape, linebreaks
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from m4d.core.text import clean_line, direction

from . import addresses
from .letters import Message

#: What `core.text.isolate` puts around words of another direction.
_APART = re.compile("[\u2068\u2069]")
# Signs of the private use area stand for what differs from person to person; no text of people holds them.
GREETING, STOP, BEGIN = "\ue000g\ue001", "\ue000s\ue001", "\ue000b\ue001"
_PRIVATE = dict.fromkeys(range(0xE000, 0xE010))

#: Above this line an answer is written; programs that quote keep it, whatever else they do.
MARKERS = {
    "en": "##- Write your reply above this line -##",
    "fr": "##- Écrivez votre réponse au-dessus de cette ligne -##",
    "es": "##- Escriba su respuesta encima de esta línea -##",
    "ar": "##- اكتب ردك فوق هذا السطر -##",
}


@dataclass(frozen=True)
class Composed:
    """A mail in one language, with places left for what differs from person to person."""

    language: str
    subject: str
    text: str
    html: str
    headers: dict = field(default_factory=dict)
    target: tuple[str, int] | None = None
    list_target: tuple[str, int] | None = None


def site_host() -> str:
    """The host of the site, which makes the numbers of its mails its own."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def page_url(language: str, path: str) -> str:
    """The whole address of a page in a language; a path may bring its own."""
    path = path.lstrip("/")
    first = path.split("/", 1)[0]
    has_language = first in dict(settings.LANGUAGES)
    return f"{settings.SITE_URL}/{path}" if has_language else f"{settings.SITE_URL}/{language}/{path}"


def mail_number(key: str) -> str:
    """The Message-ID of what `key` names."""
    return f"<{key}@{site_host()}>"


def _encoded(words: str) -> str:
    """A name as a header takes it."""
    words = clean_line(words).replace('"', "'")
    return f'"{words}"' if words.isascii() else Header(words, "utf-8", maxlinelen=900).encode()


def _headers(message: Message, number: str) -> dict[str, str]:
    found = {
        "Message-ID": mail_number(message.thread if message.thread and message.starts_thread else number),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Precedence": "list",
        "X-Loop": site_host(),
    }
    if message.thread and not message.starts_thread:
        found |= {"In-Reply-To": mail_number(message.thread), "References": mail_number(message.thread)}
    if message.list_id:
        listed = f"<{message.list_id}.{site_host()}>"
        found["List-Id"] = f"{_encoded(message.list_name)} {listed}" if message.list_name else listed
    if message.path:
        found["Archived-At"] = f"<{page_url('en', message.path)}>"
    return found


def _one_line(subject: str) -> str:
    """A subject as headers take it; what rooms kept apart in it stays so, and no other sign that turns directions."""
    parts = [clean_line(f".{part}.")[1:-1] for part in _APART.split(subject)]
    signs = _APART.findall(subject)
    is_whole = signs == ["\u2068", "\u2069"] * (len(signs) // 2)
    line = "".join(f"{part}{sign}" for part, sign in zip(parts, [*signs, ""], strict=True)) if is_whole else subject
    return line.strip()[:900] if is_whole and len(line) <= 900 else clean_line(subject)[:900]


def compose(message: Message, *, language: str, number: str, why: str) -> Composed:
    """The mail in one language, with places for greeting and the way to stop; `number` names it among all mails."""
    with translation.override(language):
        text_language = message.language or language
        answered = message.target is not None and addresses.way() is not None
        begins = message.list_target is not None and addresses.way() is not None
        known = {
            "message": message,
            "title": message.title or message.subject,
            "body": message.text.translate(_PRIVATE),
            "html": mark_safe((message.html or linebreaks(message.text, autoescape=True)).translate(_PRIVATE)),
            "text_language": text_language,
            "text_direction": direction(text_language),
            "page_language": language,
            "page_direction": direction(language),
            "greeting": GREETING,
            "stop": STOP,
            "begin": BEGIN if begins else "",
            "marker": MARKERS[language] if answered and language in MARKERS else MARKERS["en"] if answered else "",
            "hint": message.hint or _("Reply to this mail to answer.") if answered else "",
            "url": page_url(language, message.path) if message.path else "",
            "settings_url": page_url(language, "settings/notifications/"),
            "why": why,
        }
        return Composed(
            language=language,
            subject=_one_line(message.subject.translate(_PRIVATE)),
            text=render_to_string("activity/mail/notice.txt", known),
            html=render_to_string("activity/mail/notice.html", known),
            headers=_headers(message, number),
            target=message.target if answered else None,
            list_target=message.list_target if begins else None,
        )


def greeting(name: str) -> str:
    """How a mail begins; called inside the reader's language."""
    return _("Hello %(name)s,") % {"name": name} if name else _("Hello,")


def stop_url(language: str, token: str) -> str:
    """The page that stops mails of one kind, by one click and without signing in."""
    return page_url(language, f"mail/stop/{token}/")


def stop_headers(letter: str, person: int, target: int, language: str) -> dict[str, str]:
    """One click (RFC 8058), and by mail where mail comes in."""
    ways = [f"<{stop_url(language, addresses.seal(letter, person, target))}>"]
    if by_mail := addresses.address(letter, person, target):
        ways.append(f"<mailto:{by_mail}>")
    return {"List-Unsubscribe": ", ".join(ways), "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def fill(composed: Composed, *, hello: str, person: int, letter: str, number: int) -> dict:
    """What a `Mail` holds of this mail for one person; `letter` and `number` say what its link stops."""
    stop = stop_headers(letter, person, number, composed.language)
    link = stop["List-Unsubscribe"].split(">", 1)[0][1:]
    headers, begin = {**composed.headers, **stop}, ""
    if composed.target is not None:
        purpose, target = composed.target
        reply = addresses.address(purpose, person, target)
        headers["Reply-To"] = reply
        if "List-Id" in headers:
            headers["List-Post"] = f"<mailto:{reply}>"
    if composed.list_target is not None:
        purpose, target = composed.list_target
        begin = addresses.address(purpose, person, target)
        headers["List-Post"] = f"<mailto:{begin}>"
    elif composed.target is None and "List-Id" in headers:
        headers["List-Post"] = "NO"
    return {
        "subject": composed.subject,
        "text": composed.text.replace(GREETING, hello).replace(STOP, link).replace(BEGIN, begin),
        "html": composed.html.replace(GREETING, escape(hello)).replace(STOP, link).replace(BEGIN, begin),
        "headers": headers,
    }
