"""Writing the journal, following, telling people, and posting mail."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.db.models import Model
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import timezone, translation

from m4d.core.later import later, outside
from m4d.core.text import direction
from m4d.core.time import told_in

from . import queries
from .models import Entry, Follow, Mail, Notice


@transaction.atomic
def record(
    verb: str,
    *,
    by,
    about: Model,
    tell: Iterable = (),
    concerns=None,
    data: dict | None = None,
    at: datetime | None = None,
    for_followers: bool = False,
) -> Entry:
    """Write one row into the journal and tell the people named.

    `by` is the acting person (None for the clock), `concerns` the person about whom something was decided, `data`
    plain values for the sentence. With `for_followers` those who follow the thing are told too, in the background.
    """
    kind = ContentType.objects.get_for_model(about)
    acting = by if by is not None and by.pk and not by.is_anonymous else None
    entry = Entry.objects.create(
        verb=str(verb),
        by=acting,
        about_type=kind,
        about_id=about.pk,
        concerns=concerns,
        data=data or {},
        at=at or timezone.now(),
    )
    told = {person.pk: person for person in tell if person is not None and person != acting}
    Notice.objects.bulk_create([Notice(person=person, entry=entry) for person in told.values()])
    if for_followers and Follow.objects.filter(about_type=kind, about_id=about.pk).exists():
        later(tell_followers, entry_id=entry.pk)
    return entry


@transaction.atomic
def tell_followers(*, entry_id: int) -> int:
    """Tell everybody who follows the thing of an entry, but its author; telling twice tells once."""
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        return 0
    followers = Follow.objects.filter(about_type=entry.about_type_id, about_id=entry.about_id)
    people = followers.exclude(person=entry.by_id).values_list("person_id", flat=True)
    Notice.objects.bulk_create(
        [Notice(person_id=person, entry=entry, followed=True) for person in people],
        ignore_conflicts=True,
        batch_size=500,
    )
    return len(people)


@transaction.atomic
def follow(person, about: Model, *, at: datetime | None = None) -> Follow:
    """From now on this person is told what happens to the thing."""
    return Follow.objects.get_or_create(
        person=person,
        about_type=ContentType.objects.get_for_model(about),
        about_id=about.pk,
        defaults={"since": at or timezone.now()},
    )[0]


@transaction.atomic
def unfollow(person, about: Model) -> None:
    """Tell this person of the thing no more."""
    Follow.objects.filter(
        person=person, about_type=ContentType.objects.get_for_model(about), about_id=about.pk
    ).delete()


@transaction.atomic
def mark_seen(person, *, up_to: int, at: datetime | None = None) -> int:
    """Mark everything a person was told, up to and including this notice, as seen."""
    return Notice.objects.filter(person=person, seen_at=None, pk__lte=up_to).update(seen_at=at or timezone.now())


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
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        mail.sender,
        [mail.address],
        headers=mail.headers,
        connection=get_connection(**settings.MAIL_DELIVERY),
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.send()
    left = {"text": "", "html": ""} if mail.opens_account else {}
    return bool(Mail.objects.filter(pk=mail.pk, sent_at=None).update(sent_at=timezone.now(), **left))


@transaction.atomic
def forget_old_mail() -> int:
    """Delete mails that are past their days, sent or not: the outbox is not an archive. Returns how many went."""
    return queries.stale_mails().delete()[0]


@transaction.atomic
def erase_traces(person) -> None:
    """Forget what a leaving person followed and was told; journal rows stay, without their name."""
    Follow.objects.filter(person=person).delete()
    Notice.objects.filter(person=person).delete()
    Mail.objects.filter(person=person).delete()
