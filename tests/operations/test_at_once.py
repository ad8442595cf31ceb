"""Two of the same at the same moment, on a server that lets both begin."""

from pathlib import Path

import pytest

from .houses import POSTGRES

DATA = Path(__file__).resolve().parent.parent.parent / "m4d" / "projects" / "tests" / "data"
TWICE = """
import threading
from pathlib import Path
from django.db import connection
from m4d.people.models import Organization
from m4d.projects import actions, models
start, failed = threading.Barrier(2), []

def begin():
    try:
        start.wait()
        for path in {paths!r}:
            actions.import_iati(Path(path))
    except Exception as error:
        failed.append(repr(error))
    finally:
        connection.close()

threads = [threading.Thread(target=begin) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
names = sorted(Organization.objects.exclude(identifier="").values_list("identifier", flat=True))
projects = sorted(models.Project.objects.values_list("iati_identifier", flat=True))
runs = models.ImportRun.objects.all()
print(failed, len(projects) > 3, len(projects) == len(set(projects)), len(names) == len(set(names)) > 0)
print(sum(run.created for run in runs) == len(projects), sum(run.same for run in runs) == len(projects))
"""


@pytest.mark.skipif(not POSTGRES, reason="DATABASE_URL names no PostgreSQL")
def test_one_file_imported_twice_at_once_leaves_each_project_and_partner_once(copied_house):
    paths = [str(DATA / name) for name in ("everything-2.03.xml", "bank-2.03.xml", "association-2.02.xml")]
    assert copied_house.python(TWICE.format(paths=paths)) == "[] True True True\nTrue True\n"
