"""Every column that points at a person is asked for by the privacy socket of a room: no exceptions.

Tables of a library belong to the room that uses it: sign-in to accounts, the staff side to front.
"""

import re

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from m4d.accounts import queries
from m4d.accounts.factories import make_person
from m4d.accounts.models import Person


def room_of(model) -> str:
    """The room that answers for a table."""
    if model.__module__.startswith("m4d."):
        return model._meta.app_label
    return "front" if model.__module__.startswith("wagtail") else "accounts"


def columns() -> dict[str, str]:
    """Each column that points at a person, with the room of its table: {"people_profile.person_id": "people"}."""
    return {
        f"{model._meta.db_table}.{field.column}": room_of(model)
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if field.related_model is Person
    }


@pytest.fixture
def asked(db):
    """Whether a room looks for a person by a column when it lists, copies, tells and erases what it holds."""
    # A number that no other row of the statements has by accident.
    person = make_person("Amina Diallo", pk=987654321)
    said = {}
    for privacy in queries.privacy_rooms():
        with CaptureQueriesContext(connection) as seen:
            for part in privacy.held(person):
                int(part["rows"])
            privacy.export(person)
            if privacy.history:
                list(privacy.history(person, 5))
            privacy.erase(person)
        said[privacy.room] = " ".join(query["sql"] for query in seen)

    def is_asked(name, room) -> bool:
        table, column = name.split(".")
        named = rf'"{table}"\."{column}" (= |IN \([^()]*){person.pk}\b'
        return re.search(named, said.get(room, "")) is not None

    return is_asked


def test_every_column_that_points_at_a_person_is_asked_for(asked):
    # Whoever adds a column says in the room's privacy.py what is told about it, copied, and left after erasure.
    assert columns()["people_verificationrequest.by_id"] == "people"
    assert columns()["wagtailusers_userprofile.user_id"] == "front"
    assert sorted(name for name, room in columns().items() if not asked(name, room)) == []
