"""Mail that comes in: kept first, then read, and in any case answered where a person wrote it."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from m4d.core.later import later
from m4d.core.verdicts import Refusal

from .. import queries
from ..choices import RECEIVED_DAYS, Letter, Outcome
from ..gateways import addresses, kept, parsing, signs
from ..gateways.composing import page_url
from ..gateways.letters import Incoming
from ..models import Answered, Received
from .answers import answer
from .bounces import count_bounce, note_arrival
from .joining import answer_to_join, ask_to_join, language_for
from .mailboxes import mailbox
from .wishes import stop_mail

logger = logging.getLogger("m4d.activity")

STOPS = frozenset({Letter.STOP_EVENT, Letter.STOP_THING, Letter.STOP_DIGEST, Letter.STOP_ALL})


def receive(raw: bytes, *, recipient: str, sender: str, at: datetime | None = None) -> Received | None:
    """Keep a mail, and have it read later; None for one that is here already. Once this returns nothing is lost."""
    at = at or timezone.now()
    recipient = recipient.strip().strip("<>")[:320]
    message_id = parsing.read_message_id(raw)
    mark = kept.mark(raw, message_id, recipient)
    if Received.objects.filter(mark=mark).exists():
        return None
    name = kept.keep(raw, at)
    try:
        with transaction.atomic():
            row = Received.objects.create(
                mark=mark, recipient=recipient, sender=sender.strip("<> ")[:320], file=name, size=len(raw), at=at
            )
            later(take_received, received_id=row.pk)
    except IntegrityError:
        # The same mail came over two connections at once.
        kept.forget(name)
        return None
    return row


@transaction.atomic
def take_received(*, received_id: int) -> str:
    """Read a mail that came in and bring it where it belongs. All of it happens, or nothing and it is tried again."""
    row = Received.objects.select_for_update().filter(pk=received_id, outcome=Outcome.WAITING).first()
    if row is None:
        return ""
    parsed = parsing.read(kept.open_kept(row.file))
    sealed = addresses.sealed_in(row.recipient)
    outcome = _outcome(row, parsed, sealed)
    row.outcome, row.taken_at = outcome, timezone.now()
    row.save(update_fields=["outcome", "taken_at", "person"])
    return str(outcome)


def _outcome(row: Received, parsed: parsing.Parsed, sealed: addresses.Sealed | None) -> Outcome:
    if sealed and sealed.purpose == Letter.PROBE:
        return Outcome.TAKEN
    if parsed.message is not None:
        is_program = signs.is_from_program(parsed.message, row.sender, parsed.sender, parsed.subject)
        if sealed and is_program and (sealed.purpose == Letter.BOUNCE or signs.is_report(parsed.message)):
            return _bounce(parsed, sealed)
        if sealed and sealed.purpose in STOPS:
            # A mail program sends it by itself, often without a word: what it asks is done, and nothing answered.
            stop_mail(sealed)
            return Outcome.TAKEN
        if is_program:
            return Outcome.IGNORED
    if row.recipient.partition("@")[0].lower() == addresses.JOIN:
        return ask_to_join(parsed)
    if sealed is None or sealed.purpose == Letter.BOUNCE:
        return _refuse_stranger(row, parsed)
    # The cut is the same for every mailbox, and a "yes" may stand above a quote.
    parsed.text, parsed.quoted = queries.without_quotes(parsed, "")
    if sealed.purpose == Letter.JOIN:
        return answer_to_join(parsed, sealed.target)
    return _for_mailbox(row, parsed, sealed)


def _bounce(parsed: parsing.Parsed, sealed: addresses.Sealed) -> Outcome:
    """A mail of ours came back, to the address that it was sent from or to the one for answers."""
    if queries.member(sealed.person) and signs.has_failed_for_good(parsed.message, parsed.text):
        count_bounce(sealed.person)
    return Outcome.BOUNCED


def _refuse_stranger(row: Received, parsed: parsing.Parsed) -> Outcome:
    """Whoever wrote to an address that we never gave away, or that was changed on the way."""
    row.person = queries.owner_of(parsed.sender)
    language = row.person.language if row.person else language_for(parsed)
    answer(parsed, "wrong_address" if row.person else "unknown", language=language, person=row.person)
    return Outcome.REFUSED


def _for_mailbox(row: Received, parsed: parsing.Parsed, sealed: addresses.Sealed) -> Outcome:
    person = row.person = queries.member(sealed.person)
    if person is None:
        answer(parsed, "unknown", language=language_for(parsed))
        return Outcome.REFUSED
    is_theirs = queries.writes_from(person, parsed.sender)
    if not is_theirs and row.confirmed_at is None:
        link = page_url(person.language, f"mail/confirmation/{addresses.seal(Letter.CONFIRM, person.pk, row.pk)}/")
        context = {"sender": parsed.sender, "link": link}
        answer(parsed, "confirm", language=person.language, person=person, to=person.email, context=context)
        return Outcome.ASKED
    if is_theirs:
        note_arrival(person.pk)
    with translation.override(person.language):
        try:
            taken = _hand_over(row, parsed, sealed, person)
        except Refusal as refusal:
            reasons = [str(reason) for reason in refusal.reasons]
            context = {"reasons": reasons, "text": parsed.text}
            answer(parsed, "refused", language=person.language, person=person, to=person.email, context=context)
            return Outcome.REFUSED
    if taken is not None and taken.words:
        url = page_url(person.language, taken.path) if taken.path else ""
        context = {"words": taken.words, "title": taken.title, "url": url}
        answer(parsed, "taken", language=person.language, person=person, to=person.email, context=context)
    return Outcome.TAKEN


def _hand_over(row: Received, parsed: parsing.Parsed, sealed: addresses.Sealed, person):
    """To the room behind the address; raises Refusal with sentences for the sender."""
    handler = mailbox(sealed.purpose)
    if handler is None:
        raise Refusal([_("This address takes no mail any more.")])
    if parsed.fault:
        raise Refusal([_("Your mail could not be read: its parts are packed into each other too deeply, or damaged.")])
    if not parsed.text.strip():
        raise Refusal(
            [_("Your mail has no words of your own, only a quoted mail, a signature or files. Write above the quote.")]
        )
    incoming = Incoming(
        text=parsed.text,
        cut=parsed.quoted,
        subject=parsed.subject,
        language=parsed.language if parsed.language in dict(settings.LANGUAGES) else person.language,
        sender=parsed.sender,
        message_id=parsed.message_id,
        in_reply_to=parsed.in_reply_to,
        files=tuple(parsed.files),
        was_received_at=row.at,
    )
    # Whatever the room wrote before it refused is undone.
    with transaction.atomic():
        return handler(person, sealed.target, incoming)


@transaction.atomic
def confirm_received(row: Received, *, at: datetime) -> None:
    """The person in whose name a mail came says that it is theirs: it goes its way. Doing it twice changes nothing."""
    asked = Received.objects.filter(pk=row.pk, outcome=Outcome.ASKED)
    if asked.update(outcome=Outcome.WAITING, confirmed_at=at):
        row.confirmed_at = at
        later(take_received, received_id=row.pk)


@transaction.atomic
def answer_stuck(*, at: datetime | None = None) -> int:
    """Answer mails that could not be worked on, however often it was tried: silence would be worse."""
    number = 0
    for row in queries.stuck_received(at or timezone.now())[:100]:
        parsed = parsing.read(kept.open_kept(row.file))
        sealed = addresses.sealed_in(row.recipient)
        person = queries.member(sealed.person) if sealed else queries.owner_of(parsed.sender)
        row.person, row.outcome, row.taken_at = person, Outcome.REFUSED, timezone.now()
        row.save(update_fields=["person", "outcome", "taken_at"])
        logger.error("Mail %s could not be worked on", row.pk)
        program = parsed.message is not None and signs.is_from_program(
            parsed.message, row.sender, parsed.sender, parsed.subject
        )
        if not program:
            language = person.language if person else language_for(parsed)
            answer(parsed, "stuck", language=language, person=person, to=person.email if person else "")
        number += 1
    return number


@transaction.atomic
def forget_received() -> int:
    """Delete mails that came in and are past their days, with their files, and what was counted of answers."""
    before = timezone.now() - timedelta(days=RECEIVED_DAYS)
    gone = queries.stale_received().delete()[0]
    queries.stale_joinings().delete()
    Answered.objects.filter(day__lt=before.date()).delete()
    kept.forget_before(before)
    return gone
