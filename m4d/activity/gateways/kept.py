"""The raw mail as it came: a file that nothing serves, in a folder for each day."""

import hashlib
from datetime import datetime
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import storages

FOLDER = "mail"


def mark(raw: bytes, message_id: str, recipient: str) -> str:
    """What two deliveries of one mail to one address have in common."""
    what = message_id.encode("utf-8", "replace") if message_id else raw
    return hashlib.sha256(what + b"\0" + recipient.strip().lower().encode("utf-8", "replace")).hexdigest()


def keep(raw: bytes, at: datetime) -> str:
    """Write a mail down; gives its name."""
    return storages["private"].save(f"{FOLDER}/{at:%Y-%m-%d}/{uuid4().hex}.eml", ContentFile(raw))


def open_kept(name: str) -> bytes:
    """A mail as it came, nothing where it is gone."""
    store = storages["private"]
    if not store.exists(name):
        return b""
    with store.open(name) as file:
        return file.read()


def forget(name: str) -> None:
    """Delete one mail."""
    storages["private"].delete(name)


def forget_before(day: datetime) -> int:
    """Delete every folder of a day before this one: also mails whose row was never written."""
    store, gone = storages["private"], 0
    if not store.exists(FOLDER):
        return 0
    folders, _files = store.listdir(FOLDER)
    for folder in folders:
        if folder >= f"{day:%Y-%m-%d}":
            continue
        for name in store.listdir(f"{FOLDER}/{folder}")[1]:
            store.delete(f"{FOLDER}/{folder}/{name}")
            gone += 1
        if hasattr(store, "path"):
            store.delete(f"{FOLDER}/{folder}")
    return gone
