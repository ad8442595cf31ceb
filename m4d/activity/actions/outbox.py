"""The outbox: mails are written with the change that causes them, and sent after it."""

from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Model
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation

from m4d.core.later import later, outside
from m4d.core.text import direction
from m4d.core.time import told_in

from .. import queries
from ..choices import Letter
from ..gateways import addresses
from ..models import Mail
from .bounces import count_bounce

#: So many mails are sent over one connection before the next ones.
BATCH = 50


@transaction.atomic
def post_mail(
    to,
    template: str,
    context: dict | None = None,
    *,
    language: str | None = None,
    headers: dict | None = None,
    at: datetime | None = None,
) -> Mail:
    """Write a mail to a person or an address, in the recipient's language; sent once the change is safe, or at `at`.

    `template` names three files: people/mail/mandate_ending(.subject.txt, .txt, .html); the HTML one may be missing.
    """
    person = to if isinstance(to, Model) else None
    address = person.email if person else to
    language = language or (person.language if person else None) or settings.LANGUAGE_CODE
    with translation.override(language), told_in(lambda: person.time_zone if person else ""):
        known = {
            "person": person,
            "site_url": settings.SITE_URL,
            "page_language": language,
            "page_direction": direction(language),
            **(context or {}),
        }
        subject = " ".join(render_to_string(f"{template}.subject.txt", known).split())
        text = render_to_string(f"{template}.txt", known)
        try:
            html = render_to_string(f"{template}.html", known)
        except TemplateDoesNotExist:
            html = ""
    return post_message(
        person=person, address=address, subject=subject, text=text, html=html, headers=headers or {}, at=at
    )


@transaction.atomic
def post_message(
    *,
    person,
    address: str,
    subject: str,
    text: str,
    html: str = "",
    headers: dict | None = None,
    sender: str = "",
    opens_account: bool = False,
    at: datetime | None = None,
) -> Mail:
    """Put one finished mail into the outbox, to be sent now or not before `at`.

    The words of a mail that opens an account (a link, a code) are kept no longer than it takes to send them.
    """
    mail = Mail.objects.create(
        person=person,
        address=address,
        sender=sender or settings.DEFAULT_FROM_EMAIL,
        subject=" ".join(subject.split())[:900],
        text=text,
        html=html,
        headers=headers or {},
        opens_account=opens_account,
    )
    later(deliver_mail, at=at, mail_id=mail.pk)
    return mail


@outside
def deliver_mail(*, mail_id: int) -> bool:
    """Hand one mail to the mail service; one that was sent already is not sent again.

    No transaction is open meanwhile, so a slow mail service keeps nobody waiting. Where a worker dies between the
    sending and the mark, the mail goes out a second time.
    """
    mail = Mail.objects.filter(pk=mail_id, sent_at=None).first()
    if mail is None:
        return False
    try:
        _message_of(mail, get_connection(**settings.MAIL_DELIVERY)).send()
    except SMTPRecipientsRefused as refusal:
        if not _is_for_good(refusal):
            raise
        # Trying again would annoy the mail service and help nobody.
        if mail.person_id:
            count_bounce(mail.person_id)
        return False
    return _mark_sent(mail)


def _is_for_good(refusal: SMTPRecipientsRefused) -> bool:
    """Whether the mail service knows no such recipient: a code of class 5, but no full mailbox (552)."""
    codes = [code for code, _words in refusal.recipients.values()]
    return bool(codes) and all(500 <= code < 600 and code != 552 for code in codes)


def _message_of(mail: Mail, connection) -> EmailMultiAlternatives:
    """The mail as it goes out. Where mail comes in, one that does not arrive comes back to an address of its own."""
    back = addresses.address(Letter.BOUNCE, mail.person_id, 0) if mail.person_id else ""
    headers = {"From": mail.sender, **mail.headers} if back else mail.headers
    message = EmailMultiAlternatives(
        mail.subject, mail.text, back or mail.sender, [mail.address], headers=headers, connection=connection
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def _mark_sent(mail: Mail) -> bool:
    # A digest passes on words of many people, who may leave: nobody needs it here once it is sent.
    is_digest = str(mail.headers.get("List-Id", "")).startswith("<digest.")
    left = {"text": "", "html": ""} if mail.opens_account or is_digest else {}
    return bool(Mail.objects.filter(pk=mail.pk, sent_at=None).update(sent_at=timezone.now(), **left))


def post_many(mails: Iterable[Mail]) -> int:
    """Put finished mails into the outbox, in the caller's transaction; sent many over one connection."""
    made = Mail.objects.bulk_create(mails, batch_size=200)
    for start in range(0, len(made), BATCH):
        later(deliver_mails, mail_ids=[mail.pk for mail in made[start : start + BATCH]])
    return len(made)


@outside
def deliver_mails(*, mail_ids: list[int]) -> int:
    """Hand many mails to the mail service over one connection; one that it does not take is tried again by itself."""
    connection = get_connection(**settings.MAIL_DELIVERY)
    connection.open()
    sent = 0
    try:
        for mail in Mail.objects.filter(pk__in=mail_ids, sent_at=None).order_by("pk"):
            try:
                _message_of(mail, connection).send()
            except (SMTPResponseException, SMTPRecipientsRefused):
                # About this mail alone: the others go on.
                later(deliver_mail, mail_id=mail.pk)
                continue
            sent += _mark_sent(mail)
    finally:
        connection.close()
    return sent


@transaction.atomic
def forget_old_mail() -> int:
    """Delete mails that are past their days, sent or not: the outbox is not an archive. Returns how many went."""
    return queries.stale_mails().delete()[0]
