"""A virus scanner that speaks clamd's protocol, where the installation names one (CLAMD_URL)."""

import socket
import struct
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

PART = 64 * 1024
SECONDS = 20


class Unreachable(Exception):
    """The scanner did not answer, or not in a way that says anything about the file."""


@dataclass(frozen=True)
class Finding:
    """What the scanner said: clean, or the name of what it found."""

    is_clean: bool
    virus: str = ""


def is_there() -> bool:
    """Whether the installation has named a scanner."""
    return bool(settings.CLAMD_URL)


def answers() -> bool:
    """Whether the scanner answers at all (doctor)."""
    try:
        return _ask(b"zPING\0") == b"PONG"
    except Unreachable:
        return False


def scan(file) -> Finding:
    """Send a file to the scanner, in parts (INSTREAM). Raises Unreachable where it says nothing about the file."""
    answer = _ask(b"zINSTREAM\0", file)
    if answer == b"stream: OK":
        return Finding(is_clean=True)
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return Finding(is_clean=False, virus=answer[8:-6].decode("utf-8", "replace")[:100])
    raise Unreachable(answer[:200].decode("utf-8", "replace"))


def _ask(command: bytes, file=None) -> bytes:
    try:
        with _connected() as line:
            line.sendall(command)
            if file is not None:
                file.seek(0)
                while part := file.read(PART):
                    line.sendall(struct.pack("!I", len(part)) + part)
                line.sendall(struct.pack("!I", 0))
            return _answer(line)
    except OSError as error:
        raise Unreachable(type(error).__name__) from error


def _connected() -> socket.socket:
    """tcp://host:3310 or unix:///run/clamav/clamd.ctl."""
    parts = urlsplit(settings.CLAMD_URL)
    if parts.scheme == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        line.connect(parts.path)
        return line
    return socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 3310), timeout=SECONDS)


def _answer(line: socket.socket) -> bytes:
    """Everything up to the end of the answer; more than a line is no answer."""
    said = b""
    while len(said) < 4096:
        part = line.recv(1024)
        said += part
        if not part or part.endswith(b"\0"):
            break
    return said.rstrip(b"\0\n").strip()
