"""The journal on the staff side: what it lists and exports, and what it tells nobody."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessLog
from m4d.activity import actions as activity
from m4d.activity.models import Entry
from m4d.core.testing import signed_in, statements
from m4d.front.choices import Verb
from m4d.front.wagtail_hooks import reports
from m4d.moderation import actions as moderation
from m4d.people import actions as people
from m4d.people.choices import Verb as PeopleVerb
from m4d.people.factories import make_organization, make_profile, make_seat

pytestmark = pytest.mark.django_db


def test_the_journal_is_listed_filtered_and_exported_without_formulas(client, staff, home):
    activity.record(Verb.PAGE_PUBLISHED, by=staff["editor"], about=home["fr"], data={"title": "Ateliers"})
    activity.record(Verb.PAGE_UNPUBLISHED, by=staff["stranger"], about=home["fr"], data={"title": "x"})
    staff["programme"].name = "=cmd()"
    staff["programme"].save()
    activity.record(Verb.PAGE_PUBLISHED, by=staff["programme"], about=home["fr"])
    signed_in(client, staff["programme"])
    html = client.get(reverse("front_journal"), {"verb": "front.page_published"}).content.decode()
    assert "Ateliers" in html
    assert "front.page_unpublished" not in html
    html = client.get(reverse("front_journal"), {"by": staff["stranger"].email}).content.decode()
    assert "front.page_unpublished" in html
    assert "Ateliers" not in html
    csv = b"".join(client.get(reverse("front_journal"), {"export": "csv"}).streaming_content).decode()
    assert csv.splitlines()[0] == "When,What happened,Who,About what,Its number,Concerning whom,Details"
    assert len(csv.splitlines()) == 5
    assert ",'=cmd()," in csv
    assert client.get(reverse("front_journal"), {"export": "xlsx"}).status_code == 200


def test_the_journal_tells_the_staff_no_secret_of_a_member(client, staff, home):
    lina = make_profile("Lina Whistle", visibility={"name": "nobody"}).person
    omar = make_person("Omar Known")
    moderation.flag(make_organization("Small club"), by=lina, reason="false")
    people.block_person(staff["moderator"], by=lina)
    activity.record(Verb.PAGE_PUBLISHED, by=omar, about=home["fr"], concerns=lina)
    signed_in(client, staff["moderator"])
    for answer in (client.get(reverse("front_journal")), client.get(reverse("front_journal"), {"export": "csv"})):
        text = b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()
        assert ("Omar Known" in text, "moderation.thing_flagged" in text) == (True, True)
        for secret in ("Lina Whistle", lina.email, "people.person_blocked"):
            assert secret not in text, secret
    client.get(reverse("front_journal"), {"by": lina.email})
    row = AccessLog.objects.get(purpose="journal_search")
    assert (row.by, [*row.concerned.all()], row.kind) == (staff["moderator"], [lina], "looked")


def test_the_journal_tells_in_sentences_what_happened(client, staff, home):
    tutor, lina = make_person("Tesfaye Bekele"), make_person("Lina")
    seat = make_seat(make_organization("Small club"), duty="Desk")
    activity.record(PeopleVerb.HOLDING_ENDED, by=tutor, about=seat, concerns=lina)
    gone = make_organization("Club that is gone")
    activity.record(PeopleVerb.ORGANIZATION_OPENED, by=tutor, about=gone)
    gone.delete()
    signed_in(client, staff["moderator"])
    client.get(reverse("front_journal"))
    with statements() as seen:
        html = client.get(reverse("front_journal")).content.decode()
    said = " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())
    assert "ended the mandate for the seat Desk" in said
    assert "added an organization people.organization_opened" in said
    assert f"seat {seat.pk}" not in said
    few = len(seen)
    for number in range(5):
        other = make_seat(make_organization(f"Club {number}"), duty=f"Desk {number}")
        activity.record(PeopleVerb.HOLDING_ENDED, by=tutor, about=other, concerns=lina)
    with statements() as seen:
        client.get(reverse("front_journal"))
    assert len(seen) <= few


def test_the_journal_is_exported_in_batches_and_no_row_adds_a_statement(client, staff, home, monkeypatch):
    people = [make_profile(f"Author {number}", visibility={"name": "groups"}).person for number in range(9)]
    signed_in(client, staff["moderator"])

    def exported(times):
        Entry.objects.all().delete()
        for person in people * times:
            activity.record(Verb.PAGE_PUBLISHED, by=person, about=home["fr"], concerns=person)
        with statements() as seen:
            body = client.get(reverse("front_journal"), {"export": "csv"}).getvalue().decode()
        assert body.count("front.page_published") == 9 * times
        return len(seen)

    exported(1)
    assert exported(1) == exported(3)
    before = exported(2)
    monkeypatch.setattr(reports, "EXPORTED_AT_ONCE", 6)
    # Three batches instead of one, and the look that finds no more.
    assert exported(2) <= before + 3 * 3
