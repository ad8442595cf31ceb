"""Whom the staff side showed to whom is kept, for looking and for taking away."""

import pytest
from django.urls import reverse

from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessLog
from m4d.activity import actions as activity
from m4d.core.testing import signed_in
from m4d.front import adapters
from m4d.front.choices import Verb

pytestmark = pytest.mark.django_db


def test_whom_the_journal_showed_is_kept_for_looking_and_for_taking_away(client, staff, home):
    amina, omar = make_person("Amina Diallo"), make_person("Omar Known")
    activity.record(Verb.PAGE_PUBLISHED, by=amina, about=home["fr"])
    activity.record(Verb.PAGE_UNPUBLISHED, by=staff["editor"], about=home["fr"], concerns=omar)
    signed_in(client, staff["moderator"])
    client.get(reverse("front_journal"), {"verb": "front.page_published"})
    client.get(reverse("front_journal_results"), {"verb": "front.page_published"})
    client.get(reverse("front_journal"), {"export": "csv"})
    kept = {row.kind: set(row.concerned.all()) for row in AccessLog.objects.filter(purpose="journal")}
    assert kept == {"looked": {amina}, "exported": {amina, omar, staff["editor"]}}
    assert AccessLog.objects.filter(purpose="journal").count() == 2


def test_whoever_breaks_off_a_download_is_kept_with_whom_they_read(staff):
    def parts():
        for person in (staff["editor"], staff["programme"]):
            yield person.get_full_name().encode()

    body = adapters._named_while_streaming(staff["moderator"], parts())
    assert next(body) == staff["editor"].name.encode()
    assert not AccessLog.objects.exists()
    body.close()
    assert set(AccessLog.objects.get(kind="exported").concerned.all()) == {staff["editor"]}


def test_whom_wagtail_names_on_its_pages_is_kept(client, staff, home):
    home["fr"].save_revision(user=staff["editor"]).publish(user=staff["editor"])
    signed_in(client, staff["programme"])
    page = client.get(reverse("wagtailadmin_pages:history", args=[home["fr"].pk])).content.decode()
    assert "Editor" in page
    row = AccessLog.objects.get()
    assert (row.purpose, row.by, row.role) == ("staff_side", staff["programme"], "programme")
    assert [*row.concerned.all()] == [staff["editor"]]
    client.get(reverse("wagtailadmin_pages:history", args=[home["fr"].pk]))
    assert AccessLog.objects.count() == 1
