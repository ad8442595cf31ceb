"""Answers to mails: in the sender's language, never to a program, and only so many to one address in a day."""

from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac

from m4d.core.text import direction

from ..choices import ANSWERS_A_DAY, ANSWERS_TO_STRANGERS
from ..gateways import addresses
from ..gateways.composing import page_url, site_host
from ..gateways.parsing import Parsed
from ..models import Answered, Mail
from .outbox import post_message


def _mark(address: str) -> str:
    return salted_hmac("m4d.activity.answered", address.strip().lower(), algorithm="sha256").hexdigest()


@transaction.atomic
def may_answer(address: str, *, known: bool, at: datetime | None = None) -> bool:
    """Count one more answer to this address today; False where it had enough of them."""
    day = timezone.localdate(at)
    most = ANSWERS_A_DAY if known else ANSWERS_TO_STRANGERS
    row, _is_new = Answered.objects.get_or_create(mark=_mark(address), day=day)
    return bool(Answered.objects.filter(pk=row.pk, number__lt=most).update(number=F("number") + 1))


def answer(
    parsed: Parsed,
    template: str,
    *,
    language: str,
    person=None,
    to: str = "",
    reply_to: str = "",
    context: dict | None = None,
) -> Mail | None:
    """Answer a mail with a template of ours, within the limits; None where the limit is reached or nobody is there."""
    address = to or parsed.sender
    if not address or not may_answer(address, known=person is not None):
        return None
    with translation.override(language):
        known = {
            "person": person,
            "subject": parsed.subject,
            "home": page_url(language, ""),
            "site_url": settings.SITE_URL,
            "join": addresses.join_address(),
            "page_language": language,
            **(context or {}),
        }
        text = render_to_string(f"activity/mail/answers/{template}.txt", known)
        title = " ".join(render_to_string(f"activity/mail/answers/{template}.subject.txt", known).split())
        html = render_to_string(
            "activity/mail/answers/answer.html",
            # Plain words again, so that the page escapes what people wrote.
            {
                "text": "".join([text]),
                "title": title,
                "page_language": language,
                "page_direction": direction(language),
            },
        )
    headers = {
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "All",
        "X-Loop": site_host(),
        **({"In-Reply-To": parsed.message_id, "References": parsed.message_id} if parsed.message_id else {}),
        **({"Reply-To": formataddr(("M4D Net", reply_to))} if reply_to else {}),
    }
    return post_message(person=person, address=address, subject=title, text=text, html=html, headers=headers)
