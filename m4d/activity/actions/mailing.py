"""One mail for each notice that is wished at once, never more in a day than anybody can read."""

from collections import Counter
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from m4d.core.later import later
from m4d.core.text import plain

from .. import queries
from ..choices import CEILING, STRONGEST_FIRST, Cadence, Event, Letter
from ..gateways import composing
from ..gateways.letters import Message
from ..models import Entry, Mail, Notice
from .outbox import post_many

#: So many people are written to in one transaction: writers of an SQLite database wait for each other.
CHUNK = 250


@transaction.atomic
def mail_notices(*, entry_id: int, after: int = 0) -> int:
    """Mail an entry to those who wish it at once, in chunks; what is above the ceiling waits for the digest."""
    entry = Entry.objects.filter(pk=entry_id).first()
    if entry is None:
        return 0
    waiting = list(queries.to_mail_now(entry, after)[:CHUNK])
    if not waiting:
        return 0
    now = timezone.now()
    people = [notice.person_id for notice in waiting]
    paused = queries.unreachable(people)
    sent_today = Counter(queries.mailed_since(people, now - timedelta(days=1)))
    writer, mails, mailed, put_off = Writer(entry), [], [], []
    for notice in waiting:
        if notice.person_id in paused:
            continue
        if sent_today[notice.person_id] >= CEILING:
            put_off.append(notice.pk)
            continue
        mail = writer.mail_for(notice)
        if mail is not None:
            mails.append(mail)
            mailed.append(notice.pk)
    done = set(mailed) | set(put_off)
    Notice.objects.filter(pk__in=mailed).update(mailed_at=now)
    Notice.objects.filter(pk__in=put_off).update(cadence=Cadence.DAILY)
    # To whom nothing arrives, or what is gone meanwhile: it stands on their pages, and no mail is owed.
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting if notice.pk not in done]).update(cadence="")
    post_many(mails)
    if len(waiting) == CHUNK:
        later(mail_notices, entry_id=entry.pk, after=waiting[-1].pk)
    return len(mails)


class Writer:
    """Writes one entry to many people: each language, and each reason for telling, is made once."""

    def __init__(self, entry: Entry):
        self.entry = entry
        self.made: dict[tuple, composing.Composed | None] = {}
        self.messages: dict[str, Message | None] = {}

    def message(self, language: str) -> Message | None:
        """What the entry's room says about it in this language."""
        if language not in self.messages:
            self.messages[language] = message_about(self.entry, language)
        return self.messages[language]

    def composed(self, language: str, event: str, followed: bool) -> composing.Composed | None:
        """The mail in this language for whoever is told for this reason."""
        key = (language, event, followed)
        if key not in self.made:
            message = self.message(language)
            with translation.override(language):
                why = reason(event, followed=followed)
            self.made[key] = message and composing.compose(
                message, language=language, number=f"entry-{self.entry.pk}", why=why
            )
        return self.made[key]

    def mail_for(self, notice: Notice) -> Mail | None:
        """The mail that one person gets."""
        person = notice.person
        language = person.language if person.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        composed = self.composed(language, notice.event, notice.followed)
        if composed is None:
            return None
        with translation.override(language):
            hello = composing.greeting(person.name)
        letter, number = stops(notice)
        filled = composing.fill(composed, hello=hello, person=person.pk, letter=letter, number=number)
        sender = settings.DEFAULT_FROM_EMAIL
        return Mail(person=person, by_id=self.entry.by_id, address=person.email, sender=sender, **filled)


def stops(notice: Notice) -> tuple[str, int]:
    """What the link of a mail stops: news of the thing that is followed, or events of this kind."""
    if notice.follow_id:
        return Letter.STOP_THING, notice.follow_id
    return Letter.STOP_EVENT, STRONGEST_FIRST.index(Event(notice.event or Event.NEWS))


def reason(event: str, *, followed: bool) -> str:
    """Why somebody gets a mail, in the reader's language."""
    if followed:
        return _("You get this mail because you follow this on M4D Net.")
    if event == Event.MENTION:
        return _("You get this mail because somebody named you on M4D Net.")
    if event == Event.REPLY:
        return _("You get this mail because somebody answered you on M4D Net.")
    if event == Event.MESSAGE:
        return _("You get this mail because somebody wrote to you on M4D Net.")
    return _("You get this mail as a member of M4D Net.")


def message_about(entry: Entry, language: str) -> Message | None:
    """What a mail says about an entry: as its room declared it, else its sentence; None where it is gone."""
    if entry.about is None:
        return None
    nobody = AnonymousUser()
    with translation.override(language):
        declared = queries.declared(entry.verb)
        if declared is not None:
            return None if getattr(entry.about, "is_hidden", False) else declared.message(entry, language)
        if queries.withheld([entry.about], nobody):
            return None
        sentence = plain(next(iter(queries.sentences([entry], nobody)))[1])
        path = getattr(entry.about, "get_absolute_url", lambda: "")()
        return Message(subject=sentence, text=sentence, path=_without_language(path))


def _without_language(path: str) -> str:
    first, _slash, rest = path.lstrip("/").partition("/")
    return rest if first in dict(settings.LANGUAGES) else path
