"""How the community is doing: counts by month, who is silent, and no number that stands for one person."""

import csv
from datetime import UTC, datetime, timedelta
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.community import actions, policies, queries
from m4d.community.choices import Access
from m4d.community.factories import make_group, make_member
from m4d.community.models import Health, Post, Topic
from m4d.core.testing import signed_in
from m4d.people.models import Profile

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def topic(group, by, *, began, answers=()):
    """A topic with its first post and answers: (person, hours later) pairs."""
    made = Topic.objects.create(
        group=group, access=group.access if group else "", title="Who keeps it?", started_by=by, started_at=began
    )
    for number, (person, hours) in enumerate([(by, 0), *answers], 1):
        Post.objects.create(
            topic=made, group=group, number=number, author=person, text="x", html="x",
            language="fr" if person is by else "en", written_at=began + timedelta(hours=hours),
        )  # fmt: skip
    return made


@pytest.fixture
def people():
    """Four in Senegal of whom one writes, three in Ecuador who are silent, two in Naga, one who hides the place."""
    found = [make_member(f"Person {number}", country="SN", stakeholder_type="local-authority") for number in range(4)]
    found += [make_member(f"Silent {number}", country="EC", stakeholder_type="ngo") for number in range(3)]
    found += [make_member(f"Naga {number}", country="PH") for number in range(2)]
    hidden = make_member("Hidden", country="SN")
    veil = {"place": "groups", "stakeholder_type": "nobody"}
    Profile.objects.filter(person=hidden).update(visibility=veil)
    Person.objects.update(created_at=NOW - timedelta(days=40))
    Person.objects.filter(pk=found[0].pk).update(created_at=NOW - timedelta(days=2))
    return [*found, hidden]


def month(counts, code):
    return next(row for row in counts["months"] if row["month"] == code)


def test_months_count_who_joined_who_wrote_first_and_how_long_an_answer_took(people):
    amina, jonas = people[0], people[1]
    group = make_group()
    topic(group, amina, began=NOW - timedelta(days=3), answers=[(amina, 1), (jonas, 5), (jonas, 6)])
    topic(group, amina, began=NOW - timedelta(days=4), answers=[(jonas, 48)])
    topic(group, jonas, began=NOW - timedelta(days=40))
    topic(None, amina, began=NOW - timedelta(days=1), answers=[(jonas, 1)])
    counts = queries.counted(NOW)
    assert [row["month"] for row in counts["months"]][0] == "2025-12"
    assert len(counts["months"]) == 12
    assert month(counts, "2026-11") == {
        "month": "2026-11", "joined": 1, "first_posts": 1, "posts": 6, "topics": 2, "answered": 2, "within_a_day": 1,
        "median_hours": 26.5,
    }  # fmt: skip
    assert month(counts, "2026-10") == {
        "month": "2026-10", "joined": 9, "first_posts": 1, "posts": 1, "topics": 1, "answered": 0, "within_a_day": 0,
        "median_hours": None,
    }  # fmt: skip


def test_the_silent_come_first_and_small_groups_stand_for_nobody(people):
    topic(make_group(access=Access.PRIVATE), people[0], began=NOW - timedelta(days=3), answers=[(people[7], 1)])
    counts = queries.counted(NOW)
    assert counts["countries"] == [
        {"code": "EC", "members": 3, "writers": 0},
        {"code": "SN", "members": 4, "writers": None},
    ]
    assert counts["types"] == [
        {"code": "ngo", "members": 3, "writers": 0},
        {"code": "local-authority", "members": 4, "writers": None},
    ]
    assert counts["languages"] == [
        {"code": "en", "posts": 1, "writers": None},
        {"code": "fr", "posts": 1, "writers": None},
    ]
    make_member("One more", country="GH")
    together = queries.counted(NOW)["countries"][-1]
    assert together == {"code": "", "members": 3, "writers": None}


def test_what_is_hidden_taken_back_or_old_is_not_counted(people):
    made = topic(make_group(), people[0], began=NOW - timedelta(days=3), answers=[(people[1], 1)])
    Post.objects.filter(number=2).update(hidden_at=NOW)
    assert month(queries.counted(NOW), "2026-11")["answered"] == 0
    Topic.objects.filter(pk=made.pk).update(hidden_at=NOW)
    assert month(queries.counted(NOW), "2026-11")["topics"] == 0


def test_who_sees_it():
    for role in ("facilitator", "moderator", "programme", "admin"):
        assert policies.may_see_health(make_person(role, roles=[role]))
    assert [str(one) for one in policies.may_see_health(make_person("Amina")).reasons] == [
        "Only facilitators see how the community is doing."
    ]


def test_the_page_says_who_is_silent_and_names_nobody(client, people):
    topic(make_group(), people[0], began=datetime.now(UTC) - timedelta(days=1))
    fatou = make_person("Fatou", roles=["facilitator"])
    assert client.get("/en/community/health/").status_code == 302
    assert signed_in(client, people[0]).get("/en/community/health/").status_code == 403
    signed_in(client, fatou)
    page = client.get("/en/community/health/").content.decode()
    assert "<bdi>EC</bdi>" in page
    assert "Silent" in page
    assert "fewer than 3" in page
    assert not [person.name for person in people[:4] if person.name in page]
    assert 'href="/en/community/health/xlsx/"' in page
    assert "/en/community/health/" in client.get("/en/groups/").content.decode()


def test_the_export_holds_the_same_counts(client, people):
    topic(make_group(), people[0], began=NOW - timedelta(days=3), answers=[(people[1], 5)])
    actions.count_health(at=NOW)
    signed_in(client, make_person("Fatou", roles=["programme"]))
    told = client.get("/fr/community/health/csv/")
    assert told["Content-Disposition"] == 'attachment; filename="community-2026-11-22.csv"'
    rows = list(csv.reader(StringIO(told.content.decode("utf-8-sig"))))
    assert [row[1:] for row in rows if row[1] == "2026-11"] == [["2026-11", "1", "2", "2", "1", "1", "1", "5.0"]]
    book = load_workbook(BytesIO(client.get("/ar/community/health/xlsx/").content))
    assert len(book.sheetnames) == 4
    assert book.worksheets[0].sheet_view.rightToLeft
    assert [cell.value for cell in book.worksheets[1][2]][1:] == [3, 0]
    assert client.get("/en/community/health/pdf/").status_code == 404


def test_the_night_takes_the_place_of_the_last_counts():
    actions.count_health(at=NOW)
    actions.count_health(at=NOW + timedelta(days=1))
    assert Health.objects.get().made_at == NOW + timedelta(days=1)
