"""`m4d mail`: takes the mail that comes in, on the address and port of INBOUND_EMAIL."""

import multiprocessing
import time

from m4d.config.operations import Trouble
from m4d.config.operations.progress import say


def run(options) -> int:
    """Take mail until SIGTERM or Ctrl+C."""
    from m4d.config.operations import start  # noqa: PLC0415  `m4d serve` needs only the lines below

    start.refuse_wrong_mode()
    way = read_way()
    if way is None:
        raise Trouble("INBOUND_EMAIL is not set. Set it, for example smtp://127.0.0.1:2525/reply.example.org")
    if not way.listens:
        raise Trouble(
            f"Mail comes in by webhooks of {way.provider}: m4d serve answers them, there is no port to open."
        )
    say(f"Mail for {way.domain} is taken on {way.host}:{way.port} ({way.scheme.upper()}; Ctrl+C stops it)")
    listen(way)
    return 0


def read_way():
    """How mail comes in, or a sentence about a setting that makes no sense."""
    from m4d.activity.gateways import addresses  # noqa: PLC0415  needs the settings

    try:
        return addresses.way()
    except ValueError as error:
        raise Trouble(str(error)) from None


def listen(way) -> None:
    from m4d.activity.adapters.listener import listen_until_stopped  # noqa: PLC0415  only this process takes mail

    try:
        listen_until_stopped(way)
    except OSError:
        raise Trouble(f"Port {way.port} on {way.host} is taken, or may not be opened. Choose another one.") from None


def beside_the_site():
    """A process of its own that takes mail while `m4d serve` runs, None where no port is to be opened.

    It is forked from the loaded parent, as the processes that answer are, and begins again when it ended.
    """
    way = read_way()
    if way is None or not way.listens:
        return None
    process = multiprocessing.get_context("fork").Process(target=_again_and_again, args=(way,), daemon=True)
    process.start()
    return process


def _again_and_again(way) -> None:
    while True:
        began = time.monotonic()
        try:
            listen(way)
            return
        except Trouble as trouble:
            say(str(trouble))
        time.sleep(max(1.0, 10 - (time.monotonic() - began)))
