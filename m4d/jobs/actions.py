"""Asking for a job, doing it (once; at least once where it speaks outside), giving it up, and firing the clock."""

import json
import logging
import os
import socket
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import uuid4

from django.conf import settings
from django.db import close_old_connections, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django_tasks import task, task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from m4d.core.later import Every, action_name

from . import queries
from .choices import BACK_OFF_SECONDS, CARRY_SECONDS, LEASE_SECONDS, TRIES, MarkName
from .models import Job, Mark, Tick

logger = logging.getLogger("m4d.jobs")
_listeners: list = []


class LeaseLost(Exception):
    """Another worker took the job over while this one still worked on it; its changes are undone."""


def resolve(name: str) -> Callable:
    """The function behind a dotted name; ValueError unless it lives in a room's `actions`."""
    module, _dot, function = action_name(name).rpartition(".")
    found = getattr(import_module(module), function, None)
    if not callable(found):
        raise ValueError(f"{name} is not an action of a room")
    return found


def ask(name: str, arguments: dict, at: datetime | None = None) -> Job:
    """Write down a job in the caller's transaction, and hand it over once that is safe."""
    now = timezone.now()
    due_at = at or now
    is_due = due_at <= now
    carried_until = now + timedelta(seconds=CARRY_SECONDS) if is_due else None
    job = Job.objects.create(
        action=action_name(name), arguments=arguments, asked_at=now, due_at=due_at, carried_until=carried_until
    )
    if is_due:
        _carry(job.pk)
    return job


@task()
def run(job_id: int) -> None:
    """What the carrier brings to a worker: the number of a job."""
    close_old_connections()
    run_job(job_id)


def _carry(job_id: int) -> None:
    """Give the number to the carrier: with the database in the same transaction, otherwise after it."""
    if isinstance(task_backends["default"], DatabaseBackend):
        run.enqueue(job_id)
        transaction.on_commit(_wake)
    else:
        transaction.on_commit(lambda: _enqueue_outside(job_id))


def _enqueue_outside(job_id: int) -> None:
    try:
        run.enqueue(job_id)
    except Exception as error:
        # The job is safe in its table: the sweep of any worker hands it over again.
        logger.warning("The queue did not take job %s (%s)", job_id, type(error).__name__)


def _wake() -> None:
    for listener in _listeners:
        listener()


def on_new_job(listener) -> None:
    """Let a worker in this process know at once when a job was committed."""
    _listeners.append(listener)


def lease(job_id: int, *, at: datetime | None = None) -> Job | None:
    """Take a job for LEASE_SECONDS by one atomic UPDATE; None when it is done, not due, or taken."""
    at = at or timezone.now()
    token = f"{_worker_name()}:{uuid4().hex[:12]}"
    seconds = getattr(settings, "JOBS_LEASE_SECONDS", LEASE_SECONDS)
    taken = (
        Job.objects.free(at)
        .filter(pk=job_id, attempts__lt=TRIES)
        .update(
            lease_until=at + timedelta(seconds=seconds),
            leased_by=token,
            attempts=F("attempts") + 1,
            carried_until=None,
        )
    )
    return Job.objects.get(pk=job_id, leased_by=token) if taken else None


def run_job(job_id: int) -> bool:
    """Do a job, if nobody else does; True when its action and its done mark were committed together."""
    job = lease(job_id)
    if job is None:
        return False
    try:
        with translation.override(settings.LANGUAGE_CODE):
            _perform(job)
    except LeaseLost:
        logger.warning("Job %s %s took longer than its lease and was undone", job.pk, job.action)
        return False
    except Exception as error:
        _settle_failure(job, error)
        return False
    return True


def _perform(job: Job) -> None:
    action = resolve(job.action)
    if getattr(action, "speaks_outside", False):
        action(**job.arguments)
        _mark_done(job)
        return
    with transaction.atomic():
        action(**job.arguments)
        _mark_done(job)


def _mark_done(job: Job) -> None:
    """Fails, and so undoes the action around it, when the lease went to somebody else meanwhile."""
    mine = Job.objects.unfinished().filter(pk=job.pk, leased_by=job.leased_by)
    if not mine.update(done_at=timezone.now(), lease_until=None, error=""):
        raise LeaseLost


def describe_error(error: BaseException) -> str:
    """Kind and place of an error. Its message stays out: it may quote what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}m4d{os.sep}" in frame.filename] or frames
    if not ours:
        return type(error).__name__
    where = ours[-1].filename.rpartition(f"{os.sep}m4d{os.sep}")[2]
    return f"{type(error).__name__} in {where}:{ours[-1].lineno}"[:300]


def _settle_failure(job: Job, error: Exception) -> None:
    """Try again after a pause, or give the job up after the last try."""
    now = timezone.now()
    mine = Job.objects.unfinished().filter(pk=job.pk, leased_by=job.leased_by)
    facts = {"error": describe_error(error), "lease_until": None, "carried_until": None}
    if job.attempts >= TRIES:
        mine.update(failed_at=now, **facts)
        logger.error("Job %s %s was given up after %s tries: %s", job.pk, job.action, job.attempts, facts["error"])
        return
    pause = BACK_OFF_SECONDS[min(job.attempts, len(BACK_OFF_SECONDS)) - 1]
    mine.update(due_at=now + timedelta(seconds=pause), **facts)
    logger.warning("Job %s %s failed, next try in %s s: %s", job.pk, job.action, pause, facts["error"])


def sweep(*, at: datetime | None = None) -> int:
    """Hand over what is due and in nobody's hands: retries, jobs put off, jobs of dead workers. Returns how many.

    Jobs whose last worker died as well are given up here, since nobody is left to do it.
    """
    at = at or timezone.now()
    lost = Job.objects.unfinished().filter(attempts__gte=TRIES, lease_until__lt=at)
    if lost.exists():
        lost.update(failed_at=at, lease_until=None, error="Its worker was stopped each time")
    handed = 0
    for job_id in queries.to_hand_over(at):
        with transaction.atomic():
            free = Job.objects.free(at).filter(Q(carried_until=None) | Q(carried_until__lt=at), pk=job_id)
            if free.update(carried_until=at + timedelta(seconds=CARRY_SECONDS)):
                _carry(job_id)
                handed += 1
    return handed


def work_off(*, at: datetime | None = None, limit: int = 10_000) -> int:
    """Do everything that is due now in this process, jobs that ask for further jobs included. Returns how many."""
    done = 0
    while done < limit:
        due = queries.due(at or timezone.now())
        if not due:
            break
        for job_id in due:
            run_job(job_id)
            done += 1
    return done


def try_again(job: Job) -> Job:
    """Give a job that was given up five fresh tries."""
    Job.objects.failed().filter(pk=job.pk).update(
        failed_at=None, attempts=0, due_at=timezone.now(), lease_until=None, carried_until=None
    )
    sweep()
    job.refresh_from_db()
    return job


def try_all_again() -> int:
    """Give every job that was given up five fresh tries. Returns how many."""
    failed = list(Job.objects.failed())
    for job in failed:
        try_again(job)
    return len(failed)


def due_moment(line: Every, at: datetime) -> datetime:
    """The latest moment, not after `at`, at which a line of the clock is due; counted from 1 January 1970, UTC."""
    seconds = int(line.hours * 3600)
    return datetime.fromtimestamp(int(at.timestamp()) // seconds * seconds, tz=UTC)


def fire_clock(schedule: Iterable[Every], *, at: datetime | None = None) -> list[Job]:
    """Ask for each line of the schedule that has become due since it last fired; missed firings count once.

    A line seen for the first time starts counting now. The unique pair of name and moment lets one of
    all processes win; the others find the row and do nothing.
    """
    at = at or timezone.now()
    fired = queries.last_firings()
    asked = []
    for line in schedule:
        moment = due_moment(line, at)
        name = f"{line.action} {json.dumps(line.arguments, sort_keys=True)}" if line.arguments else line.action
        last = fired.get(name)
        if last is not None and last >= moment:
            continue
        with transaction.atomic():
            _tick, won = Tick.objects.get_or_create(name=name, due_at=moment)
            if won and last is not None:
                asked.append(ask(line.action, line.arguments))
    return asked


def tidy(*, days: int = 7) -> None:
    """Forget jobs and firings of the past; jobs that were given up are kept 90 days for people to see."""
    now = timezone.now()
    Job.objects.filter(done_at__lt=now - timedelta(days=days)).delete()
    Job.objects.filter(failed_at__lt=now - timedelta(days=90)).delete()
    Tick.objects.filter(due_at__lt=now - timedelta(days=400)).delete()
    # What carried a job is of no use once it arrived; what a dead worker left running never arrives.
    DBTaskResult.objects.finished().filter(finished_at__lt=now - timedelta(days=1)).delete()
    DBTaskResult.objects.running().filter(started_at__lt=now - timedelta(days=1)).delete()


def set_mark(name: str, value: str) -> None:
    """Remember a fact about the installation."""
    Mark.objects.update_or_create(pk=name, defaults={"value": value[:200], "at": timezone.now()})


def beat() -> None:
    """A worker says that it is alive."""
    set_mark(MarkName.HEARTBEAT, _worker_name())


def rest() -> None:
    """A worker says that it has stopped; another one that still works says so again at its next beat."""
    Mark.objects.filter(pk=MarkName.HEARTBEAT, value=_worker_name()).delete()


def forget_workers() -> None:
    """These rows came from another house, whose workers are not here: nobody has said that they are alive.

    What those workers had in hand is free again, and the try that they could not finish here does not count.
    """
    Mark.objects.filter(pk=MarkName.HEARTBEAT).delete()
    in_hand = Job.objects.unfinished().exclude(lease_until=None)
    in_hand.update(lease_until=None, leased_by="", carried_until=None, attempts=F("attempts") - 1)


def _worker_name() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}"


def answer(token: str) -> None:
    """The job with which `m4d doctor` finds out whether jobs are done."""
    set_mark(MarkName.ANSWER, token)
