"""`m4d doctor`: looks at everything a site needs and says what to do; exit status 1 when something is wrong."""

import time
from uuid import uuid4

from m4d.config.operations import health, mail
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
    yield health.scanner()
    yield health.tasks()
    if with_job:
        yield round_trip()
        yield from mail_round_trip()
    yield health.failed_jobs()
    yield health.clock()


def mail_round_trip():
    """A mail to an address of our own, through the port that others use."""
    way = mail.read_way()
    if way is not None and way.listens:
        is_good, found, advice = mail.prove(way)
        yield Check("test mail", is_good, found, advice)


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
