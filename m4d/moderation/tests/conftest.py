"""Things to moderate, without a higher room: persons play the things, as they have no reports of their own."""

import pytest

from m4d.accounts.models import Person
from m4d.moderation import actions
from m4d.moderation.queries import registry


class Shelf:
    """What a room would do after something was hidden or shown."""

    changed: list = []
    hidden: dict = {}


def _save(saved):
    def save(person, *args, **options):
        if "hidden_at" in options.get("update_fields", ()):
            Shelf.hidden[person.pk] = person.hidden_at
            return None
        return saved(person, *args, **options)

    return save


@pytest.fixture
def things(monkeypatch):
    """Register persons as a kind of thing whose author is the person themself."""
    monkeypatch.setattr(registry, "_kinds", {})
    monkeypatch.setattr(Shelf, "changed", [])
    monkeypatch.setattr(Shelf, "hidden", {})
    monkeypatch.setattr(Person, "hidden_at", None, raising=False)
    monkeypatch.setattr(Person, "is_hidden", property(lambda person: person.hidden_at is not None), raising=False)
    monkeypatch.setattr(Person, "get_absolute_url", lambda person: f"/en/things/{person.pk}/", raising=False)
    monkeypatch.setattr(Person, "save", _save(Person.save))
    actions.register_kind(
        "thing", label="Thing", model=Person, title=lambda thing: thing.name, author=lambda thing: thing,
        changed=Shelf.changed.append, text=lambda thing: f"The words of {thing.name}",
    )  # fmt: skip
    return Shelf
