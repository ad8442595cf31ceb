"""`m4d doctor`: looks at everything a site needs and says what to do; exit status 1 when something is wrong."""

import secrets
import smtplib
import time
from uuid import uuid4

from m4d.activity import queries as activity
from m4d.activity.choices import Letter
from m4d.activity.gateways import addresses
from m4d.config.operations import health
from m4d.config.operations.health import Check
from m4d.config.operations.progress import say
from m4d.jobs import actions as jobs
from m4d.jobs import queries as job_queries
from m4d.jobs.choices import MarkName


def run(options) -> int:
    """One line per check, the advice below the ones that are not good."""
    if options.retry:
        say(f"{jobs.try_all_again()} jobs are tried again.")
    bad = 0
    for check in checks(with_job=not options.quick):
        say(f"{'ok ' if check.is_good else 'BAD'}  {check.name:<13} {check.found}")
        if not check.is_good:
            bad += 1
            say(f"     {'':<13} {check.advice}")
    say("\nAll is well." if not bad else f"\n{bad} to mend.")
    return 1 if bad else 0


def checks(*, with_job: bool):
    """Every check in the order in which one would mend things; later ones are left out when the database is away."""
    yield health.site()
    yield health.disk()
    first = health.database()
    yield first
    if not first.is_good:
        return
    tables = health.migrations()
    yield tables
    if not tables.is_good:
        return
    yield health.mode()
    yield health.secret_keys()
    for look in (health.cached, health.storage, health.search, health.vocabularies, health.catalogues):
        yield look()
    yield health.mail_out()
    yield health.mail_in()
    yield health.translation()
    yield health.tasks()
    if with_job:
        yield round_trip()
        yield from mail_round_trip()
    yield health.failed_jobs()
    yield health.clock()


def mail_round_trip(*, seconds: float = 10):
    """Send a mail to an address of our own, through the port that others use, and wait until it was read."""
    way = addresses.way()
    if way is None or not way.listens:
        return
    number = secrets.randbelow(2**40)
    recipient = addresses.address(Letter.PROBE, 0, number)
    began = time.monotonic()
    advice = f"Start m4d mail (m4d serve does it too), and open port {way.port} to your mail server."
    try:
        line = (smtplib.LMTP if way.scheme == "lmtp" else smtplib.SMTP)(way.host, way.port, timeout=seconds)
        with line:
            line.sendmail(f"doctor@{way.domain}", [recipient], f"Message-ID: <{number}@{way.domain}>\r\n\r\nprobe\r\n")
    except (OSError, smtplib.SMTPException) as error:
        yield Check("test mail", False, f"not taken ({type(error).__name__})", advice)
        return
    while time.monotonic() - began < seconds:
        if activity.was_taken(recipient):
            yield Check("test mail", True, f"came in and was read after {time.monotonic() - began:.1f} s")
            return
        time.sleep(0.1)
    yield Check("test mail", False, f"came in and was not read within {seconds:.0f} s", health.TASKS_ADVICE)


def round_trip(*, seconds: float = 8) -> Check:
    """Ask for a job and wait until a worker has done it."""
    token = uuid4().hex
    began = time.monotonic()
    jobs.ask("m4d.jobs.actions.answer", {"token": token})
    while time.monotonic() - began < seconds:
        if job_queries.mark(MarkName.ANSWER) == token:
            return Check("test job", True, f"done after {time.monotonic() - began:.1f} s")
        time.sleep(0.1)
    return Check("test job", False, f"not done within {seconds:.0f} s", health.TASKS_ADVICE)
