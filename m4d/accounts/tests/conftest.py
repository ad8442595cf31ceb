"""What the tests of this room share."""

import time

import pytest

from m4d.accounts.actions import journal as socket
from m4d.accounts.forms import gate


@pytest.fixture
def shown_at(monkeypatch):
    """A ticket as the page carried it so many seconds ago; `asks` makes it one with the question."""

    def make(seconds, *, asks=False):
        now = time.time()
        with monkeypatch.context() as past:
            past.setattr(gate.time, "time", lambda: now - seconds)
            return gate.ticket(asks=asks)

    return make


@pytest.fixture
def answers(shown_at):
    """What Amina types on the page for joining, a minute after it was shown."""

    def make(**changes):
        return {
            "name": "Amina Diallo",
            "email": "Amina@Example.org",
            "password1": "three quiet rivers",
            "agreement": "on",
            "ticket": shown_at(60),
            "website": "",
            **changes,
        }

    return make


@pytest.fixture
def journal(monkeypatch):
    """What was written to the journal, which lives in a room above: (verb, what was said) in order."""
    written = []
    monkeypatch.setattr(socket, "_journals", [lambda verb, **said: written.append((str(verb), said))])
    return written
