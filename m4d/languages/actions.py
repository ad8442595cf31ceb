"""Everything that can happen to a text: written, translated by people or by a machine, corrected, confirmed."""

import re
from collections.abc import Callable, Collection

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.utils import timezone
from django.utils.translation import gettext as _

from m4d.accounts import actions as accounts
from m4d.activity import actions as activity
from m4d.core import pages
from m4d.core.later import later
from m4d.core.turns import take_turn
from m4d.core.verdicts import verdict

from . import gateways, policies, queries
from .choices import LONGEST_FOR_MACHINE, REGISTERED, Form, Provenance, Texts, Verb
from .models import MachineRequest, Version, digest_of, form_of

# What starts a line of Markdown and must not be translated: heading, list, quotation.
_LINE_MARK = re.compile(r"^(\s*(?:#{1,6}\s+|[-*+]\s+|\d+[.)]\s+|>\s?)*)(.*)$")


def register(
    model: type[models.Model],
    *,
    fields: dict[str, Form],
    visible_to: Callable | None = None,
    is_public: Callable = lambda thing: False,
    authors: Callable[..., Collection[int]] = lambda thing: (),
    changed: Callable = lambda thing: None,
    tags: tuple[str, ...] = (),
    labels: dict[str, str] | None = None,
    turn: str = "",
) -> None:
    """Say at start-up which texts of a model people write. Call it in the room's cards.py or AppConfig.ready.

    fields: name of each text and its form. visible_to(person): queryset of things the person may see
    (default: model.objects.visible_to). is_public(thing): may everybody read it, so that it may go to
    an engine. authors(thing): ids of people who may correct its versions. changed(thing): called after
    a version changed, for example to put its card. tags: page tags to touch. labels: name of each field
    for people, lazily translated. turn: what `changed` takes with `core.turns`, if anything, and whoever writes the
    text has before: it is taken here before any row is locked.
    """
    REGISTERED[model] = Texts(
        model,
        dict(fields),
        visible_to or model.objects.visible_to,
        is_public,
        authors,
        changed,
        tuple(tags),
        dict(labels or {}),
        turn,
    )
    post_delete.connect(_forget_deleted, sender=model, dispatch_uid=f"languages-{model._meta.label}")


@transaction.atomic
def write(thing, field: str, language: str, text: str, by=None, *, at=None) -> Version | None:
    """Keep a text as its author wrote it. An empty text takes it away with all its versions.

    The room whose text it is has asked its own policy and writes the journal; this only keeps the words.
    """
    about = Version.objects.about(thing).filter(field=field)
    if not text.strip():
        about.delete()
        _requests(thing, field).delete()
        _changed(thing, field)
        return None
    # A version in the language of the new original has nothing left to say.
    about.filter(language=language).exclude(provenance=Provenance.ORIGINAL).delete()
    original, _made = Version.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        field=field,
        provenance=Provenance.ORIGINAL,
        defaults={"language": language, "by": by, "made_at": at or timezone.now(), **_rendered(thing, field, text)},
    )
    _ask_engine(thing, field, by=by)
    _changed(thing, field)
    return original


@transaction.atomic
def written_elsewhere(thing, field: str, language: str, *, by=None) -> None:
    """An original that its room keeps in a column of its own was written or changed: what was made of it is asked
    for anew, and a version in the language of the new original goes.
    """
    Version.objects.about(thing).filter(field=field, language=language).delete()
    _ask_engine(thing, field, by=by)
    thing.__dict__.pop("_shown_texts", None)


@transaction.atomic
def ask_engine(thing, field: str, *, by=None) -> None:
    """Ask for the interface languages of a text that its room keeps in a column of its own, where an engine is on."""
    _ask_engine(thing, field, by=by)


@transaction.atomic
def add_human_version(thing, field: str, language: str, text: str, *, by, at=None) -> Version:
    """Keep a translation made by a person; it takes the place of a machine text in that language."""
    _take_turn(type(thing))
    policies.may_translate(by, thing).or_refuse()
    original = queries.original_of(thing, field)
    current = Version.objects.about(thing).filter(field=field, language=language).select_for_update().first()
    verdict(
        original is None and _("There is no text to translate."),
        original is not None
        and original.language == language
        and _("The original is already in this language. Change the original instead."),
        current is not None
        and current.provenance == Provenance.HUMAN
        and _("There is already a translation by people. Correct that one."),
        not text.strip() and _("Write the translation."),
    ).or_refuse()
    version = current or _new(thing, field, language)
    _fill(version, thing, text, original)
    version.provenance, version.by, version.made_at = Provenance.HUMAN, by, at or timezone.now()
    version.engine = ""
    version.save()
    _requests(thing, field).filter(language=language).delete()
    _tell(Verb.VERSION_ADDED, version, thing, by=by, at=at)
    _changed(thing, field)
    return version


@transaction.atomic
def correct(version: Version, text: str, *, by, seen: str, at=None) -> Version:
    """Change a translation; a machine text that a person corrected counts as human from here on.

    seen: `mark_of(version)` when the person began, so that nobody overwrites somebody else unawares.
    """
    version, thing = _locked(version)
    policies.may_translate(by, thing).or_refuse()
    original = queries.original_of(thing, version.field)
    verdict(
        version.is_original and _("This is the original. Only its author changes it, where it was written."),
        original is None and _("There is no text to translate."),
        seen != mark_of(version, original)
        and _("This text changed while you were writing. Your words are kept below: compare them and save again."),
        not text.strip() and _("Write the translation."),
    ).or_refuse()
    _fill(version, thing, text, original)
    version.provenance = Provenance.HUMAN
    version.corrected_by, version.corrected_at = by, at or timezone.now()
    version.save()
    _tell(Verb.VERSION_CORRECTED, version, thing, by=by, at=at)
    _changed(thing, version.field)
    return version


@transaction.atomic
def confirm(version: Version, *, by, at=None) -> Version:
    """Say that a translation fits: that it still does although the original changed, or that one of the site is right.

    What came with the site keeps saying so, and from here on that a person has confirmed it.
    """
    version, thing = _locked(version)
    policies.may_translate(by, thing).or_refuse()
    original = queries.original_of(thing, version.field)
    verdict(
        version.is_original and _("The original needs no confirmation."),
        original is None and _("There is no text to translate."),
    ).or_refuse()
    version.source_digest = digest_of(original.text)
    version.corrected_by, version.corrected_at = by, at or timezone.now()
    version.save(update_fields=["source_digest", "corrected_by", "corrected_at"])
    _tell(Verb.VERSION_CONFIRMED, version, thing, by=by, at=at)
    _changed(thing, version.field)
    return version


@transaction.atomic
def request_machine_version(thing, field: str, language: str, *, by, at=None) -> MachineRequest:
    """Put a text in the engine's queue. Until the answer is there, readers get the original with a notice."""
    policies.may_request_machine_version(by, thing, field, language).or_refuse()
    # Two requests of one person at once must not both pass the last place of the day.
    accounts.hold(by)
    policies.may_ask_today(by).or_refuse()
    original = queries.original_of(thing, field)
    standing = Version.objects.about(thing).filter(field=field, language=language).first()
    verdict(
        _requests(thing, field).filter(language=language).exists()
        and _("A machine translation was asked for. It will appear here."),
        standing is not None
        and standing.provenance == Provenance.HUMAN
        and _("There is already a translation by people. Correct that one."),
        standing is not None
        and standing.provenance == Provenance.SITE
        and _("There is already a translation of this text. Correct that one."),
        standing is not None
        and standing.provenance == Provenance.MACHINE
        and standing.source_digest == digest_of(original.text)
        and _("There is already a machine translation of this text."),
    ).or_refuse()
    queries.count_asked_today(by)
    return _queue(thing, field, language, by=by, at=at)


def fetch_machine_version(*, request_id: int) -> None:
    """Ask the engine for one queued version (background). A failure is noted and tried again by the clock.

    The engine is asked outside any transaction of ours, because it may take a minute.
    """
    request = MachineRequest.objects.filter(pk=request_id).first()
    thing = request and request.thing
    if thing is None:
        MachineRequest.objects.filter(pk=request_id).delete()
        return
    original = queries.original_of(thing, request.field)
    # Asked again: since then the text may have become private, or the engine switched off.
    if any(policies.may_be_sent_to_engine(queries.texts_of(thing), thing, original, request.language)):
        request.delete()
        return
    engine = gateways.engine()
    try:
        text = _translated(engine, original.text, source=original.language, target=request.language)
    except gateways.TranslatorFailed as failure:
        request.failed_at, request.reason = timezone.now(), str(failure)[:200]
        request.save(update_fields=["failed_at", "reason"])
        return
    record_machine_version(
        thing, request.field, request.language, text, engine=engine.name, source_digest=digest_of(original.text)
    )


# The worker then holds no transaction open while the engine thinks.
fetch_machine_version.speaks_outside = True


@transaction.atomic
def record_machine_version(
    thing, field: str, language: str, text: str, *, engine: str, source_digest: str, at=None
) -> Version | None:
    """Keep what the engine answered, unless a person translated the text in the meantime."""
    _take_turn(type(thing))
    _requests(thing, field).filter(language=language).delete()
    version = Version.objects.about(thing).filter(field=field, language=language).select_for_update().first()
    if version and version.provenance != Provenance.MACHINE:
        return None
    version = version or _new(thing, field, language)
    for name, value in _rendered(thing, field, text).items():
        setattr(version, name, value)
    version.provenance, version.engine, version.by = Provenance.MACHINE, engine, None
    version.source_digest, version.made_at = source_digest, at or timezone.now()
    version.save()
    _changed(thing, field)
    return version


@transaction.atomic
def retry_machine_requests(*, limit: int = 500) -> int:
    """Queue again what failed, the oldest first (clock). Returns how many."""
    failed = list(MachineRequest.objects.filter(failed_at__isnull=False).order_by("failed_at")[:limit])
    for request in failed:
        request.failed_at = None
        request.save(update_fields=["failed_at"])
        later("m4d.languages.actions.fetch_machine_version", request_id=request.pk)
    return len(failed)


def _locked(version: Version) -> tuple[Version, models.Model]:
    """The version as it stands and will stand until this is done, and the thing whose text it is."""
    _take_turn(version.content_type.model_class())
    found = Version.objects.select_for_update().filter(pk=version.pk).first()
    verdict(found is None and _("There is no text to translate.")).or_refuse()
    return found, found.thing


def _take_turn(model: type[models.Model]) -> None:
    """Wait before anything is locked: who writes the text has the turn, and waits for what is locked afterwards."""
    texts = REGISTERED.get(model)
    if texts is not None and texts.turn:
        take_turn(texts.turn)


def mark_of(version: Version | None, original) -> str:
    """What the person saw when they began to write: this version of this original."""
    return f"{version.digest if version else 'none'}.{digest_of(original.text) if original else 'none'}"


def _tell(verb, version, thing, *, by, at) -> None:
    data = {"field": version.field, "language": version.language}
    activity.record(verb, by=by, about=thing, data=data, at=at, for_followers=verb != Verb.VERSION_CONFIRMED)


def _ask_engine(thing, field, *, by) -> None:
    """Queue every interface language that has no translation but an engine's, where the text may be sent at all."""
    texts = queries.texts_of(thing)
    if not gateways.is_on() or texts is None:
        return
    original = queries.original_of(thing, field)
    made = set(
        Version.objects.about(thing)
        .filter(field=field, provenance__in=[Provenance.HUMAN, Provenance.SITE])
        .values_list("language", flat=True)
    )
    for language, _name in settings.LANGUAGES:
        if language in made or any(policies.may_be_sent_to_engine(texts, thing, original, language)):
            continue
        _queue(thing, field, language, by=by)


def _queue(thing, field, language, *, by, at=None) -> MachineRequest:
    """Ask for one version. What waits already is asked once: it will take the words as they are then."""
    waiting = _requests(thing, field).filter(language=language, failed_at=None).first()
    if waiting is not None:
        return waiting
    request, _made = MachineRequest.objects.update_or_create(
        content_type=ContentType.objects.get_for_model(thing),
        object_id=thing.pk,
        field=field,
        language=language,
        defaults={"by": by, "asked_at": at or timezone.now(), "failed_at": None, "reason": ""},
    )
    later("m4d.languages.actions.fetch_machine_version", request_id=request.pk)
    return request


def _translated(engine, text: str, *, source: str, target: str) -> str:
    """The text line by line, so that headings, lists and empty lines stay where they were."""
    if len(text) > LONGEST_FOR_MACHINE:
        raise gateways.TranslatorFailed("the text is too long")
    lines = [_LINE_MARK.match(line).groups() for line in text.splitlines()]
    full = [place for place, (_mark, words) in enumerate(lines) if words.strip()]
    answers = engine.translate([lines[place][1] for place in full], source=source, target=target)
    for place, answer in zip(full, answers, strict=True):
        lines[place] = (lines[place][0], " ".join(answer.split()))
    return "\n".join(mark + words for mark, words in lines)


def _rendered(thing, field, text) -> dict:
    text = text.replace("\r\n", "\n").strip()
    return {"text": text, "html": queries.html_of(text, form_of(type(thing), field)), "digest": digest_of(text)}


def _new(thing, field, language) -> Version:
    return Version(
        content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk, field=field, language=language
    )


def _fill(version, thing, text, original) -> None:
    for name, value in _rendered(thing, version.field, text).items():
        setattr(version, name, value)
    version.source_digest = digest_of(original.text)


def _requests(thing, field):
    return MachineRequest.objects.filter(
        content_type=ContentType.objects.get_for_model(thing), object_id=thing.pk, field=field
    )


def _changed(thing, field) -> None:
    """Nothing that was prepared for readers from the old words may stay."""
    thing.__dict__.pop("_shown_texts", None)
    texts = queries.texts_of(thing)
    if texts:
        texts.changed(thing)
        pages.touch(*texts.tags)


def _forget_deleted(sender, instance, **_more) -> None:
    """The versions go with the thing; a generic key cannot cascade by itself."""
    kind = ContentType.objects.get_for_model(sender)
    Version.objects.filter(content_type=kind, object_id=instance.pk).delete()
    MachineRequest.objects.filter(content_type=kind, object_id=instance.pk).delete()
