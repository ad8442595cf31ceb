"""`m4d demo`: the demo story from the beginning, told by each room's demo.py through real actions."""

from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, connections, transaction
from django.utils.module_loading import module_has_submodule

from m4d.config.operations import Trouble, restore, start, tables
from m4d.config.operations.backup import stored_files
from m4d.config.operations.progress import say, step
from m4d.jobs import actions as jobs
from m4d.jobs import queries as job_queries

TOLD = "demo story"


@dataclass
class Story:
    """What the chapters hand on to one another: who plays, and the things they made, by name."""

    people: dict = field(default_factory=dict)
    things: dict = field(default_factory=dict)
    once_seated: list = field(default_factory=list)
    """What a low room has to tell of people who may do it only when they hold a seat; the room people calls it."""


def run(options) -> int:
    """Empty the demo database and tell the story again."""
    if not settings.M4D_DEMO:
        raise Trouble("The demo story is told only where M4D_DEMO=1 is set.")
    if not start.has_tables():
        return start.run(options)
    start.refuse_wrong_mode()
    if not job_queries.is_demo():
        raise Trouble("This database was not created in demo mode, so the story is not told in it.")
    restore.refuse_lively_target()
    with step("Emptying the demo database"):
        # Dropped and not flushed: migrations write rows that a site cannot do without.
        empty_database()
        for name in stored_files():
            default_storage.delete(name)
    return start.run(options)


def empty_database() -> None:
    """Leave no table behind; nobody else is using the database now."""
    if connection.vendor == "sqlite":
        place = Path(connection.settings_dict["NAME"])
        connections.close_all()
        for ending in ("", "-wal", "-shm"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
        return
    with transaction.atomic():
        tables.drop_all()


def chapters():
    """Each room's demo.py, lowest room first."""
    for app in apps.get_app_configs():
        if app.name.startswith("m4d.") and module_has_submodule(app.module, "demo"):
            yield app.label, import_module(f"{app.name}.demo")


def tell() -> Story:
    """Tell every chapter; nothing of the story is kept when one of them fails."""
    story = Story()
    with transaction.atomic():
        for label, chapter in chapters():
            with step(f"Telling the story: {label}"):
                chapter.tell(story)
        jobs.set_mark(TOLD, "told")
    return story


def tell_once() -> None:
    """Tell the story where it has not been told yet, and do the background work that it asks for."""
    if job_queries.mark(TOLD):
        return
    tell()
    with step("Doing the background work of the story"):
        jobs.work_off()


def say_sign_ins() -> None:
    """The demo sign-ins, for whoever tries the site."""
    people = apps.get_model("accounts", "Person").objects.filter(email__endswith="@demo.example").order_by("pk")
    rows = list(people.values_list("email", "name"))
    if rows:
        say("\nDemo sign-ins, all with the password m4d-demo:")
        for email, name in rows:
            say(f"   {email:<32} {name}")
