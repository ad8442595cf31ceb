"""The mail that gathers what can wait."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from m4d.core.text import direction, teaser

from ..choices import Letter
from .composing import mail_number, page_url, site_host, stop_headers
from .letters import Message, News

TEASER = 200


@dataclass(frozen=True)
class Line:
    """One thing in a digest."""

    title: str
    byline: str
    teaser: str
    path: str
    place: str
    language: str
    at: datetime
    #: Where the words come from: original, by people, by a machine.
    label: str = ""
    is_personal: bool = False
    themes: tuple[str, ...] = ()

    @classmethod
    def of(cls, message: Message, *, at: datetime, is_personal: bool) -> "Line":
        """A message as a line: the beginning of its text, and where it was written."""
        title = message.title or message.subject
        return cls(
            title=title,
            byline=message.byline,
            teaser="" if message.text == title else teaser(message.text, TEASER),
            path=message.path,
            place=message.list_name,
            language=message.language,
            label=message.label,
            at=at,
            is_personal=is_personal,
            themes=tuple(message.themes),
        )

    @classmethod
    def of_news(cls, news: News) -> "Line":
        """Something public as a line, among what is new on the reader's themes."""
        return cls(
            title=news.title,
            byline="",
            teaser=teaser(news.teaser, TEASER),
            path=news.path,
            place=_("New on your themes"),
            language=news.language,
            at=news.at,
        )


def compose(lines: list[Line], *, more: int, language: str, hello: str, person: int, number: str) -> dict:
    """What a `Mail` holds of a digest; called inside the reader's language."""
    count = len(lines) + more
    places: dict[str, list[dict]] = {}
    for line in lines:
        shown = {
            "line": line,
            "url": page_url(language, line.path) if line.path else "",
            "language": line.language or language,
            "direction": direction(line.language or language),
        }
        places.setdefault(line.place, []).append(shown)
    stop = stop_headers(Letter.STOP_DIGEST, person, 0, language)
    subject = ngettext(
        "%(count)d thing is new for you on M4D Net", "%(count)d things are new for you on M4D Net", count
    )
    known = {
        "subject": subject % {"count": count},
        "greeting": hello,
        "places": [{"name": name, "lines": shown} for name, shown in places.items()],
        "more": ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more} if more else "",
        "home": page_url(language, ""),
        "page_language": language,
        "page_direction": direction(language),
        "stop": stop["List-Unsubscribe"].split(">", 1)[0][1:],
        "settings_url": page_url(language, "settings/notifications/"),
        "why": _("You get this mail as a member of M4D Net."),
    }
    return {
        "subject": known["subject"],
        "text": render_to_string("activity/mail/digest.txt", known),
        "html": render_to_string("activity/mail/digest.html", known),
        "headers": {
            "Message-ID": mail_number(number),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Precedence": "bulk",
            "X-Loop": site_host(),
            "List-Id": f"<digest.{site_host()}>",
            "List-Post": "NO",
            **stop,
        },
    }
