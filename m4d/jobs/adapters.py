"""The worker: takes what the carrier brings, hands over what was left lying, fires the clock.

It runs as a daemon thread in the processes of `m4d serve` (`Embedded`), or as a process of its own
(`work_until_stopped`), on the database's queue or on Redis.
"""

import logging
import signal
import threading
import time
from importlib import import_module
from uuid import uuid4

from django.apps import apps
from django.db import DatabaseError, close_old_connections, connections
from django.utils.module_loading import module_has_submodule
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from . import actions
from .choices import BEAT_SECONDS

logger = logging.getLogger("m4d.jobs")
POLL_SECONDS = 1.0
SWEEP_SECONDS = 5.0
CLOCK_SECONDS = 20.0


def schedule() -> list:
    """The lines of every room's clock.py, lowest room first."""
    lines = []
    for app in apps.get_app_configs():
        if app.name.startswith("m4d.") and module_has_submodule(app.module, "clock"):
            lines.extend(import_module(f"{app.name}.clock").SCHEDULE)
    return lines


class Rounds:
    """What every worker does between jobs, each at its own pace."""

    def __init__(self):
        self.lines = schedule()
        self.next_at = dict.fromkeys(("beat", "sweep", "clock"), 0.0)

    def _is_time(self, what: str, seconds: float) -> bool:
        now = time.monotonic()
        if now < self.next_at[what]:
            return False
        self.next_at[what] = now + seconds
        return True

    def make(self) -> None:
        if self._is_time("beat", BEAT_SECONDS):
            actions.beat()
        if self._is_time("clock", CLOCK_SECONDS):
            actions.fire_clock(self.lines)
        if self._is_time("sweep", SWEEP_SECONDS):
            actions.sweep()


def rest() -> None:
    """The last thing a worker does; where the database is away its silence says the same."""
    try:
        actions.rest()
    except DatabaseError as error:
        logger.warning("The worker could not use the database (%s)", type(error).__name__)
    connections.close_all()


class DatabaseWorker:
    """Works the database's queue until told to stop; finishes the job in hand first."""

    def __init__(self):
        self.stopped = threading.Event()
        self.woken = threading.Event()
        self.inner: Worker | None = None

    def stop(self) -> None:
        self.stopped.set()
        self.woken.set()
        if self.inner is not None:
            self.inner.running = False

    def run(self) -> None:
        rounds = Rounds()
        while not self.stopped.is_set():
            self.woken.clear()
            try:
                close_old_connections()
                rounds.make()
                self._work()
            except DatabaseError as error:
                # The database is away or busy: nothing is lost, look again after the next pause.
                logger.warning("The worker could not use the database (%s)", type(error).__name__)
                connections.close_all()
            self.woken.wait(POLL_SECONDS)
        rest()

    def _work(self) -> None:
        # A read first: the library's own look takes the write lock of an SQLite database.
        if self.stopped.is_set() or not DBTaskResult.objects.ready().exists():
            return
        self.inner = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=uuid4().hex,
        )
        # stop() may have come between the question above and this line.
        self.inner.running = not self.stopped.is_set()
        self.inner.run()


class RedisWorker:
    """Works the queue in Redis; the rounds go on in a thread beside it."""

    def __init__(self):
        self.stopped = threading.Event()
        self.inner = None

    def stop(self) -> None:
        """Finish the job in hand, take no further one."""
        self.stopped.set()
        if self.inner is not None:
            self.inner.request_stop(signal.SIGTERM, None)

    def run(self) -> None:
        # The Redis libraries are installed apps only where TASKS_URL names Redis.
        from django_rq import get_worker  # noqa: PLC0415
        from django_tasks_rq import Job  # noqa: PLC0415
        from redis.exceptions import RedisError  # noqa: PLC0415
        from rq import SimpleWorker  # noqa: PLC0415

        class Unforked(SimpleWorker):
            """One process, one set of imports; `work_until_stopped` listens for signals."""

            def _install_signal_handlers(self):
                pass

        rounds = threading.Thread(target=self._rounds, name="m4d-rounds", daemon=True)
        rounds.start()
        while not self.stopped.is_set():
            try:
                self.inner = get_worker("default", worker_class=Unforked, job_class=Job)
                self.inner.work(logging_level="WARNING")
            except RedisError as error:
                logger.warning("The worker could not use the queue (%s)", type(error).__name__)
                self.stopped.wait(5)
        rounds.join(10)

        rest()

    def _rounds(self) -> None:
        rounds = Rounds()
        while not self.stopped.wait(POLL_SECONDS):
            try:
                close_old_connections()
                rounds.make()
            except DatabaseError as error:
                logger.warning("The worker could not use the database (%s)", type(error).__name__)
                connections.close_all()


def make_worker() -> DatabaseWorker | RedisWorker:
    """The worker that fits TASKS_URL."""
    return DatabaseWorker() if isinstance(task_backends["default"], DatabaseBackend) else RedisWorker()


class Embedded:
    """A worker in a thread of a process that also answers requests."""

    def __init__(self):
        self.worker = DatabaseWorker()
        actions.on_new_job(self.worker.woken.set)
        self.thread = threading.Thread(target=self.worker.run, name="m4d-worker", daemon=True)
        self.thread.start()

    def stop(self, seconds: float = 20) -> None:
        """Let the job in hand finish, for so long; after that its lease runs out and another worker takes it."""
        self.worker.stop()
        self.thread.join(seconds)


def work_until_stopped() -> None:
    """Work in this process until SIGTERM or SIGINT; a second signal stops at once."""
    worker = make_worker()

    def stop(number, _frame):
        logger.info("Finishing the job in hand")
        worker.stop()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    worker.run()
