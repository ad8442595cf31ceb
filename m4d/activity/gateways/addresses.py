"""Addresses that know what they are for: purpose, person and thing, sealed with the key of the site.

Nothing is stored and nothing expires: the room behind the address says when it is too late. Letters are base32, since
mail programs change capitals as they like; sixteen bytes of thing and person make 49 signs of the 64 allowed.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.crypto import salted_hmac

_SALT = "m4d.activity.addresses"
_MAC = 10
#: Before the sealed part of an address.
PREFIX = "r+"
#: The address to which somebody writes to become a member.
JOIN = "join"


@dataclass(frozen=True)
class Way:
    """How mail comes in: by which protocol, on which address and port, through which provider, for which domain."""

    scheme: str
    host: str = ""
    port: int = 0
    provider: str = ""
    domain: str = ""

    @property
    def listens(self) -> bool:
        """Whether this site itself waits for mail on a port."""
        return self.scheme in ("smtp", "lmtp")


@dataclass(frozen=True)
class Sealed:
    """What an address says."""

    purpose: str
    person: int
    target: int


@lru_cache(maxsize=8)
def _read_way(text: str) -> Way | None:
    if not text:
        return None
    parts = urlsplit(text)
    domain = unquote(parts.path.strip("/")).lower()
    if parts.scheme == "webhook" and parts.hostname and domain:
        return Way("webhook", provider=parts.hostname, domain=domain)
    if parts.scheme in ("smtp", "lmtp") and parts.hostname and parts.port and domain:
        return Way(parts.scheme, host=parts.hostname, port=parts.port, domain=domain)
    raise ValueError("INBOUND_EMAIL is smtp://host:port/domain, lmtp://host:port/domain or webhook://provider/domain")


def way() -> Way | None:
    """How mail comes in, None where it does not; ValueError where the setting cannot be understood."""
    return _read_way(settings.INBOUND_EMAIL)


def _number(value: int) -> bytes:
    """A number in as few bytes as it needs, seven bits each."""
    out = bytearray()
    while value > 0x7F:
        out.append(0x80 | value & 0x7F)
        value >>= 7
    out.append(value)
    return bytes(out)


def _numbers(data: bytes) -> list[int]:
    found, value, shift = [], 0, 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            found.append(value)
            value, shift = 0, 0
    if shift:
        raise ValueError("cut short")
    return found


def _mac(payload: bytes, secret: str) -> bytes:
    return salted_hmac(_SALT, payload, secret=secret, algorithm="sha256").digest()[:_MAC]


def seal(purpose: str, person: int, target: int) -> str:
    """Purpose, person and thing as letters and digits that only this site can make."""
    payload = purpose.encode("ascii")[:1] + _number(person) + _number(target)
    return base64.b32encode(payload + _mac(payload, settings.SECRET_KEY)).decode().rstrip("=").lower()


def unseal(token: str) -> Sealed | None:
    """What was sealed, with this key of the site or an older one; None for anything else."""
    token = token.strip().upper()
    if not 20 <= len(token) <= 62:
        return None
    try:
        data = base64.b32decode(token + "=" * (-len(token) % 8))
        payload, mac = data[:-_MAC], data[-_MAC:]
        person, target = _numbers(payload[1:])
    except (binascii.Error, ValueError):
        return None
    if any(
        hmac.compare_digest(mac, _mac(payload, key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ):
        return Sealed(payload[:1].decode("ascii", "replace"), person, target)
    return None


def address(purpose: str, person: int, target: int) -> str:
    """The whole address, "" where no mail comes in."""
    here = way()
    return f"{PREFIX}{seal(purpose, person, target)}@{here.domain}" if here else ""


def sealed_in(recipient: str) -> Sealed | None:
    """What an address says that somebody wrote to; None where it is none of ours or was changed."""
    local = recipient.strip().strip("<>").rpartition("@")[0]
    return unseal(local[len(PREFIX) :]) if local.lower().startswith(PREFIX) else None


def is_ours(recipient: str) -> bool:
    """Whether this is an address at which mail is taken: a sealed one, even a wrong one, or the one for joining."""
    here = way()
    local, _at, domain = recipient.strip().strip("<>").rpartition("@")
    if here is None or domain.lower().rstrip(".") != here.domain:
        return False
    return local.lower() == JOIN or local.lower().startswith(PREFIX)


def join_address() -> str:
    """Where to write to become a member, "" where no mail comes in."""
    here = way()
    return f"{JOIN}@{here.domain}" if here else ""
