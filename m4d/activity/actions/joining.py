"""Becoming a member by mail alone: a mail to the address for joining, an answer to it, and "yes"."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.core.text import fold, has_markup, mixed_scripts

from .. import queries
from ..choices import Letter, Outcome
from ..gateways import addresses, guessing
from ..gateways.composing import page_url
from ..gateways.parsing import Parsed
from ..models import Joining
from .answers import answer

#: "Yes" as people write it, folded.
YES = frozenset(
    fold(word)
    for word in (
        "yes",
        "y",
        "ok",
        "okay",
        "oui",
        "d'accord",
        "accord",
        "sí",
        "si",
        "acepto",
        "نعم",
        "موافق",
        "أوافق",
        "sim",
        "ja",
    )
)


def language_for(parsed: Parsed) -> str:
    """In which language somebody is answered whom we do not know."""
    return guessing.language_of(f"{parsed.subject}\n{parsed.text}"[:4000], declared=parsed.language)


@transaction.atomic
def ask_to_join(parsed: Parsed) -> Outcome:
    """Answer a mail to the address for joining: how to confirm it, or that they are a member already."""
    person = queries.owner_of(parsed.sender)
    if person is not None:
        answer(parsed, "member_already", language=person.language, person=person, context=_paths(person.language))
        return Outcome.REFUSED
    try:
        validate_email(parsed.sender)
    except ValidationError:
        return Outcome.IGNORED
    language = language_for(parsed)
    row, _is_new = Joining.objects.update_or_create(
        address=parsed.sender,
        defaults={"name": _name(parsed.name), "language": language, "asked_at": timezone.now()},
    )
    answer(
        parsed,
        "join",
        language=language,
        reply_to=addresses.address(Letter.JOIN, 0, row.pk),
        context={"name": row.name, **_paths(language)},
    )
    return Outcome.TAKEN


def _name(name: str) -> str:
    """The name beside an address, unless it is made to look like something else."""
    return "" if has_markup(name) or mixed_scripts(name) else name


def _paths(language: str) -> dict:
    return {
        "reset": f"{settings.SITE_URL}/accounts/password/reset/?lang={language}",
        "settings_url": page_url(language, "settings/notifications/"),
    }


@transaction.atomic
def answer_to_join(parsed: Parsed, joining_id: int) -> Outcome:
    """The answer to that mail: "yes" from the same address makes a member, anything else gets an explanation."""
    row = Joining.objects.select_for_update().filter(pk=joining_id).first()
    if row is None:
        known = queries.owner_of(parsed.sender)
        if known is not None:
            return ask_to_join(parsed)
        answer(parsed, "join_gone", language=language_for(parsed))
        return Outcome.REFUSED
    if parsed.sender != row.address:
        answer(parsed, "unknown", language=language_for(parsed))
        return Outcome.REFUSED
    first = fold(parsed.text.strip().split("\n", 1)[0]).strip(" .,!،؛\"'«»").split()
    if not first or (first[0].strip(".,!،") not in YES and " ".join(first) not in YES):
        reply_to = addresses.address(Letter.JOIN, 0, row.pk)
        answer(
            parsed,
            "join",
            language=row.language,
            reply_to=reply_to,
            context={"name": row.name, **_paths(row.language)},
        )
        return Outcome.REFUSED
    return _make_member(row, parsed)


def _make_member(row: Joining, parsed: Parsed) -> Outcome:
    taken = EmailAddress.objects.filter(email__iexact=row.address).exists()
    try:
        with transaction.atomic():
            if taken:
                raise IntegrityError
            person = accounts.register(email=row.address, name=row.name, language=row.language)
    except IntegrityError:
        # They joined on the site meanwhile, or began to: there the address is confirmed by a link.
        row.delete()
        answer(parsed, "member_already", language=row.language, context=_paths(row.language))
        return Outcome.REFUSED
    row.delete()
    answer(parsed, "welcome", language=person.language, person=person, context=_paths(person.language))
    return Outcome.TAKEN
