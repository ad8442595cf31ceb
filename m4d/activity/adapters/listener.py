"""The port on which mail comes in: SMTP or LMTP (aiosmtpd). A mail is kept before its sender hears that it was taken.

No network address is kept or logged: what a mail is about and who wrote it stands in the mail.
"""

import asyncio
import logging
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.db import DatabaseError, close_old_connections, connections

from .. import actions
from ..choices import MAIL_BYTES
from ..gateways import addresses

logger = logging.getLogger("m4d.activity")

#: Mails that are kept at the same moment; each needs a connection to the database.
WRITERS = 4
MOST_RECIPIENTS = 20
#: Some programs send a whole paragraph as one line, which the standard does not allow.
LONGEST_LINE = 100_000
PARENT_SECONDS = 1.0


class Patient:
    """Takes long lines: the length is read when a connection opens."""

    line_length_limit = LONGEST_LINE


class PatientSMTP(Patient, SMTP):
    pass


class PatientLMTP(Patient, LMTP):
    pass


class Desk:
    """What is answered to each step of somebody who brings mail."""

    def __init__(self, *, one_at_a_time: bool):
        self.writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="mail-in")
        # After LMTP's DATA each recipient gets an answer of its own; one recipient, one answer.
        self.most = 1 if one_at_a_time else MOST_RECIPIENTS

    def close(self) -> None:
        """Let the mails in hand be kept, then give the connections to the database back."""
        together = threading.Barrier(WRITERS)

        def give_back():
            together.wait(timeout=20)
            connections.close_all()

        for _ in range(WRITERS):
            self.writers.submit(give_back)
        self.writers.shutdown(wait=True)

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        if not addresses.is_ours(address):
            return "550 5.1.1 No such address here. Answer a mail of the site, or write to its address for joining"
        if len(envelope.rcpt_tos) >= self.most:
            return "452 4.5.3 Too many recipients, send the others again"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        loop = asyncio.get_running_loop()
        raw, sender = bytes(envelope.content), envelope.mail_from or ""
        try:
            await loop.run_in_executor(self.writers, keep, raw, list(envelope.rcpt_tos), sender)
        except Exception as error:
            # Nothing is kept, so nothing is promised: the other side sends it again.
            logger.warning("A mail could not be kept (%s)", type(error).__name__)
            return "451 4.3.0 Not kept, send it again later"
        return "250 2.0.0 Taken"

    async def handle_exception(self, error) -> str:
        logger.warning("A connection of mail ended (%s)", type(error).__name__)
        return "451 4.3.0 Something went wrong here, send it again later"


def keep(raw: bytes, recipients: list[str], sender: str) -> None:
    """Keep a mail for each of its recipients; one that is here already is not kept twice."""
    close_old_connections()
    try:
        for recipient in recipients:
            actions.receive(raw, recipient=recipient, sender=sender)
    except DatabaseError:
        connections.close_all()
        raise


class Listener(Controller):
    """Waits for mail on the address and port of INBOUND_EMAIL."""

    def __init__(self, way: addresses.Way):
        self.way = way
        logging.getLogger("mail").setLevel(logging.CRITICAL)
        super().__init__(Desk(one_at_a_time=way.scheme == "lmtp"), hostname=way.host, port=way.port)

    def factory(self):
        kind = PatientLMTP if self.way.scheme == "lmtp" else PatientSMTP
        return kind(
            self.handler,
            data_size_limit=MAIL_BYTES,
            enable_SMTPUTF8=True,
            decode_data=False,
            hostname=self.way.domain,
            ident="M4D Net",
            timeout=120,
            loop=self.loop,
        )


def listen_until_stopped(way: addresses.Way, *, parent: int = 0) -> None:
    """Take mail until SIGTERM or Ctrl+C, or until the parent is gone; a mail in hand is kept first."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    listener = Listener(way)
    listener.start()
    try:
        # A site that was killed takes its process for mail along: the next one needs the port.
        while not stopped.wait(PARENT_SECONDS) and (not parent or os.getppid() == parent):
            pass
    finally:
        listener.stop()
        listener.handler.close()
