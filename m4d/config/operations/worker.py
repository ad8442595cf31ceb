"""`m4d worker`: background work in a process of its own."""

from m4d.config.operations import start
from m4d.config.operations.progress import say
from m4d.jobs.adapters import work_until_stopped


def run(options) -> int:
    """Work until SIGTERM or Ctrl+C."""
    start.refuse_wrong_mode()
    say("The worker is at work (Ctrl+C stops it after the job in hand)")
    work_until_stopped()
    return 0
