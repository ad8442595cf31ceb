"""What a moderator or the programme has hidden is named to nobody who may not see it, wherever names are told."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from m4d.accounts import queries as accounts
from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.activity import actions as activity
from m4d.activity import queries as journal
from m4d.activity.models import Mail
from m4d.core.testing import signed_in, statements
from m4d.front import queries as front
from m4d.jobs import actions as jobs
from m4d.moderation import actions as moderation
from m4d.moderation.models import Case
from m4d.people import actions
from m4d.people.factories import make_organization, make_profile, make_seat
from m4d.people.models import Affiliation, Seat
from m4d.places import actions as places
from m4d.projects.models import Project

pytestmark = pytest.mark.django_db

NAME = "Zanzibarhidden"


@pytest.fixture
def omar():
    """A moderator."""
    return make_person("Omar", roles=["moderator"])


@pytest.fixture
def hide(omar):
    """Report a thing and hide it, as moderators do."""

    def hidden(thing, kind):
        moderation.flag(thing, by=make_person("Jonas"), reason="false")
        case = Case.objects.get(about_kind=kind, about_id=thing.pk)
        moderation.decide(case, by=omar, outcome="hide", rule="false", text="So.")
        jobs.work_off()

    return hidden


@pytest.fixture
def amina():
    """Follows everything, belongs to the organization, and administers nothing."""
    return make_profile("Amina Diallo").person


@pytest.fixture
def owner():
    """Opened the organization and is its admin."""
    return make_profile("Lina Torres").person


@pytest.fixture
def club(amina, owner, hide):
    """An organization with a member, a seat and a follower; then it is hidden."""
    club = actions.open_organization(by=owner, values={"name": NAME, "country": "SN", "language": "en"})
    Affiliation.objects.create(person=amina, organization=club, confirmed_at=timezone.now())
    seat = actions.open_seat(by=owner, organization=club, duty="Desk")
    until = timezone.localdate() + timedelta(days=9)
    actions.take_seat(seat, by=owner, holder=amina, mandate_from=timezone.localdate(), mandate_until=until)
    activity.follow(amina, club)
    activity.record("people.organization_changed", by=owner, about=club, tell=[amina], data={"was": NAME})
    activity.record("people.organization_changed", by=amina, about=club, data={"was": NAME})
    hide(club, "organization")
    return club


def everything_told_to(person) -> str:
    """Sentences of news and history, both sides of the export, and mails."""
    news, _older, _newest = front.news_of(person)
    told = [f"{one.sentence} {one.follows}" for one in news]
    told += [str(row["sentence"]) for row in accounts.history_of(person)]
    told += [json.dumps(room.export(person), default=str) for room in accounts.privacy_rooms()]
    told += [mail.subject + mail.text + mail.html for mail in Mail.objects.filter(person=person)]
    return "\n".join(told)


def test_a_hidden_organization_is_named_to_its_admins_and_to_no_member(client, amina, owner, club):
    actions.remind_of_mandates()
    told = everything_told_to(amina)
    assert "did something on a page that is hidden now" in told
    assert NAME.lower() not in told.lower()
    assert NAME in everything_told_to(owner)
    assert NAME.lower() not in signed_in(client, amina).get("/en/").content.decode().lower()


@pytest.mark.parametrize("reader", ["visitor", "member"])
def test_a_hidden_organization_is_in_no_list_page_or_file(amina, club, reader):
    client = signed_in(Client(), amina) if reader == "member" else Client()
    for address in (
        "/en/organizations/", "/en/search/?q=Zanzibar", "/en/people/", "/api/v1/organizations/",
        "/api/v1/organizations/?format=csv", "/feeds/organizations.xml", "/sitemap.xml",
    ):  # fmt: skip
        answer = client.get(address, follow=True)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        # The words that somebody looked for stand in the form again.
        assert NAME.lower().encode() not in body.lower(), address
    seat = Seat.objects.get()
    for address in (club.get_absolute_url(), seat.get_absolute_url()):
        answer = client.get(address)
        assert (answer.status_code, NAME in answer.content.decode()) == (404, False)


def test_whose_profile_is_hidden_is_not_named_in_sentences(amina, omar, hide):
    hidden = make_profile(NAME, visibility={"name": "public"})
    club = make_organization("Open club")
    told = activity.record(
        "people.organization_changed", by=hidden.person, about=club, tell=[amina, omar, hidden.person]
    )
    assert NAME in everything_told_to(amina)
    hide(hidden, "profile")
    assert NAME not in everything_told_to(amina)
    assert "a member changed the page of" in everything_told_to(amina)
    for reader in (omar, hidden.person):
        ((_entry, sentence),) = journal.sentences([told], reader)
        assert NAME in sentence
    person = Person.objects.get(pk=hidden.person_id)
    assert journal.names_for([person], amina) == {person.pk: "a member"}


def test_a_seat_names_no_holder_whose_profile_is_hidden(client, hide, owner):
    holder = make_profile(NAME, visibility={"name": "public"}).person
    club = actions.open_organization(by=owner, values={"name": "Open club", "country": "SN", "language": "en"})
    Affiliation.objects.create(person=holder, organization=club, confirmed_at=timezone.now())
    seat = actions.open_seat(by=owner, organization=club, duty="Desk")
    actions.take_seat(seat, by=owner, holder=holder, mandate_from=timezone.localdate())
    pages = (club.get_absolute_url(), seat.get_absolute_url())
    assert all(NAME in client.get(page).content.decode() for page in pages)
    hide(holder.profile, "profile")
    assert not any(NAME in client.get(page).content.decode() for page in pages)


def test_a_hidden_project_is_named_to_the_programme_office_only(amina):
    project = Project.objects.create(
        slug="zanzibarhidden", identifier="x-1", title=NAME, language="en", is_listed=False
    )
    tesfaye = make_person("Tesfaye", roles=["programme"])
    activity.follow(amina, project)
    activity.record(
        "projects.project_corrected", by=amina, about=project, tell=[amina, tesfaye], data={"fields": [NAME]}
    )
    assert NAME not in everything_told_to(amina)
    assert NAME in everything_told_to(tesfaye)


def test_what_is_open_costs_no_statement_more(amina):
    things = [make_organization(f"Club {number}") for number in range(3)]
    with statements() as seen:
        assert journal.withheld(things, amina) == set()
    assert len(seen) == 0


def test_the_seat_of_a_hidden_territory_is_as_hidden_as_its_page(client, kedougou, django_capture_on_commit_callbacks):
    seat = make_seat(territory=kedougou, duty="Governor")
    officer = make_person("Tesfaye Bekele", roles=["programme"])
    assert client.get(seat.get_absolute_url()).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        places.hide_territory(kedougou, by=officer, reason="Disputed.")
    assert client.get(seat.get_absolute_url()).status_code == 404
    seat.territory.refresh_from_db()
    assert seat.is_hidden
    assert signed_in(client, officer).get(seat.get_absolute_url()).status_code == 200
