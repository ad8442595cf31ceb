"""`m4d mail`: takes the mail that comes in, on the address and port of INBOUND_EMAIL."""

import multiprocessing
import os
import secrets
import smtplib
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


def listen(way, *, parent: int = 0) -> None:
    from m4d.activity.adapters.listener import listen_until_stopped  # noqa: PLC0415  only this process takes mail

    try:
        listen_until_stopped(way, parent=parent)
    except OSError:
        raise Trouble(f"Port {way.port} on {way.host} is taken, or may not be opened. Choose another one.") from None


def beside_the_site():
    """A process of its own that takes mail while `m4d serve` runs, None where no port is to be opened.

    It is forked from the loaded parent, as the processes that answer are, and begins again when it ended.
    """
    way = read_way()
    if way is None or not way.listens:
        return None
    arguments = (way, os.getpid())
    process = multiprocessing.get_context("fork").Process(target=_again_and_again, args=arguments, daemon=True)
    process.start()
    return process


def _again_and_again(way, parent: int) -> None:
    while os.getppid() == parent:
        began = time.monotonic()
        try:
            listen(way, parent=parent)
            return
        except Trouble as trouble:
            say(str(trouble))
        time.sleep(max(1.0, 10 - (time.monotonic() - began)))


def prove(way, *, seconds: float = 10) -> tuple[bool, str, str]:
    """Send a mail to an address of our own, through the port that others use, and wait until it was read.

    Gives whether it was, what was seen, and what to do otherwise.
    """
    from m4d.activity import queries as activity  # noqa: PLC0415  only the doctor asks
    from m4d.activity.choices import Letter  # noqa: PLC0415  only the doctor asks
    from m4d.activity.gateways import addresses  # noqa: PLC0415  only the doctor asks

    number = secrets.randbelow(2**40)
    recipient = addresses.address(Letter.PROBE, 0, number)
    began = time.monotonic()
    try:
        with (smtplib.LMTP if way.scheme == "lmtp" else smtplib.SMTP)(way.host, way.port, timeout=seconds) as line:
            probe = f"Message-ID: <{number}@{way.domain}>\r\n\r\nprobe\r\n"
            line.sendmail(f"doctor@{way.domain}", [recipient], probe)
    except (OSError, smtplib.SMTPException) as error:
        advice = f"Start m4d mail (m4d serve does it too), and let your mail server reach port {way.port}."
        return False, f"not taken ({type(error).__name__})", advice
    while time.monotonic() - began < seconds:
        if activity.was_taken(recipient):
            return True, f"came in and was read after {time.monotonic() - began:.1f} s", ""
        time.sleep(0.1)
    return False, f"came in and was not read within {seconds:.0f} s", "Start m4d serve or m4d worker, which read it."
