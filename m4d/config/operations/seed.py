"""`m4d seed`: made-up members and projects in bulk, to measure at scale. Each room's seed.py writes its own rows."""

import gc
import random
import time

from django.conf import settings
from django.db import connection

from m4d.catalogue import actions as catalogue
from m4d.config.operations import Trouble, start
from m4d.config.operations.progress import counter, say, step
from m4d.jobs import actions as jobs
from m4d.jobs import queries as job_queries

SEED = 20081
"""The same numbers give the same people, projects and words on every machine."""
SEEDED = "seeded"
"""The mark that says how much was made up and finished."""


def run(options) -> int:
    """Bring the database to so many members and projects; asking for the same numbers again adds nothing."""
    if not start.has_tables():
        raise Trouble("The database is empty. Run m4d start first.")
    start.refuse_wrong_mode()
    if not settings.M4D_DEMO:
        raise Trouble("Made-up members belong in a demo database only: set M4D_DEMO=1 and use an empty place.")
    wanted = {"members": options.members, "projects": options.projects or max(49, options.members // 100)}
    asked = f"{wanted['members']} members, {wanted['projects']} projects"
    if job_queries.mark(SEEDED) == asked:
        say(f"There are {asked} already.")
        return 0
    began = time.monotonic()
    # Batches come and go as wholes: looking for garbage after every few hundred objects finds none.
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    if connection.vendor == "sqlite":
        # The pages of the indexes stay at hand and reach the file once, not after every batch.
        connection.close()
        connection.settings_dict["OPTIONS"]["init_command"] += (
            "PRAGMA cache_size=-300000; PRAGMA wal_autocheckpoint=50000;"
        )
    say(f"Seeding {wanted['members']:,} members and {wanted['projects']:,} projects")
    # Forgotten until all is done, so that the run after one that was stopped fills the index as well.
    jobs.set_mark(SEEDED, "")
    for label, seed in start.rooms_with("seed"):
        say(f"{label}:")
        seed.seed(**wanted, random=random.Random(SEED), tell=counter, search=False)
    with step("Filling the search index"):
        catalogue.rebuild_index()
    with step("Adding up the counts"):
        catalogue.add_up_counts()
    with step("Telling the database about the new sizes"), connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    jobs.set_mark(SEEDED, asked)
    say(f"Seeded in {time.monotonic() - began:.0f} s")
    return 0
