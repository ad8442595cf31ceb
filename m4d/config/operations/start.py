"""`m4d start`: tables, starter content and, in demo mode, the story; what is up to date is left alone."""

import gc
import hashlib
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import module_has_submodule

from m4d.config import messages
from m4d.config.operations import Trouble, demo
from m4d.config.operations.progress import step
from m4d.jobs import actions as jobs
from m4d.jobs import queries as job_queries
from m4d.jobs.choices import MarkName


def run(options) -> int:
    """Bring everything up to date, say what was done, and how to go on."""
    refuse_wrong_mode()
    # Before anything is rendered: catalogues are read once for each process.
    messages.compile_all()
    # Migrating builds and drops some twenty thousand model classes: looking for garbage less often saves
    # a fifth of the time, for a hundred megabytes while it lasts.
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    began_empty = not has_tables()
    bring_tables_up_to_date()
    if job_queries.mark(MarkName.DEMO) is None:
        # Tables that hold people but no mark were filled by other means: that is not a demo.
        is_demo = settings.M4D_DEMO and (began_empty or not apps.get_model("accounts", "Person").objects.exists())
        jobs.set_mark(MarkName.DEMO, "yes" if is_demo else "no")
        refuse_wrong_mode()
    load_starter_content()
    renew_words()
    if settings.M4D_DEMO:
        demo.tell_once()
        demo.say_sign_ins()
    return 0


def has_tables() -> bool:
    """Whether the database holds this room's tables already."""
    return "jobs_mark" in connection.introspection.table_names()


def refuse_wrong_mode() -> None:
    """A demo and a real site never share a database."""
    if has_tables() and (objection := job_queries.demo_objection(demo_mode=settings.M4D_DEMO)):
        raise Trouble(objection)


def digest(paths) -> str:
    """One hash over the names and bytes of files."""
    whole = hashlib.sha256()
    for path in sorted(paths):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return whole.hexdigest()


def bring_tables_up_to_date() -> None:
    """Run the migrations unless exactly these have been run on this database."""
    folders = [Path(app.path, "migrations") for app in apps.get_app_configs()]
    now = digest(file for folder in folders for file in folder.glob("*.py"))
    if has_tables() and job_queries.mark("migrations") == now:
        return
    with step("Preparing the tables"):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    jobs.set_mark("migrations", now)


def renew_words() -> None:
    """Have what was rendered when it was written rendered anew where the words of the interface have changed."""
    now = digest(messages.LOCALE.glob("*/LC_MESSAGES/django.po"))
    before = job_queries.mark("words")
    if before == now:
        return
    jobs.set_mark("words", now)
    if before is not None and apps.is_installed("m4d.projects"):
        # Imported here, so that a house without these rooms can be started, backed up and restored as well.
        from m4d.catalogue import actions as catalogue  # noqa: PLC0415
        from m4d.projects import actions as projects  # noqa: PLC0415

        with step("Asking for pages with the new words"):
            catalogue.render_if_changed()
            projects.rewrite_sheets()


def rooms_with(module: str):
    """The rooms that have this module, lowest first, as (label, module)."""
    for app in apps.get_app_configs():
        if app.name.startswith("m4d.") and module_has_submodule(app.module, module):
            yield app.label, import_module(f"{app.name}.{module}")


def load_starter_content() -> None:
    """Call each room's `actions.load_starter()`, lowest room first, where its code or data changed since."""
    for label, actions in rooms_with("actions"):
        if not hasattr(actions, "load_starter"):
            continue
        room = Path(apps.get_app_config(label).path)
        files = [*room.glob("*.py"), *room.glob("actions/**/*.py"), *room.glob("gateways/**/*.py")]
        now = digest([*files, *(file for file in room.glob("data/**/*") if file.is_file())])
        mark = f"starter {label}"
        if job_queries.mark(mark) == now:
            continue
        with step(f"Loading the starter content of {label}"):
            actions.load_starter()
        jobs.set_mark(mark, now)
    waiting = job_queries.waiting()["waiting"]
    if waiting:
        with step(f"Doing {waiting} background jobs"):
            jobs.work_off()
