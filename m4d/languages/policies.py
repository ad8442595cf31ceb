"""Who may read all versions of a text, translate it, correct it, or ask the engine."""

from django.conf import settings
from django.utils.translation import gettext as _

from m4d.accounts.choices import Role
from m4d.core.verdicts import Verdict, verdict

from . import gateways, queries
from .choices import LONGEST_FOR_MACHINE, MOST_ASKED_IN_A_DAY

TRUSTED = (Role.MODERATOR, Role.EDITOR, Role.ADMIN)


def may_translate(person, thing) -> Verdict:
    """Add or correct a version: moderators, editors, and whoever wrote the text."""
    return verdict(not _is_trusted(person, thing) and _not_theirs(person))


def may_request_machine_version(person, thing, field: str, language: str, *, original=None) -> Verdict:
    """Ask the engine: any member, for public texts only, into a language of the interface.

    A text that not everybody may read never leaves for an engine, whoever asks. `original` is read here
    unless the caller has it.
    """
    texts = queries.texts_of(thing)
    original = original or queries.original_of(thing, field)
    return verdict(
        not getattr(person, "is_authenticated", False) and _("Sign in to ask for a translation."),
        *may_be_sent_to_engine(texts, thing, original, language),
    )


def may_ask_today(person) -> Verdict:
    """A person asks the engine for so many versions a day, and no more."""
    return verdict(
        queries.asked_today(person) >= MOST_ASKED_IN_A_DAY
        and _("You asked for many translations today. Please ask for more tomorrow.")
    )


def may_be_sent_to_engine(texts, thing, original, language: str) -> list:
    """Objections to sending a text to the engine, without regard to who asks."""
    return [
        not gateways.is_on() and _("Machine translation is switched off on this site."),
        (texts is None or not texts.is_public(thing))
        and _("Only texts that everybody may read are sent to machine translation."),
        language not in dict(settings.LANGUAGES) and _("Choose one of the languages of this site."),
        original is None and _("There is no text to translate."),
        original is not None and original.language == language and _("The original is already in this language."),
        original is not None
        and len(original.text) > LONGEST_FOR_MACHINE
        and _("This text is too long for machine translation. Ask a person to translate it."),
    ]


def _is_trusted(person, thing) -> bool:
    if not getattr(person, "is_authenticated", False):
        return False
    if person.is_superuser or any(person.has_role(role) for role in TRUSTED):
        return True
    texts = queries.texts_of(thing)
    return texts is not None and person.pk in texts.authors(thing)


def _not_theirs(person) -> str:
    if not getattr(person, "is_authenticated", False):
        return _("Sign in to translate or correct this text.")
    return _("Only the author of this text, moderators and editors can change its translations.")
