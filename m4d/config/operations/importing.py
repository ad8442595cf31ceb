"""`m4d import iati FILE`: published activities of any organization become projects. `m4d import forum FILE` has a
module of its own."""

from pathlib import Path

from m4d.config.operations import Trouble, importing_forum
from m4d.config.operations.progress import say
from m4d.jobs import actions as jobs
from m4d.projects import actions as projects

MOST_LINES = 40


def run(options) -> int:
    """Import a file of the format that was named."""
    return importing_forum.run(options) if options.format == "forum" else run_iati(options)


def run_iati(options) -> int:
    """Import a file, say what came of it and what could not be taken; status 1 when the file was refused."""
    path = Path(options.file)
    if not path.is_file():
        raise Trouble(f"There is no file {path}.")
    report = projects.import_iati(path, progress=tell)
    jobs.work_off()
    run = report.run
    if report.is_refused:
        where = f" Line {run.refusal_line}" if run.refusal_line else ""
        where += f", character {run.refusal_column}" if run.refusal_column else ""
        detail = f": {run.refusal_detail}" if run.refusal_detail else ""
        raise Trouble(
            f"{run.file_name} was refused and nothing was changed. {run.get_refusal_display()}{where}{detail}"
        )
    say(
        f"{run.done:,} activities: {run.created} new, {run.updated} changed, {run.same} as before,"
        f" {run.skipped} left out"
    )
    for problem in run.problems.select_related("organization").order_by("line", "pk")[:MOST_LINES]:
        value = f" = {problem.value!r}" if problem.value else ""
        compared = problem.organization
        say(
            f"   line {problem.line}: {problem.element}{value}: {problem.get_problem_display()}, "
            f"{problem.get_outcome_display()}"
            + (f" {compared.name}, {compared.get_absolute_url()}" if compared else "")
        )
    if run.problem_count > MOST_LINES:
        say(f"   and {run.problem_count - MOST_LINES:,} more places, all in the import's own page")
    return 0


def tell(done: int, total: int) -> None:
    say(f"   {done:,} of {total:,} activities")
