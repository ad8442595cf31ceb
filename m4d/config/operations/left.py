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
#: People by whom a house is known again.
SOME = 20


def note() -> None:
    """Write down the rows of those who have left and of some who are here: numbers and when they came."""
    if not apps.is_installed("m4d.accounts"):
        return
    there = _there()
    if there is None:
        return
    noted = _noted()
    kept = {name: sorted(noted[name] | rows) for name, rows in there.items()}
    written = _place().with_suffix(".new")
    with open(written, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        json.dump(kept, file)
    os.replace(written, _place())


def take_out_again() -> None:
    """Erase those of them whom the backup brought back, and say how many these are."""
    if not apps.is_installed("m4d.accounts"):
        return
    # The tests of these commands restore a house without persons, in which these cannot be loaded.
    from m4d.accounts import actions as accounts  # noqa: PLC0415

    noted, gone = _noted(), 0
    for number, came in sorted(noted["left"]):
        person = _same(number, came).filter(erased_at=None).first()
        if person is None:
            continue
        try:
            accounts.erase_person(person, by=person, at=timezone.now())
            gone += 1
        except Refusal as refusal:
            say(f"The person with the number {number} had left and is back: {' '.join(map(str, refusal.reasons))}")
    if any(_same(number, came).exists() for number, came in noted["left"] | noted["some"]):
        say(f"Taken out again because they had left since then: {gone}")
    else:
        # An empty machine, a new house that was started once, another house: none of them knew the people of this one.
        say("Whoever left after that moment is in it again. The README says under “Backup and leaving” what to do.")
    _place().unlink(missing_ok=True)


def _same(number: int, came: str):
    """The row of that person. The moment tells it from one of another house with the same number."""
    from m4d.accounts.models import Person  # noqa: PLC0415

    return Person.objects.filter(pk=number, created_at=came)


def _there() -> dict[str, set[tuple[int, str]]] | None:
    from m4d.accounts.models import Person  # noqa: PLC0415

    try:
        with transaction.atomic():
            rows = Person.objects.order_by("pk").values_list("pk", "created_at")
            found = {"left": list(rows.exclude(erased_at=None)), "some": list(rows[:SOME])}
    except DatabaseError:
        # An empty database, or one that cannot be read: that is why it is restored.
        return None
    return {name: {(number, came.isoformat()) for number, came in rows} for name, rows in found.items()}


def _noted() -> dict[str, set[tuple[int, str]]]:
    kept = json.loads(_place().read_text("utf-8")) if _place().exists() else {}
    return {name: {tuple(row) for row in kept.get(name, ())} for name in ("left", "some")}


def _place() -> Path:
    return settings.DATA_DIR / LIST
