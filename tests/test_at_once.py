"""Two requests at once never pass together what only one may: on PostgreSQL, with rows that are really written."""

from datetime import timedelta

import pytest
from allauth.account.forms import AddEmailForm
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from m4d.accounts import actions as accounts
from m4d.accounts.choices import AccessPurpose, Role
from m4d.accounts.factories import make_person
from m4d.accounts.forms import NewAddress
from m4d.accounts.models import AccessLog, DataExport, Person
from m4d.activity.models import Entry, Mail
from m4d.catalogue.gateways import index
from m4d.catalogue.models import Card, FacetCount, SearchText, Word
from m4d.core.testing import at_once
from m4d.core.verdicts import Refusal
from m4d.jobs import actions as jobs
from m4d.jobs.models import Job
from m4d.languages import actions as languages
from m4d.languages import policies as language_policies
from m4d.languages import queries as language_queries
from m4d.moderation import actions as moderation
from m4d.moderation.models import Case, Flag
from m4d.people import actions as people
from m4d.people.actions import profile as profiles
from m4d.people.actions import seat as seats
from m4d.people.choices import EndReason
from m4d.people.factories import join, make_organization, make_profile, make_seat
from m4d.people.models import Affiliation, Organization, Profile, SavedSearch
from m4d.people.policies import ORGANIZATIONS_A_DAY, SEARCHES_A_MEMBER
from m4d.places import actions as places
from m4d.places import queries as places_queries
from m4d.places.factories import make_corridor, make_statement, make_territory
from m4d.places.models import Corridor, EvidenceStatement, Sheet, Territory
from m4d.projects import actions as projects
from m4d.projects.factories import activity, iati_text
from m4d.projects.models import ImportRun, Participation, Project

WRITTEN = (Entry, Mail, Job, DBTaskResult, AccessLog, Case, Organization, Person)


def rows() -> dict:
    """How many rows each table holds, those of the index included."""
    found = {model.__name__: model._base_manager.count() for model in apps.get_models() if model._meta.managed}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalogue_index")
        return found | {"catalogue_index": cursor.fetchone()[0]}


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Rows that other connections see; all of them go again, the vocabularies stay for the other tests."""
    with django_db_blocker.unblock():
        if connection.vendor != "postgresql":
            pytest.skip("SQLite lets one writer in at a time")
        before, groups = rows(), set(Group.objects.values_list("pk", flat=True))
        try:
            yield
        finally:
            index.engine().remove(SearchText.objects.values_list("card_id", "terms"))
            for model in (*WRITTEN, Card, FacetCount, Word):
                model.objects.all().delete()
            Group.objects.exclude(pk__in=groups).delete()
            assert rows() == before


def values(number):
    return {"name": f"Association {number}", "country": "SN", "language": "fr"}


@pytest.mark.django_db
def test_whoever_is_no_longer_administrator_gives_and_takes_no_role(db):
    noor, amina = make_person("Noor", roles=[Role.ADMIN]), make_person("Amina", roles=[Role.ADMIN], is_superuser=True)
    accounts.withdraw_role(amina, Role.ADMIN, by=noor, reason="Over.", at=timezone.now())
    # Her session still holds what she was a moment ago.
    for change in (accounts.grant_role, accounts.withdraw_role):
        with pytest.raises(Refusal):
            change(noor, Role.ADMIN, by=amina, reason="Back.", at=timezone.now())
    amina.refresh_from_db()
    assert not amina.is_superuser


def test_two_administrators_who_withdraw_each_other_leave_one(committed):
    noor, amina = make_person("Noor", roles=[Role.ADMIN]), make_person("Amina", roles=[Role.ADMIN])
    both = [
        lambda: accounts.withdraw_role(amina, Role.ADMIN, by=noor, reason="Over.", at=timezone.now()),
        lambda: accounts.withdraw_role(noor, Role.ADMIN, by=amina, reason="Over.", at=timezone.now()),
    ]
    (refused,) = at_once(*both)
    assert isinstance(refused, Refusal)
    assert list(Person.objects.with_role(Role.ADMIN)) == [noor]


def test_two_administrators_who_leave_at_once_leave_one(committed):
    noor, amina = make_person("Noor", roles=[Role.ADMIN]), make_person("Amina", roles=[Role.ADMIN])
    (refused,) = at_once(
        lambda: accounts.erase_person(amina, by=amina, at=timezone.now()),
        lambda: accounts.withdraw_role(noor, Role.ADMIN, by=noor, reason="Over.", at=timezone.now()),
    )
    assert isinstance(refused, Refusal)
    assert list(Person.objects.with_role(Role.ADMIN)) == [noor]


def test_giving_and_taking_back_a_role_at_once_wait_for_each_other(committed):
    noor, amina, lina = (make_person(name, roles=[Role.ADMIN]) for name in ("Noor", "Amina", "Lina"))
    jonas = make_person("Jonas")
    assert not at_once(
        lambda: accounts.grant_role(jonas, Role.ADMIN, by=noor, reason="New.", at=timezone.now()),
        lambda: accounts.withdraw_role(lina, Role.ADMIN, by=amina, reason="Over.", at=timezone.now()),
    )
    assert set(Person.objects.with_role(Role.ADMIN)) == {noor, amina, jonas}


def test_one_copy_of_personal_data_is_asked_for(committed):
    amina = make_person("Amina")
    ask = lambda: accounts.request_export(amina, by=amina, at=timezone.now())  # noqa: E731
    (refused,) = at_once(ask, ask)
    assert isinstance(refused, Refusal)
    assert DataExport.objects.count() == 1


def test_nobody_keeps_more_addresses_than_allowed(committed, settings, monkeypatch):
    # What allauth does after the limit, without the mail that needs a request.
    monkeypatch.setattr(
        AddEmailForm,
        "save",
        lambda form, request: EmailAddress.objects.create(user=form.user, email=form.data["email"]),
    )
    amina = make_person("Amina")
    EmailAddress.objects.create(user=amina, email="second@example.org")

    def add(address):
        form = NewAddress(data={"email": address}, user=amina)
        assert form.is_valid()
        return lambda: form.save(None)

    (refused,) = at_once(add("third@example.org"), add("fourth@example.org"))
    assert isinstance(refused, Refusal)
    assert EmailAddress.objects.filter(user=amina).count() == settings.ACCOUNT_MAX_EMAIL_ADDRESSES


def test_the_last_saved_search_is_saved_once(committed):
    amina = make_person("Amina")
    for number in range(SEARCHES_A_MEMBER - 1):
        people.save_search(by=amina, name=f"Search {number}", kind="person")
    save = lambda: people.save_search(by=amina, name="Last", kind="person")  # noqa: E731
    (refused,) = at_once(save, save)
    assert isinstance(refused, Refusal)
    assert SavedSearch.objects.count() == SEARCHES_A_MEMBER


def test_the_last_organization_of_a_day_is_opened_once(committed):
    amina = make_person("Amina")
    for number in range(ORGANIZATIONS_A_DAY - 1):
        people.open_organization(by=amina, values=values(number))
    (refused,) = at_once(
        lambda: people.open_organization(by=amina, values=values(8)),
        lambda: people.open_organization(by=amina, values=values(9)),
    )
    assert isinstance(refused, Refusal)
    assert Organization.objects.count() == ORGANIZATIONS_A_DAY


def test_the_last_report_of_a_day_is_sent_once(committed):
    amina, jonas = make_person("Amina"), make_person("Jonas")
    things = [Organization.objects.create(slug=f"club-{n}", name=f"Club {n}", created_by=amina) for n in range(21)]
    for thing in things[:19]:
        moderation.flag(thing, by=jonas, reason="spam")
    (refused,) = at_once(
        lambda: moderation.flag(things[19], by=jonas, reason="spam"),
        lambda: moderation.flag(things[20], by=jonas, reason="spam"),
    )
    assert isinstance(refused, Refusal)
    assert Flag.objects.count() == 20


def test_one_reader_in_two_windows_is_one_look(committed):
    noor, amina, jonas = make_person("Noor", roles=[Role.ADMIN]), make_person("Amina"), make_person("Jonas")
    assert not at_once(
        lambda: accounts.log_access(by=noor, purpose=AccessPurpose.ROLES, about=[amina]),
        lambda: accounts.log_access(by=noor, purpose=AccessPurpose.ROLES, about=[amina, jonas]),
    )
    assert set(AccessLog.objects.get().concerned.all()) == {amina, jonas}


def test_two_verifiers_decide_about_a_mandate_once(committed):
    amina = make_person("Amina")
    vera, paul = (make_person(name, roles=[Role.VERIFIER]) for name in ("Vera", "Paul"))
    holding = make_seat(make_organization(admin=amina), holder=amina).holdings.get()
    (refused,) = at_once(
        lambda: people.verify_holding(holding, by=vera),
        lambda: people.refuse_holding(holding, by=paul, reason="The decree names somebody else."),
    )
    assert isinstance(refused, Refusal)
    holding.refresh_from_db()
    assert holding.is_verified is holding.is_open
    assert Mail.objects.count() == (0 if holding.is_open else 1)
    assert Entry.objects.filter(verb__startswith="people.holding_").count() == 1


GAINS = {
    "renewed": lambda seat, holder, given: people.renew_mandate(seat, seen=seat.holdings.get().pk, **given),
    "handed over": lambda seat, holder, given: people.hand_over_seat(seat, successor=holder, seen=None, **given),
    "taken": lambda seat, holder, given: people.take_seat(seat, holder=holder, **given),
}


@pytest.mark.parametrize("leaves", ["the network", "the organization"])
@pytest.mark.parametrize("gain", GAINS)
def test_nobody_is_left_on_a_seat_who_leaves_while_they_gain_it(committed, gain, leaves):
    amina, boss, today = make_person("Amina"), make_person("Boss"), timezone.now().date()
    town = make_organization(admin=boss)
    membership, seat = join(amina, town), make_seat(town)
    if gain == "renewed":
        ended = {"mandate_from": today - timedelta(days=9), "mandate_until": today - timedelta(days=1)}
        seat.holdings.create(person=amina, ended_at=timezone.now(), end_reason=EndReason.EXPIRED, **ended)

    def leave():
        if leaves == "the network":
            accounts.erase_person(Person.objects.get(pk=amina.pk), by=amina, at=timezone.now())
        else:
            people.end_affiliation(membership, by=boss)

    given = {"by": boss, "mandate_from": today, "evidence": "Decree"}
    # The policy has been asked, and the holding is not written yet.
    raised = at_once(lambda: GAINS[gain](seat, amina, given), leave, on=(seats, "_start"))
    assert raised == []
    assert not seat.holdings.open().exists()
    assert not seat.holdings.exclude(evidence="").filter(person=None).exists()


@pytest.mark.parametrize("renewal", ["of an organization", "of a membership"])
def test_a_name_hidden_while_cards_are_renewed_stays_hidden(committed, renewal):
    amina, jonas = make_person("Amina"), make_person("Jonas")
    town = make_organization(admin=amina)
    profile = make_profile("Jonas Weber", person=jonas, visibility={"name": "public"})
    membership = Affiliation.objects.create(
        person=jonas,
        organization=town,
        created_at=timezone.now(),
        confirmed_at=timezone.now() if renewal == "of an organization" else None,
    )

    def hide():
        people.change_profile(
            profile, by=jonas, version=profile.version, values={}, visibility={"name": "nobody", "headline": "public"}
        )

    def renew():
        if renewal == "of an organization":
            assert people.renew_cards_of(organization_id=town.pk) == 1
        else:
            people.confirm_member(membership, by=amina)

    assert not at_once(hide, renew)
    shown = [card.faces.first().title for card in Card.objects.filter(kind="person", object_id=str(profile.pk))]
    assert shown
    assert "Jonas Weber" not in shown


@pytest.fixture
def line(committed):
    """A corridor that other connections see."""
    try:
        yield make_corridor(
            make_territory("Kédougou"), make_territory("Isère", country="FR", latitude=45, longitude=5)
        )
    finally:
        EvidenceStatement.objects.all().delete()
        Corridor.objects.all().delete()
        Territory.objects.exclude(parent=None).delete()
        Territory.objects.all().delete()
        Sheet.objects.all().delete()
        places_queries.forget()


def test_two_who_withdraw_statements_at_once_both_find_theirs_gone_from_the_page(line):
    programme = make_person("Tesfaye Bekele", roles=[Role.PROGRAMME])
    statements = [make_statement(line, text) for text in ("Signed in 2025.", "Renewed in 2026.")]

    def withdraw(statement):
        places.withdraw_statement(statement, by=programme, reason="The source was taken back.")

    assert at_once(lambda: withdraw(statements[0]), lambda: withdraw(statements[1])) == []
    line.refresh_from_db()
    assert line.page["statements"] == []
    assert line.statement_count == 0
    line.origin.refresh_from_db()
    assert [row["count"] for row in line.origin.fan] == [0]


def test_a_member_leaves_while_their_own_change_of_a_place_is_open(line):
    amina = make_person("Amina", roles=[Role.PROGRAMME])
    make_profile("Amina Diallo", person=amina)
    values = {"kind": "agreement", "text": "It is signed.", "language": "en", "source_title": "Decree"}
    values |= {"source_url": "https://example.org/decree", "stated_on": timezone.now().date()}
    assert not at_once(
        lambda: places.state_evidence(line, by=amina, **values),
        lambda: accounts.erase_person(amina, by=amina, at=timezone.now()),
    )
    amina.refresh_from_db()
    assert amina.is_erased
    assert EvidenceStatement.objects.get().stated_by is None


@pytest.mark.parametrize("on", [None, (profiles, "renew_cards")])
def test_a_member_leaves_while_their_own_change_of_the_profile_is_open(committed, on):
    amina = make_person("Amina")
    profile = make_profile("Amina Diallo", person=amina)
    assert not at_once(
        lambda: people.change_profile(
            profile, by=amina, version=profile.version, values={"headline": "Mayor"}, visibility={}
        ),
        lambda: accounts.erase_person(amina, by=amina, at=timezone.now()),
        on=on,
    )
    amina.refresh_from_db()
    assert amina.is_erased
    assert not Profile.objects.exists()


@pytest.fixture(params=["what an end says", "what a territory says"])
def written(request, line):
    """A text of a place with a translation: what it stands on, the translation, and how its writer empties it."""
    programme = make_person("Tesfaye Bekele", roles=[Role.PROGRAMME])
    if request.param == "what an end says":
        write = lambda text: places.amend_end(line, "origin", by=programme, language="en", about=text)  # noqa: E731
    else:
        write = lambda text: places.amend_lead(line.origin, by=programme, language="en", text=text)  # noqa: E731
    thing = write("We mine gold.")
    field = "about" if request.param == "what an end says" else "lead"
    version = languages.add_human_version(thing, field, "fr", "Nous extrayons l'or.", by=programme)
    seen = languages.mark_of(version, language_queries.original_of(thing, field))
    correct = lambda: languages.correct(version, "Nous cherchons de l'or.", by=programme, seen=seen)  # noqa: E731
    return version, correct, lambda: write("")


def test_a_translation_is_corrected_while_the_writer_takes_the_text_away(written):
    version, correct, empty = written
    assert not at_once(correct, empty, on=(language_policies, "may_translate"))
    assert not type(version).objects.exists()


def test_who_corrects_what_was_taken_away_meanwhile_is_told_so(written):
    version, correct, empty = written
    (refused,) = at_once(empty, correct)
    assert isinstance(refused, Refusal)
    assert not type(version).objects.exists()


@pytest.fixture
def ends(line):
    """A region here and an organization in the region there, the corridor between them not open yet."""
    here, there = line.origin, line.destination
    line.delete()
    try:
        yield here, there, make_organization("Les amis", country="FR", identifier="FR-RNA-9", territory=there)
    finally:
        Project.objects.all().delete()
        ImportRun.objects.all().delete()
        Organization.objects.all().delete()


@pytest.mark.parametrize("way", ["is imported", "gets its partner"])
def test_a_corridor_that_opens_while_a_project_between_its_ends(ends, tmp_path, way):
    here, there, friends = ends
    programme = make_person("Tesfaye Bekele", roles=[Role.PROGRAMME])
    path = tmp_path / "activities.xml"
    partner = '<participating-org role="4" type="22"{ref}><narrative>Our friends</narrative></participating-org>'
    place = f"<location><name><narrative>{here.name}</narrative></name></location>"
    given = partner.format(ref=' ref="FR-RNA-9"' if way == "is imported" else "")
    path.write_text(iati_text(activity(parts=given + place + '<sector code="24050"/>')))
    write = lambda: projects.import_iati(path)  # noqa: E731
    if way == "gets its partner":
        write()
        project, row = Project.objects.get(), Participation.objects.get(name="Our friends")
        write = lambda: projects.correct_project(  # noqa: E731
            project, by=programme, version=project.version, values={}, partners={row.pk: friends}
        )

    def open_and_file():
        places.open_corridor(here, there, by=programme)
        jobs.work_off()

    assert at_once(write, open_and_file) == []
    assert [corridor.destination for corridor in Project.objects.get().corridors.all()] == [there]
