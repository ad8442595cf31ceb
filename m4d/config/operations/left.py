"""Whoever left since a backup was made leaves again when it is restored over the house that they left.

Who that is is noted in the data folder before anything is replaced, and stays there until it is done: a restore that
is stopped is given again. On an empty machine nobody can know, and the restore says so.
"""

import json
import os
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from m4d.config.operations.progress import say
from m4d.core.verdicts import Refusal

LIST = "left-again.json"


def note() -> None:
    """Write down the rows of those who have left: their numbers and when they came, nothing else."""
    if not apps.is_installed("m4d.accounts"):
        return
    left = _left()
    if left is not None:
        _place().write_text(json.dumps(sorted(_noted() | left)), encoding="utf-8")
        os.chmod(_place(), 0o600)


def take_out_again() -> None:
    """Erase those of them whom the backup brought back, and say how many these are."""
    if not apps.is_installed("m4d.accounts"):
        return
    if not _place().exists():
        say("Whoever left after that moment is in it again. The README says under “Backup and leaving” what to do.")
        return
    # The tests of these commands restore a house without persons, in which these cannot be loaded.
    from m4d.accounts import actions as accounts  # noqa: PLC0415
    from m4d.accounts.models import Person  # noqa: PLC0415

    gone = 0
    for number, came in sorted(_noted()):
        # The moment tells a row of this house from one of another house with the same number.
        person = Person.objects.filter(pk=number, created_at=came, erased_at=None).first()
        if person is None:
            continue
        try:
            accounts.erase_person(person, by=person, at=timezone.now())
            gone += 1
        except Refusal as refusal:
            say(f"The person with the number {number} had left and is back: {' '.join(map(str, refusal.reasons))}")
    _place().unlink()
    say(f"Taken out again because they had left since then: {gone}")


def _left() -> set[tuple[int, str]] | None:
    from m4d.accounts.models import Person  # noqa: PLC0415

    try:
        with transaction.atomic():
            rows = list(Person.objects.exclude(erased_at=None).values_list("pk", "created_at"))
    except DatabaseError:
        # An empty database, or one that cannot be read: that is why it is restored.
        return None
    return {(number, came.isoformat()) for number, came in rows}


def _noted() -> set[tuple[int, str]]:
    return {tuple(row) for row in json.loads(_place().read_text("utf-8"))} if _place().exists() else set()


def _place() -> Path:
    return settings.DATA_DIR / LIST
