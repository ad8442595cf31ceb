"""What people wish to be told: the page, the link in every mail, and one click of a mail program."""

import re

import pytest
from django.core import mail

from m4d.accounts.factories import make_person
from m4d.activity import actions, queries
from m4d.activity.choices import STRONGEST_FIRST, Cadence, Event, Letter, Level
from m4d.activity.gateways import addresses
from m4d.activity.models import Follow, Preference
from m4d.core.testing import assert_flat, signed_in
from m4d.jobs import actions as jobs
from m4d.vocabulary.models import Term

PAGE = "/en/settings/notifications/"


@pytest.fixture
def topic(db):
    return Term.objects.get(scheme="theme", code="return")


@pytest.fixture
def page(client, jonas):
    return signed_in(client, jonas)


def stop(letter, person, number=0):
    return f"/en/mail/stop/{addresses.seal(letter, person.pk, number)}/"


def test_notification_settings_are_chosen_on_one_page(page, jonas):
    chosen = {str(event): Cadence.DAILY for event in STRONGEST_FIRST} | {"news": "never"}
    assert page.post(PAGE, chosen).status_code == 302
    assert queries.preferences_of(jonas) == {name: str(soon) for name, soon in chosen.items()}
    body = page.get(PAGE).content.decode()
    assert len(re.findall(r'<option value="daily" selected', body)) == len(STRONGEST_FIRST) - 1


def test_a_choice_that_is_none_is_said(page, jonas):
    body = page.post(PAGE, {"reply": "hourly"}).content.decode()
    assert "Choose one of the entries in the list." in body
    assert not Preference.objects.exists()


def test_notification_settings_need_somebody_signed_in(client):
    assert client.get(PAGE).status_code == 302


def test_each_thing_followed_has_its_own_level_and_cadence(page, jonas, topic):
    row = actions.follow(jonas, topic)
    page.post(f"{PAGE}follows/{row.pk}/", {"level": "replies", "cadence": "now"})
    row.refresh_from_db()
    assert (row.level, row.cadence) == (Level.REPLIES, Cadence.NOW)
    page.post(f"{PAGE}follows/{row.pk}/", {"level": "all", "cadence": ""})
    row.refresh_from_db()
    assert (row.level, row.cadence) == (Level.ALL, "")
    page.post(f"{PAGE}follows/{row.pk}/", {"stop": "1"})
    assert not Follow.objects.exists()


@pytest.mark.parametrize(
    "goal", ["nonsense", "activity:following", "//evil.example/", "//[", "javascript:alert(1)", ""]
)
def test_a_button_leads_back_to_a_page_of_this_site_or_home(page, goal):
    answer = page.post("/en/notices/seen/", {"up_to": "1", "next": goal})
    assert (answer.status_code, answer.url) == (303, "/en/")
    assert page.post("/en/notices/seen/", {"next": "/en/people/?q=a"}).url == "/en/people/?q=a"


def test_nobody_changes_what_others_follow(page, topic):
    row = actions.follow(make_person(name="Lena"), topic)
    assert page.post(f"{PAGE}follows/{row.pk}/", {"stop": "1"}).status_code == 404
    assert Follow.objects.exists()


def test_notification_settings_page_is_flat(page, jonas):
    terms = iter(Term.objects.all()[:12])

    def make(number):
        for _ in range(number):
            actions.follow(jonas, next(terms))

    assert_flat(lambda: page.get(PAGE), make)


def test_mail_stop_needs_no_sign_in_and_asks_first(client, jonas):
    address = stop(Letter.STOP_EVENT, jonas, STRONGEST_FIRST.index(Event.TOPIC))
    body = client.get(address).content.decode()
    assert "News of a group, a topic or a page that you follow" in body
    assert "jonas" not in body.lower()
    assert not Preference.objects.exists()
    assert client.post(address).status_code == 200
    assert queries.preferences_of(jonas)["topic"] == Cadence.NEVER


def test_one_click_of_a_mail_program_stops_without_cookies_or_form_ticket(jonas, topic, settings):
    """RFC 8058: a POST to the address in the header, with the body that the other header names."""
    from django.test import Client

    actions.follow(jonas, topic, cadence=Cadence.NOW)
    amina = make_person(name="Amina")
    actions.record("people.profile_changed", by=amina, about=topic, for_followers=True)
    jobs.work_off()
    headers = mail.outbox[0].message()
    address = re.match(r"<([^>]+)>", headers["List-Unsubscribe"])[1].removeprefix(settings.SITE_URL)
    body = headers["List-Unsubscribe-Post"]
    program = Client(enforce_csrf_checks=True)
    answer = program.post(address, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert Follow.objects.get().cadence == Cadence.NEVER
    actions.record("people.profile_changed", by=amina, about=topic, for_followers=True)
    jobs.work_off()
    assert len(mail.outbox) == 1


def test_everything_can_be_stopped_but_what_is_decided_about_me(client, jonas):
    client.post(stop(Letter.STOP_EVENT, jonas), {"everything": "1"})
    chosen = queries.preferences_of(jonas)
    assert chosen.pop("decision") == Cadence.NOW
    assert set(chosen.values()) == {Cadence.NEVER}


def test_stopping_digests_leaves_what_comes_at_once(client, jonas):
    client.post(stop(Letter.STOP_DIGEST, jonas))
    chosen = queries.preferences_of(jonas)
    assert (chosen["topic"], chosen["discussion"], chosen["mention"]) == ("never", "never", "now")


@pytest.mark.parametrize("token", ["x", "a" * 40])
def test_a_link_that_was_changed_leads_nowhere(client, db, token):
    assert client.get(f"/en/mail/stop/{token}/").status_code == 404
    assert client.get(f"/en/mail/confirmation/{token}/").status_code == 404


def test_an_address_for_answers_stops_nothing(client, jonas, way):
    token = actions.reply_address("t", jonas, 12).partition("@")[0].removeprefix("r+")
    assert client.get(f"/en/mail/stop/{token}/").status_code == 404


def test_following_can_name_a_level(page, jonas):
    from m4d.people.factories import make_organization

    organization = make_organization()
    page.post(
        "/en/following/", {"kind": "people.organization", "id": organization.pk, "level": "none", "next": "/en/"}
    )
    assert Follow.objects.get().level == Level.NONE
