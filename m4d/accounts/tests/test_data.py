"""My data: what is held, the copy, consents, and leaving."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from m4d.accounts import actions, queries
from m4d.accounts.actions import leaving
from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.accounts.models import AccessLog, Consent, DataExport, Person
from m4d.core.testing import assert_flat, signed_in, statements
from m4d.core.verdicts import Refusal
from m4d.jobs import actions as jobs
from m4d.jobs.models import Job

pytestmark = pytest.mark.django_db

PASSWORD = "three quiet rivers"


@pytest.fixture
def amina():
    """A member with a password, who reads French."""
    person = make_person("Amina Diallo", email="amina@example.org", password=PASSWORD, language="fr")
    actions.record_agreement(person, language="fr", at=timezone.now())
    return person


@pytest.fixture
def lina():
    """A stranger."""
    return make_person("Lina Torres", email="lina@example.org", password=PASSWORD)


def with_password(client, person):
    """Sign in through the form, so that the sign-in counts as fresh."""
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    return client


def made_copy(person):
    """A copy that is ready."""
    export = actions.request_export(person, by=person, at=timezone.now())
    actions.make_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def test_what_is_held_comes_first_and_what_is_not_is_folded(client, amina):
    page = BeautifulSoup(signed_in(client, amina).get("/en/settings/data/").content, "html.parser").main
    shown = [row.select_one(".n").get_text(strip=True) for row in page.select(".holds > table tbody tr")]
    folded = [row.select_one(".n").get_text(strip=True) for row in page.select(".holds > details tbody tr")]
    assert shown and "0" not in shown
    assert folded and set(folded) == {"0"}
    # A copy and leaving are a step away from the top, however much is held.
    links = [link["href"] for link in page.select(".local a")]
    assert links == ["#copy", "#agreed", "#looked", "#leave"]
    assert all(page.select_one(link) for link in links)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_my_data_says_what_is_held_and_who_looked(client, amina, lina, language):
    actions.log_access(by=lina, about=[amina], purpose="role", kind="changed", reason="She writes the news.")
    page = signed_in(client, amina).get(f"/{language}/settings/data/").content.decode()
    assert "She writes the news." in page
    assert "Lina Torres" in page
    for part in queries.held_about(amina):
        assert set(part) >= {"room", "what", "why", "until", "rows"}
    assert {part["room"] for part in queries.held_about(amina)} >= {"accounts"}


def test_every_room_that_holds_something_answers_in_the_agreed_form(amina):
    for privacy in queries.privacy_rooms():
        for part in privacy.held(amina):
            assert set(part) >= {"what", "why", "until", "rows"}, privacy.room
        assert isinstance(privacy.export(amina), dict), privacy.room


def test_the_copy_holds_the_data_for_programs_and_for_people(client, amina):
    export = made_copy(amina)
    answer = with_password(client, amina).get(export.get_absolute_url())
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    assert answer["Cache-Control"] == "private, no-store"
    pack = zipfile.ZipFile(io.BytesIO(answer.content))
    assert pack.namelist() == ["data.json", "index.html"]
    data = json.loads(pack.read("data.json"))
    own = data["rooms"]["accounts"]
    assert own["account"]["email"] == "amina@example.org"
    assert [consent["purpose"] for consent in own["consents"]] == ["membership"]
    assert amina.password not in pack.read("data.json").decode()
    page = pack.read("index.html").decode()
    assert '<html lang="fr" dir="ltr">' in page
    assert "amina@example.org" in page


def test_hostile_text_in_the_copy_is_text(amina):
    Person.objects.filter(pk=amina.pk).update(name="<script>alert(1)</script>")
    amina.refresh_from_db()
    page = zipfile.ZipFile(io.BytesIO(bytes(made_copy(amina).content))).read("index.html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_nobody_else_reaches_the_copy(client, amina, lina):
    address = made_copy(amina).get_absolute_url()
    assert client.get(address).status_code == 302
    assert with_password(client, lina).get(address).status_code == 404
    assert signed_in(Client(), make_person(roles=[Role.ADMIN], is_superuser=True)).get(address).status_code == 404


def test_the_copy_goes_after_seven_days(client, amina):
    export = made_copy(amina)
    assert export.expires_at - export.ready_at == timedelta(days=7)
    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert with_password(client, amina).get(export.get_absolute_url()).status_code == 404
    assert actions.remove_old_exports() == 1
    assert not DataExport.objects.exists()


def test_one_copy_at_a_time_and_making_it_twice_changes_nothing(amina):
    export = actions.request_export(amina, by=amina, at=timezone.now())
    with pytest.raises(Refusal, match="A copy is already being made"):
        actions.request_export(amina, by=amina, at=timezone.now())
    actions.make_export(export_id=export.pk)
    first = DataExport.objects.get().ready_at
    actions.make_export(export_id=export.pk)
    actions.make_export(export_id=export.pk + 99)
    assert DataExport.objects.get().ready_at == first


def copies_asked_for() -> list[int]:
    """Whose copies a worker would make now, in the order of the jobs."""
    rows = Job.objects.filter(action=queries.MAKE_EXPORT, done_at=None, failed_at=None).order_by("pk")
    return [job.arguments["export_id"] for job in rows]


def test_many_who_ask_at_once_wait_for_their_turn_and_the_page_says_so(client, amina):
    others = [make_person(f"Member {number}") for number in range(4)]
    first, second, third, fourth = (
        actions.request_export(person, by=person, at=timezone.now()).pk for person in others
    )
    assert copies_asked_for() == [first, second]
    answer = with_password(client, amina).post("/fr/settings/data/exports/", follow=True)
    page = " ".join(answer.content.decode().split())
    assert "Votre copie attend son tour : 4 copies sont faites avant elle." in page
    assert "Votre copie attend son tour. Elle sera plus tard sur cette page." in page
    assert "est en préparation" not in page
    # A member who leaves takes nobody's turn.
    actions.erase_person(others[2], by=others[2], at=timezone.now())
    jobs.run_job(Job.objects.get(action=queries.MAKE_EXPORT, arguments={"export_id": first}).pk)
    assert copies_asked_for() == [second, fourth]
    jobs.work_off()
    assert DataExport.objects.filter(ready_at=None).count() == 0
    assert DataExport.objects.count() == 4


def test_a_copy_that_cannot_be_made_keeps_nobody_waiting(amina, lina):
    unlucky = [make_person(name) for name in ("Omar", "Noor")]
    stuck = [actions.request_export(person, by=person, at=timezone.now()).pk for person in unlucky]
    export = actions.request_export(lina, by=lina, at=timezone.now())
    assert (copies_asked_for(), queries.copies_before(export)) == (stuck, 2)
    Job.objects.filter(action=queries.MAKE_EXPORT).update(failed_at=timezone.now())
    assert (queries.copies_before(export), actions.start_exports()) == (0, 1)
    assert (copies_asked_for(), actions.start_exports()) == ([export.pk], 0)


def test_asking_for_a_copy_on_the_page(client, amina, django_capture_on_commit_callbacks):
    answer = with_password(client, amina).post("/fr/settings/data/exports/")
    assert (answer.status_code, DataExport.objects.get().person) == (302, amina)
    assert client.get(answer["Location"]).status_code == 200


def test_the_copy_needs_a_fresh_sign_in(client, amina):
    made = made_copy(amina).get_absolute_url()
    signed_in(client, amina)
    asked, opened = client.post("/fr/settings/data/exports/"), client.get(made)
    assert [answer.status_code for answer in (asked, opened)] == [302, 302]
    assert all(answer["Location"].startswith("/accounts/reauthenticate/") for answer in (asked, opened))
    assert DataExport.objects.count() == 1


def test_consent_is_given_and_taken_back_and_the_rows_stay(client, amina):
    signed_in(client, amina)
    client.post("/fr/settings/data/consents/access_mail/", {"give": "1"})
    client.post("/fr/settings/data/consents/access_mail/", {"give": "1"})
    client.post("/fr/settings/data/consents/access_mail/", {})
    client.post("/fr/settings/data/consents/access_mail/", {"give": "1"})
    rows = Consent.objects.filter(person=amina, purpose="access_mail").values_list(
        "version", "language", "withdrawn_at"
    )
    assert [(version, language, moment is None) for version, language, moment in rows] == [
        ("2026-11-22", "fr", False),
        ("2026-11-22", "fr", True),
    ]
    assert client.post("/fr/settings/data/consents/membership/", {}).status_code == 404
    with pytest.raises(Refusal, match="Without this agreement we cannot keep your account"):
        actions.withdraw_consent(amina, "membership", at=timezone.now())


def test_whoever_agreed_gets_a_mail_when_the_staff_looks(amina, lina):
    omar = make_person("Omar Moderator", roles=[Role.MODERATOR])
    actions.log_access(by=omar, about=[amina], purpose="reported", thing="before the agreement")
    actions.give_consent(amina, "access_mail", language="fr", at=timezone.now())
    actions.log_access(by=lina, about=[amina], purpose="role", kind="changed", reason="She writes <b>the</b> news.")
    actions.log_access(by=omar, about=[amina], purpose="reported", thing="after")
    actions.log_access(by=omar, about=[amina], purpose="reported", thing="after")
    actions.log_access(by=amina, about=[amina], purpose="roles")
    assert mail.outbox == []
    jobs.work_off()
    named, nameless = mail.outbox
    assert (named.to, named.extra_headers["Content-Language"]) == (["amina@example.org"], "fr")
    assert "She writes <b>the</b> news." in named.body
    assert "<b>the</b>" not in named.alternatives[0][0]
    assert ("Lina Torres" in named.body, "Omar" in nameless.body) == (True, False)


def test_leaving_takes_the_address_typed_by_hand_and_erases_everything_at_once(client, amina, journal):
    made_copy(amina)
    with_password(client, amina)
    page = client.get("/fr/settings/leaving/")
    assert "amina@example.org" in BeautifulSoup(page.content, "html.parser").main.get_text()
    wrong = client.post("/fr/settings/leaving/", {"email": "else@example.org"})
    assert (wrong.status_code, Person.objects.get(pk=amina.pk).is_erased) == (200, False)
    done = client.post("/fr/settings/leaving/", {"email": "AMINA@example.org "})
    assert done.status_code == 200
    amina = Person.objects.get(pk=amina.pk)
    assert (amina.email, amina.name, amina.roles) == (f"erased-{amina.pk}@erased.invalid", "", [])
    assert (amina.is_active, amina.has_usable_password(), amina.is_erased) == (False, False, True)
    assert amina.get_full_name() == "Former member"
    assert "_auth_user_id" not in client.session
    for left in (EmailAddress, UserSession, DataExport, AccessLog):
        assert not left.objects.exists(), left
    assert [row.withdrawn_at is not None for row in Consent.objects.all()] == [True]
    assert [verb for verb, _ in journal] == ["accounts.export_requested", "accounts.person_erased"]
    assert [said.get("data") for _, said in journal] == [None, {"reason": ""}]
    client.post("/accounts/login/", {"login": "amina@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_leaving_needs_a_fresh_sign_in(client, amina):
    answer = signed_in(client, amina).get("/fr/settings/leaving/")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/accounts/reauthenticate/?next=%2Ffr%2Fsettings%2Fleaving%2F",
    )


def test_a_room_that_fails_leaves_everything_as_it_was(amina, monkeypatch):
    def fails(person):
        raise RuntimeError("the room above fell over")

    registered = dict(queries.ROOMS)
    monkeypatch.setattr(queries, "ROOMS", registered)
    actions.register_privacy(room="test", held=lambda person: [], export=lambda person: {}, erase=fails)
    with pytest.raises(RuntimeError):
        actions.erase_person(amina, by=amina, at=timezone.now())
    amina.refresh_from_db()
    assert (amina.email, amina.is_erased) == ("amina@example.org", False)
    assert EmailAddress.objects.count() == 1


def test_leaving_waits_for_the_turns_of_all_rooms_before_any_row_is_locked(amina, monkeypatch):
    class Waiting(Exception):
        """Somebody else changes places at this moment."""

    def wait(turn):
        raise Waiting(turn)

    monkeypatch.setattr(leaving, "take_turn", wait)
    with statements() as seen, pytest.raises(Waiting, match="places"):
        actions.erase_person(amina, by=amina, at=timezone.now())
    assert [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]] == []


def test_the_address_is_free_again_after_leaving(amina):
    actions.erase_person(amina, by=amina, at=timezone.now())
    assert make_person("Amina Diallo", email="amina@example.org").pk != amina.pk


def test_the_last_administrator_stays(client):
    noor = make_person("Noor Rahman", email="noor@example.org", password=PASSWORD, roles=[Role.ADMIN])
    page = with_password(client, noor).get("/en/settings/leaving/").content.decode()
    assert "Make somebody else an administrator first." in page
    client.post("/en/settings/leaving/", {"email": noor.email})
    assert not Person.objects.get().is_erased


def test_accounts_that_nobody_confirmed_go_after_thirty_days(amina):
    old = timezone.now() - timedelta(days=31)
    make_person("Old One", confirmed=False, created_at=old)
    make_person("New One", confirmed=False)
    make_person("Old But Confirmed", created_at=old)
    make_person("Old But Used", confirmed=False, created_at=old, last_login=old)
    assert actions.remove_unconfirmed() == 1
    assert list(Person.objects.order_by("name").values_list("name", flat=True)) == [
        "Amina Diallo",
        "New One",
        "Old But Confirmed",
        "Old But Used",
    ]


def test_what_was_kept_of_a_session_goes_with_it(client, amina):
    with_password(client, amina)
    assert actions.remove_old_sessions() == 0
    client.session.flush()
    assert actions.remove_old_sessions() == 1


def test_the_data_protection_officer_sees_that_the_rules_run(client, amina):
    guard = make_person("Noor Rahman", roles=[Role.DATA_PROTECTION])
    page = signed_in(client, guard).get("/en/settings/retention/").content.decode()
    assert "Copies of personal data go seven days after they were made." in page
    assert "Mails go 30 days after they were sent, or after they were written" in page
    assert signed_in(Client(), amina).get("/en/settings/retention/").status_code == 404


def test_the_data_protection_officer_closes_an_account_on_request(client, amina, lina, journal):
    guard = make_person("Noor Rahman", password=PASSWORD, roles=[Role.DATA_PROTECTION])
    asked = {"email": "Amina@example.org", "reason": "She asked by letter."}
    with_password(client, lina)
    assert client.post("/en/settings/retention/erasures/", asked).status_code == 404
    client.logout()
    with_password(client, guard)
    unknown = client.post("/en/settings/retention/erasures/", {**asked, "email": "nobody@example.org"})
    assert "Nobody here uses this address." in unknown.content.decode()
    assert client.post("/en/settings/retention/erasures/", asked)["Location"] == "/en/settings/retention/"
    amina.refresh_from_db()
    assert amina.is_erased
    ((verb, said),) = journal
    assert (verb, said["by"], said["data"]) == ("accounts.person_erased", guard, {"reason": "She asked by letter."})
    assert "_auth_user_id" in client.session


def test_everything_held_is_counted_in_one_statement_however_much_it_is(client, amina, lina):
    signed_in(client, amina)
    client.get("/en/settings/data/")

    def more(number):
        for _ in range(number):
            actions.log_access(by=lina, about=[amina], purpose="role", kind="changed", reason="She asked.")

    assert_flat(lambda: client.get("/en/settings/data/"), more)
    with statements() as seen:
        parts = queries.held_about(amina)
    assert len(seen) == 1
    assert {part["rows"] for part in parts if part["what"] == "Who looked at or changed your data"} == {10}
