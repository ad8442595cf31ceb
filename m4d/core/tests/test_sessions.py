"""Sessions are those of Django, read by a statement worked out once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as Plain
from django.contrib.sessions.models import Session
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.core.pages.sessions import SessionStore
from m4d.core.testing import signed_in, statements

pytestmark = pytest.mark.django_db


def test_each_kind_reads_what_the_other_sealed():
    for one, other in ((Plain, SessionStore), (SessionStore, Plain)):
        session = one()
        session["said"] = "Bonjour"
        session.save()
        assert other(session.session_key)["said"] == "Bonjour"


def test_a_session_that_ran_out_or_was_never_there_is_none():
    session = SessionStore()
    session["said"] = "Bonjour"
    session.save()
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    for key in (session.session_key, "x" * 32, "' OR 1=1 --", "\x01key"):
        found = SessionStore(key)
        assert found.get("said") is None and found.session_key is None


def test_whoever_is_signed_out_elsewhere_is_a_visitor_here(client):
    client = signed_in(client, make_person("Amina Diallo"))
    with statements() as seen:
        assert client.get("/en/settings/").status_code == 200
    assert sum("django_session" in one["sql"] for one in seen) == 1
    Session.objects.all().delete()
    assert client.get("/en/settings/").status_code == 302
