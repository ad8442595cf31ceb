"""Formats: the ZIP that a person takes home, the mails that the demo keeps in files, and sealed secrets."""

import base64
import email
import email.policy
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import get_language

from m4d.core.text import direction

from .choices import Seal
from .models import Person

#: The most mails that the demo list shows, newest first.
SHOWN_MAILS = 200


#: How a sealed text begins. What was written before there was a seal begins otherwise and is read as it stands.
SEAL = "sealed:"


class Sealed(Exception):
    """A text was sealed with a key that this site does not have."""


@cache
def _keys(*secrets: str) -> MultiFernet:
    """A key for this use alone from each secret of the site; the first seals, all of them open."""
    derive = (HKDF(hashes.SHA256(), 32, salt=None, info=b"m4d second factors") for _secret in secrets)
    keys = (rule.derive(secret.encode()) for rule, secret in zip(derive, secrets, strict=True))
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def sealed(text: str) -> str:
    """The text, so that whoever reads the database alone learns nothing."""
    keys = _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return SEAL + keys.encrypt(text.encode()).decode()


def opened(text: str) -> str:
    """What was sealed, and as it stands what was written before; raises Sealed where no key fits."""
    if not text.startswith(SEAL):
        return text
    try:
        keys = _keys(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return keys.decrypt(text.removeprefix(SEAL)).decode()
    except InvalidToken as error:
        raise Sealed from error


def seal_of(text: str) -> Seal:
    """What opens the text: the present key, only an older one, anybody (it was never sealed), or no key we have."""
    if not text.startswith(SEAL):
        return Seal.NONE
    try:
        _keys(settings.SECRET_KEY).decrypt(text.removeprefix(SEAL))
    except InvalidToken:
        try:
            opened(text)
        except Sealed:
            return Seal.LOST
        return Seal.OLDER
    return Seal.PRESENT


def composed(template: str, words: dict, *, to: list[str], headers: dict | None = None) -> EmailMultiAlternatives:
    """A mail in the active language from `<template>_subject.txt` and `<template>_message.txt`.

    There is one text for each mail; its HTML part is the same text with links, in the right direction.
    """
    language = get_language()
    known = {**words, "language": language, "direction": direction(language)}
    subject = " ".join(render_to_string(f"{template}_subject.txt", known).split())
    text = render_to_string(f"{template}_message.txt", known).strip() + "\n"
    html = render_to_string("account/email/message.html", {**known, "text": text, "subject": subject})
    message = EmailMultiAlternatives(subject, text, to=to, headers={"Content-Language": language, **(headers or {})})
    message.attach_alternative(html, "text/html")
    return message


def packed(person: Person, *, parts: dict, held: list[dict], at: datetime) -> bytes:
    """The ZIP of a person's data: data.json for programs, index.html for people, in the active language."""
    context = {
        "person": person,
        "held": held,
        "parts": [(room, rows_of(part)) for room, part in parts.items()],
        "at": at,
        "language": get_language(),
        "direction": direction(get_language()),
    }
    page = render_to_string("accounts/export.html", context)
    data = json.dumps({"made_at": at, "rooms": parts}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("data.json", data)
        pack.writestr("index.html", page)
    return file.getvalue()


def rows_of(part, path: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """What a room gives, laid out as lines of a table: where the value stands, and the value."""
    if isinstance(part, dict):
        return [row for key, value in part.items() for row in rows_of(value, (*path, str(key)))]
    if isinstance(part, list | tuple):
        return [row for number, value in enumerate(part, 1) for row in rows_of(value, (*path, str(number)))]
    return [(" / ".join(path), "" if part is None else str(part))]


@dataclass(frozen=True)
class KeptMail:
    """One mail as it lies in the folder."""

    name: str
    subject: str
    to: str
    language: str
    sent_at: datetime | None
    text: str
    html: str


def kept_mails(folder: Path) -> list[KeptMail]:
    """The mails written by Django's file backend, newest first. A file may hold several, one after the other."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)[:SHOWN_MAILS]
    return [mail for file in files for mail in reversed(_mails_in(file))][:SHOWN_MAILS]


def kept_mail(folder: Path, name: str) -> KeptMail | None:
    """One mail by its name (file and number), None when there is none; the name cannot leave the folder."""
    stem, _, number = name.rpartition("-")
    file = folder / f"{stem}.log"
    if file.parent != folder or not file.is_file():
        return None
    return next((mail for mail in _mails_in(file) if mail.name == name), None)


def _mails_in(file: Path) -> list[KeptMail]:
    # Django's file backend ends each message with a line of 79 dashes.
    blocks = [block.lstrip(b"\n") for block in file.read_bytes().split(b"-" * 79)]
    return [_parsed(f"{file.stem}-{number}", block) for number, block in enumerate(blocks) if block.strip()]


def _parsed(name: str, block: bytes) -> KeptMail:
    message = email.message_from_bytes(block, policy=email.policy.default)
    text, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    date = message.get("Date")
    # Mails are dated in universal time, which the header writes as a zone that Python takes for unknown.
    sent_at = parsedate_to_datetime(date).replace(tzinfo=UTC) if date else None
    return KeptMail(
        name=name,
        subject=str(message.get("Subject", "")),
        to=str(message.get("To", "")),
        language=str(message.get("Content-Language", "")),
        sent_at=sent_at,
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
    )
