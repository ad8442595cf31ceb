"""Takes an IATI activity file in: looked at as a whole first, then kept a few activities at a time.

A file that is refused changes nothing. A file that is taken in twice leaves the same rows. The work is committed in
batches, so that the site stays usable meanwhile and an interrupted import simply goes on when it is started again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from m4d.activity import actions as activity
from m4d.catalogue import actions as catalogue
from m4d.core import pages
from m4d.core.later import later, outside
from m4d.core.turns import take_turn
from m4d.places import actions as places

from .. import policies, queries
from ..choices import Outcome, Problem, Verb
from ..gateways import iati, uploads
from ..models import ImportProblem, ImportRun
from .keeping import CREATED, SAME, SKIPPED, UPDATED, keep
from .memory import Memory
from .sheets import ask_for_sheets

#: Activities committed together; small enough that nobody waits for the database.
BATCH = 25
#: Problems kept per import; a file with more is told so, and the count goes on.
MOST_PROBLEMS = 5000
#: Seconds a background job works on an upload before it hands the rest to the next job.
SLICE_SECONDS = 20


@dataclass(frozen=True)
class ImportReport:
    """What an import did, for whoever started it."""

    run: ImportRun

    @property
    def is_refused(self) -> bool:
        """Whether the whole file was turned away and nothing changed."""
        return self.run.is_refused


def import_iati(path: Path, *, by=None, at=None, progress: Callable[[int, int], None] | None = None) -> ImportReport:
    """Import a whole file now (the command line). `progress(done, total)` is called after every batch.

    `by` is None on the command line; a person needs the right to import. Raises Refusal when they have not.
    """
    if by is not None:
        policies.may_import(by).or_refuse()
    path = Path(path)
    run = ImportRun.objects.create(
        file_name=path.name[:255], size=path.stat().st_size, by=by, requested_at=at or timezone.now()
    )
    if _check(run, path, at=at):
        _work(run, path, at=at, progress=progress)
    return ImportReport(run)


class UnderWay(Exception):
    """The same file is being imported already; carries that import."""

    def __init__(self, run: ImportRun):
        self.run = run
        super().__init__(str(run.pk))


@transaction.atomic
def request_import(upload, *, by, at=None) -> ImportRun:
    """Keep an uploaded file and have it imported in the background; its page shows how far it is.

    Raises UnderWay while another import of the same file is not finished.
    """
    policies.may_import(by).or_refuse()
    digest, at = uploads.digest_of(upload), at or timezone.now()
    take_turn("upload of projects")
    if (other := queries.import_under_way(digest, at)) is not None:
        raise UnderWay(other)
    run = ImportRun.objects.create(
        file_name=upload.name[:255], size=upload.size, digest=digest, by=by, requested_at=at
    )
    run.kept_file = uploads.keep(File(upload), name=f"{run.pk}.xml")
    run.save(update_fields=["kept_file"])
    later(continue_import, run_id=run.pk)
    return run


@outside
def continue_import(*, run_id: int) -> None:
    """Work on an upload for a while; what is left goes to the next job, so that progress can be seen.

    Each batch is a transaction of its own, with the place where the next one begins: nobody else waits for the
    database, and a worker that dies leaves whole batches behind.
    """
    run = ImportRun.objects.filter(pk=run_id).first()
    if run is None:
        return
    if not run.is_finished:
        try:
            with uploads.opened(run.kept_file) as path:
                if run.checked_at is None:
                    _check(run, path)
                else:
                    _work(run, path, seconds=SLICE_SECONDS)
        except _Overtaken:
            return
    if not run.is_finished:
        later(continue_import, run_id=run.pk)
    else:
        # Also where a worker died between the end of the import and this.
        transaction.on_commit(lambda: uploads.forget(run.kept_file))


class _Overtaken(Exception):
    """Another worker has gone on with the same import meanwhile, and will end it."""


def _hold(run) -> None:
    """Keep the run for the one that stands where it stands; two workers may have the same upload at once."""
    kept = ImportRun.objects.select_for_update().get(pk=run.pk)
    if (kept.done, kept.checked_at, kept.is_finished) != (run.done, run.checked_at, run.is_finished):
        raise _Overtaken


@transaction.atomic
def _check(run, path, *, at=None) -> bool:
    """Look at the whole file; write down why it is refused, or what it holds."""
    at = at or timezone.now()
    try:
        facts = iati.look_at(path)
    except iati.FileRefused as refused:
        _hold(run)
        run.refused_at, run.refusal = at, refused.reason
        run.refusal_line, run.refusal_column = refused.line, refused.column
        run.refusal_detail = refused.detail[:500]
        run.save()
        activity.record(Verb.IMPORT_REFUSED, by=run.by, about=run, data=_told(run), at=at)
        return False
    _hold(run)
    run.checked_at, run.iati_version, run.total = at, facts.version, facts.total
    run.save()
    return True


def _work(run, path, *, at=None, progress=None, seconds=None) -> None:
    """Keep batch after batch from where the run stands, until the end or until the time is up."""
    memory, until = Memory(by=run.by), time.monotonic() + seconds if seconds else None
    seen, before = set(), []
    readings = _readings(path, run, seen, before)
    while batch := list(islice(readings, BATCH)):
        if before:
            memory.recall(before, since=run.requested_at)
            before.clear()
        _keep_batch(run, batch, memory, seen, at)
        if progress is not None:
            progress(run.done, run.total)
        if until is not None and time.monotonic() > until and run.done < run.total:
            return
    _finish(run, at)


def _readings(path, run, seen, before):
    """What is left of the file, read; identifiers before that are only noted, to find what comes twice."""
    for number, element in enumerate(iati.activities(path)):
        if number < run.done:
            before.append((element.findtext("iati-identifier") or "").strip())
            seen.add(hash(before[-1]))
            continue
        yield iati.read_activity(element, version=run.iati_version)


@transaction.atomic
def _keep_batch(run, readings, memory, seen, at) -> None:
    """Keep some activities, the report about them and the progress, all or none."""
    # The same file may arrive twice at once: the second import finds the projects and partners of the first.
    take_turn("import of projects")
    # A corridor that opens now would not see what is written here, and is not seen here.
    places.hold_openings()
    _hold(run)
    counts = dict.fromkeys((CREATED, UPDATED, SAME, SKIPPED), 0)
    changed, publishers = [], {name["ref"]: name for name in run.publishers}
    wanted = [reading for reading in readings if not _objection(reading, seen)]
    counts[SKIPPED] = len(readings) - len(wanted)
    for outcome, project in keep(wanted, memory, at=at):
        counts[outcome] += 1
        if project is not None:
            changed.append(project)
    for reading in wanted:
        ref, name = reading.fields.get("publisher_ref", ""), reading.fields.get("publisher_name", "")
        publishers.setdefault(ref, {"ref": ref, "name": name})
    run.contacts_left_out += sum(reading.contacts_left_out for reading in readings)
    _write_problems(run, readings)
    catalogue.put_many("project", queries.ready_for_cards(changed))
    run.publishers = list(publishers.values())[:50]
    run.done += len(readings)
    for name, count in counts.items():
        setattr(run, name, getattr(run, name) + count)
    run.save()
    if changed:
        ask_for_sheets(changed)
        pages.touch("projects", *(f"project-{project.slug}" for project in changed))


def _objection(reading, seen) -> bool:
    """Whether an activity is left out before anything is looked up: no identifier, or seen before in this file."""
    if not reading.identifier:
        return True
    mark = hash(reading.identifier)
    if mark in seen:
        reading.report_activity(Problem.TWICE, Outcome.SKIPPED_ACTIVITY)
        return True
    seen.add(mark)
    return False


def _write_problems(run, readings) -> None:
    """Rows for what had to be reported, up to the limit; the count is always whole."""
    rows = [
        ImportProblem(
            run=run,
            line=finding.line,
            element=finding.element,
            identifier=reading.identifier,
            problem=finding.problem,
            value=finding.value,
            detail=finding.detail,
            outcome=finding.outcome,
            organization=finding.organization,
        )
        for reading in readings
        for finding in reading.findings
    ]
    room = max(0, MOST_PROBLEMS - run.problem_count)
    run.problem_count += len(rows)
    ImportProblem.objects.bulk_create(rows[:room], batch_size=500)


@transaction.atomic
def _finish(run, at) -> None:
    """Close the run and tell the journal."""
    _hold(run)
    run.finished_at = at or timezone.now()
    run.save(update_fields=["finished_at"])
    activity.record(
        Verb.IMPORT_FINISHED,
        by=run.by,
        about=run,
        data=_told(run),
        at=run.finished_at,
    )


def _told(run) -> dict:
    """Plain values for the sentences of the journal."""
    return {"file": run.file_name, "created": run.created, "updated": run.updated, "same": run.same}
