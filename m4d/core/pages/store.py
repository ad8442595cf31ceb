"""Public pages kept as compressed bytes, ready to send."""

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import wraps
from threading import Lock

from django.conf import settings
from django.utils import timezone

from m4d.core.pages.packing import QUICK, THOROUGH, compress, decompress
from m4d.core.pages.versions import EVERY_PAGE, counters, slots_of

KEPT_BYTES = 48 * 1024 * 1024
KEPT_SECONDS = 600
# A page is compressed quickly when it is made, since most are changed or forgotten before anybody asks twice,
# and thoroughly, for a seventh fewer bytes, when it is sent for this many times.
WANTED_AGAIN = 3


def tagged(response, *tags: str):
    """Mark an answer as the same for every visitor until one of these tags is touched."""
    response.public_tags = (EVERY_PAGE, *tags)
    return response


def good_until(response, moment):
    """Keep this answer no longer than until this moment, when it begins to say something else; None for no limit."""
    response.good_until = moment
    return response


def public_page(*tags: str):
    """A view whose answer to visitors who are not signed in may be kept; `tags` name what it shows."""

    def decorate(view):
        @wraps(view)
        def public(request, *args, **kwargs):
            # Read before the page is made: a change during the making leaves an old version number behind.
            request.public_slots = slots_of((EVERY_PAGE, *tags))
            request.public_versions = counters().read(request.public_slots)
            return tagged(view(request, *args, **kwargs), *tags)

        return public

    return decorate


@dataclass(slots=True)
class Kept:
    """One page: its bytes as sent, the versions that it rests on, and until when it is good."""

    body: bytes
    headers: list
    etag: str
    slots: tuple
    versions: tuple
    until: float
    encoding: str = ""
    is_quick: bool = False
    reads: int = 0


class Store:
    """The kept pages of one process, the longest unused one leaving first."""

    def __init__(self):
        self.pages: OrderedDict = OrderedDict()
        self.size = 0
        self.lock = Lock()

    def get(self, key):
        kept = self.pages.get(key)
        if kept is None:
            return None
        if kept.until < time.monotonic() or counters().read(kept.slots) != kept.versions:
            self.drop(key)
            return None
        with self.lock:
            if key in self.pages:
                self.pages.move_to_end(key)
        kept.reads += 1
        if kept.is_quick and kept.reads == WANTED_AGAIN:
            kept = thoroughly(kept)
            self.put(key, kept)
        return kept

    def put(self, key, kept: Kept) -> None:
        with self.lock:
            old = self.pages.pop(key, None)
            self.size += len(kept.body) - (len(old.body) if old else 0)
            self.pages[key] = kept
            while self.size > KEPT_BYTES:
                _, gone = self.pages.popitem(last=False)
                self.size -= len(gone.body)

    def drop(self, key) -> None:
        with self.lock:
            old = self.pages.pop(key, None)
            self.size -= len(old.body) if old else 0

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.size = 0


store = Store()


def keepable(request, response) -> bool:
    """Whether this answer is a finished public page that carries nothing personal."""
    return (
        getattr(response, "public_tags", None) is not None
        and response.status_code == 200
        and not response.streaming
        and not response.cookies
        and not request.user.is_authenticated
    )


def thoroughly(kept: Kept) -> Kept:
    """The same page in fewer bytes. A new object: another thread may be sending the old one."""
    body = compress(decompress(kept.body, kept.encoding), kept.encoding, THOROUGH)
    headers = [(name, str(len(body)) if name == "Content-Length" else value) for name, value in kept.headers]
    return replace(kept, body=body, headers=headers, is_quick=False)


def _seconds(response) -> float:
    """How long an answer may be kept."""
    moment = getattr(response, "good_until", None)
    return KEPT_SECONDS if moment is None else min(KEPT_SECONDS, (moment - timezone.now()).total_seconds())


def keep(key, request, response, encoding: str) -> Kept:
    """Compress the page once and remember it."""
    slots = getattr(request, "public_slots", None)
    if slots is None:
        slots = slots_of(response.public_tags)
    versions = getattr(request, "public_versions", None) or counters().read(slots)
    body = response.content
    etag = f'"{hashlib.blake2b(body, digest_size=9).hexdigest()}-{encoding or "plain"}"'
    is_quick = bool(encoding) and settings.PAGES_KEPT
    body = compress(body, encoding, QUICK if is_quick else THOROUGH)
    skipped = {"content-length", "vary", "cache-control", "content-encoding", "server-timing"}
    headers = [(name, value) for name, value in response.items() if name.lower() not in skipped]
    headers += [
        ("Vary", "Accept-Encoding, Accept-Language, Cookie, Save-Data, Sec-Fetch-Site"),
        ("Cache-Control", "private, no-cache"),
        ("Content-Length", str(len(body))),
        ("ETag", etag),
    ]
    if encoding:
        headers.append(("Content-Encoding", encoding))
    kept = Kept(body, headers, etag, slots, versions, time.monotonic() + _seconds(response), encoding, is_quick)
    if settings.PAGES_KEPT:
        store.put(key, kept)
    return kept
