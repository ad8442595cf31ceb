"""A LibreTranslate-compatible service over HTTP (https://docs.libretranslate.com)."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from urllib.parse import parse_qs, urlsplit, urlunsplit

from django.utils.translation import gettext as _

from .protocol import Health, TranslatorFailed, checked

# Seconds without a byte, seconds for one answer, bytes of one answer, characters of one question.
PATIENCE, DEADLINE, LARGEST_ANSWER, LARGEST_QUESTION = 10, 60, 2_000_000, 6_000


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A translation service has no reason to send texts of members elsewhere."""

    def redirect_request(self, *args, **kwargs):
        return None


class LibreTranslate:
    """Texts go out as JSON, nothing about people goes with them. A key may stand in the address: ?api_key=…"""

    name = "LibreTranslate"

    def __init__(self, address: str, *, patience: float = PATIENCE, deadline: float = DEADLINE):
        parts = urlsplit(address)
        self.key = parse_qs(parts.query).get("api_key", [""])[0]
        self.address = urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))
        self.usable = parts.scheme in {"http", "https"} and bool(parts.netloc)
        self.patience, self.deadline = patience, deadline
        self.opener = urllib.request.build_opener(_StayHere)

    def health(self) -> Health:
        if not self.usable:
            return Health(False, self.name, _("TRANSLATION_URL is not an http or https address. Correct it."))
        try:
            known = self._ask("/languages")
            codes = tuple(sorted(str(one["code"]) for one in known))
        except (TranslatorFailed, TypeError, KeyError) as failure:
            said = _("The translation service does not answer as it should (%(reason)s). Check TRANSLATION_URL.")
            return Health(False, self.name, said % {"reason": failure})
        return Health(True, self.name, _("The translation service answers."), codes)

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        answers: list[str] = []
        for batch in _batches(texts):
            question = {"q": batch, "source": source, "target": target, "format": "text"}
            if self.key:
                question["api_key"] = self.key
            answer = self._ask("/translate", question)
            translated = answer.get("translatedText") if isinstance(answer, dict) else None
            answers += checked(translated, batch, target=target)
        return answers

    def _ask(self, path: str, question: dict | None = None):
        """The parsed answer; raises TranslatorFailed with a short reason for anything else."""
        if not self.usable:
            raise TranslatorFailed("TRANSLATION_URL is not an http or https address.")
        request = urllib.request.Request(  # noqa: S310 (scheme checked in __init__)
            self.address + path,
            data=None if question is None else json.dumps(question).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
        )
        until = time.monotonic() + self.deadline
        try:
            with self.opener.open(request, timeout=self.patience) as response:
                return json.loads(self._read(response, until))
        except urllib.error.HTTPError as failure:
            failure.close()
            raise TranslatorFailed(f"status {failure.code}") from failure
        except (json.JSONDecodeError, UnicodeDecodeError) as failure:
            raise TranslatorFailed("the answer is not JSON") from failure
        except OSError as failure:
            raise TranslatorFailed("no answer in time, or no connection") from failure

    @staticmethod
    def _read(response, until: float) -> bytes:
        """The whole body, unless it is too large or drips in too slowly."""
        body = b""
        while piece := response.read1(65_536):
            body += piece
            if len(body) > LARGEST_ANSWER:
                raise TranslatorFailed("the answer is too large")
            if time.monotonic() > until:
                raise TranslatorFailed("the answer took too long")
        return body


def _batches(texts: Sequence[str]):
    """Groups of texts that stay under what one question may hold; a longer text travels alone."""
    batch: list[str] = []
    size = 0
    for text in texts:
        if batch and size + len(text) > LARGEST_QUESTION:
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch
