"""Whoever leaves is nowhere left: the whole database is searched for their name and address."""

import io
import json
import zipfile

import pytest
from django.db import connection
from django.utils import timezone

from m4d.accounts import actions as accounts
from m4d.accounts import queries
from m4d.accounts.models import DataExport

pytestmark = pytest.mark.django_db

# The full-text index cannot be read by columns; it follows the cards, which are searched here.
INNER = ("sqlite_", "django_migrations", "catalogue_index")


def columns_that_name(words: str) -> list[str]:
    """Every column of every table in which these words stand; one statement for each table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(INNER):
                continue
            names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            tests = ", ".join(f'MAX(CASE WHEN CAST("{name}" AS TEXT) LIKE %s THEN 1 ELSE 0 END)' for name in names)
            cursor.execute(f'SELECT {tests} FROM "{table}"', [f"%{words}%"] * len(names))
            found += [f"{table}.{name}" for name, is_there in zip(names, cursor.fetchone(), strict=True) if is_there]
    return found


@pytest.mark.parametrize("persona", ["officer", "diaspora", "moderator", "learner"])
def test_nothing_names_a_member_who_left(world, persona):
    person = world.people[persona]
    name, email = person.name, person.email
    assert {"accounts_person.name"} <= set(columns_that_name(name))
    sentences = accounts.erase_person(person, by=person, at=timezone.now())
    assert len([sentence for sentence in sentences if sentence]) == len(queries.privacy_rooms())
    assert columns_that_name(name) == []
    assert columns_that_name(email) == []


def test_the_copy_of_a_member_holds_every_room(world):
    person = world.people["officer"]
    export = DataExport.objects.create(person=person, requested_at=timezone.now())
    accounts.make_export(export_id=export.pk)
    export.refresh_from_db()
    data = json.loads(zipfile.ZipFile(io.BytesIO(bytes(export.content))).read("data.json"))
    assert set(data["rooms"]) == {privacy.room for privacy in queries.privacy_rooms()}
    assert data["rooms"]["people"]["profile"]["headline"]
    for other in ("diaspora", "applicant"):
        assert world.people[other].email not in json.dumps(data)
