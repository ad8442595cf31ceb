"""`m4d import forum FILE --group SLUG`: topics of another forum or of a mailing list go into a group."""

import csv
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from m4d.community import actions as community
from m4d.community.models import Group
from m4d.config.operations import Trouble
from m4d.config.operations.progress import counter, say
from m4d.core.text import no_formula


def run(options) -> int:
    """Import a dump, say what came of it and what could not be placed; status 1 when the file was refused."""
    path = Path(options.file)
    if not path.exists():
        raise Trouble(f"There is no file {path}.")
    group = Group.objects.filter(slug=options.group or "").first()
    if group is None:
        raise Trouble("Name the group that the topics go into, as its address does: --group return-and-reintegration")
    with _list_of(options.report) as told:
        try:
            report = community.import_forum(
                path, group, source=options.source, with_names=not options.without_names, told=told,
                progress=_progress(),
            )  # fmt: skip
        except sqlite3.OperationalError as error:
            raise Trouble(f"There is no room for the scratch copy. Name a larger disk in TMPDIR. ({error})") from None
        except PermissionError as error:
            raise Trouble(f"{error.filename} may not be read or written by this user.") from None
    if report.refused is not None:
        refused = report.refused
        where = f" {refused.place[:1].upper()}{refused.place[1:]}" if refused.place else ""
        detail = f": {refused.detail}" if where and refused.detail else f" {refused.detail}" if refused.detail else ""
        raise Trouble(f"{path.name} was refused and nothing was changed. {refused.reason.label}{where}{detail}")
    _tell(report, group)
    return 0


def _tell(report: community.ForumReport, group: Group) -> None:
    say(
        f"{report.total:,} posts from {report.source}: {report.posts:,} new in {report.topics:,} new topics of"
        f" {group.name}, {report.same:,} as before"
    )
    if report.members:
        say(f"   {report.members:,} of the new ones belong to members, whose confirmed address they were written from")
    if report.files:
        say(f"   {report.files:,} files were taken")
    if report.addresses:
        say(f"   {report.addresses:,} mail addresses in texts were left out")
    if report.unnamed:
        say(f"   {report.unnamed:,} posts lost the name of their author")
    for finding, place, value in report.findings:
        say(f"   {place}: {finding.label}{f' ({value})' if value else ''}")
    more = sum(report.counts.values()) - len(report.findings)
    if more:
        say(f"   and {more:,} more places; --report FILE writes all of them")
    for finding, count in sorted(report.counts.items()):
        say(f"   {count:,} × {finding.label}")


def _progress() -> Callable[[int, int], None]:
    """Says how far it is, now and then."""
    tell = None

    def progress(done: int, total: int) -> None:
        nonlocal tell
        tell = tell or counter(total)
        tell(done)

    return progress


@contextmanager
def _list_of(name: str | None) -> Iterator[Callable | None]:
    """Writes each finding as a line of a CSV file, where one was asked for."""
    if not name:
        yield None
        return
    with open(name, "w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(["place", "value", "what", "code"])

        def told(finding, place: str, value: str) -> None:
            table.writerow([place, no_formula(value), str(finding.label), str(finding)])

        yield told
