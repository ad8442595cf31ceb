"""Run as a process of its own by test_workers.py: a real worker with two actions that the tests watch.

    python -m m4d.jobs.tests.hands linger FOLDER | count N | work -

The first two make the tables and ask for jobs. `linger` writes a row, says so by a file, and waits as
long as the file `hold` exists, then writes another; `count` writes two rows.
"""

import os
import sys
import time
from pathlib import Path


def main(word, argument):
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.operations.small_settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from m4d.jobs import actions
    from m4d.jobs.adapters import work_until_stopped
    from m4d.jobs.models import Tick

    settings.JOBS_LEASE_SECONDS = 1

    def linger(folder):
        Tick.objects.create(name="before", due_at=timezone.now())
        Path(folder, f"in-the-middle-{os.getpid()}").touch()
        while Path(folder, "hold").exists():
            time.sleep(0.02)
        Tick.objects.create(name="after", due_at=timezone.now())

    def count(number):
        Tick.objects.create(name=f"counted by {os.getpid()}", due_at=timezone.now())
        Tick.objects.create(name=f"counted {number}", due_at=timezone.now())
        time.sleep(0.02)

    actions.linger, actions.count = linger, count
    if word != "work":
        call_command("migrate", verbosity=0)
    if word == "linger":
        actions.ask("m4d.jobs.actions.linger", {"folder": argument})
    elif word == "count":
        for number in range(int(argument)):
            actions.ask("m4d.jobs.actions.count", {"number": number})
    elif word == "work":
        work_until_stopped()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
