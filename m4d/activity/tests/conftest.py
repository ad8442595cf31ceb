"""What several tests of this room share."""

from pathlib import Path

import pytest

from m4d.accounts.factories import make_person
from m4d.activity import actions
from m4d.activity.actions import mailboxes
from m4d.core.verdicts import Refusal
from m4d.jobs import actions as jobs

MAILS = Path(__file__).parent / "mails"


@pytest.fixture
def way(settings, tmp_path):
    """Mail comes in."""
    settings.INBOUND_EMAIL = "smtp://127.0.0.1:2525/reply.example.org"
    settings.SITE_URL = "https://m4d.example"
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "private")},
        },
    }


@pytest.fixture
def jonas(db):
    return make_person(name="Jonas", email="jonas@example.org")


@pytest.fixture
def taken(way, monkeypatch):
    """What the mailbox "t" got; things above 1000 are closed."""
    got = []

    def take(person, target, incoming):
        if target > 1000:
            raise Refusal(["This discussion has ended."])
        got.append((person.name, target, incoming.text))
        return actions.Taken(path=f"topics/{target}/", title="Remittances")

    monkeypatch.setattr(mailboxes, "_mailboxes", {})
    actions.register_mailbox("t", take)
    return got


@pytest.fixture
def arrives(way):
    """A mail comes in and is read: `arrives(raw, to)`."""

    def arrive(raw, to, sender="jonas@example.org"):
        row = actions.receive(raw if isinstance(raw, bytes) else raw.encode(), recipient=to, sender=sender)
        jobs.work_off()
        if row is not None:
            row.refresh_from_db()
        return row

    return arrive


def plain(text="Two banks do.", *, sender="Jonas <jonas@example.org>", subject="Re: Remittances", **headers):
    """A plain mail, its Message-ID made of its words."""
    named = {
        "From": sender,
        "Subject": subject,
        "Message-ID": f"<{abs(hash((text, sender, subject)))}@example.org>",
        "Content-Type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value is not None)
    return f"{head}\r\n{text}\r\n".encode()
