"""The message to the facilitators: it arrives once, and a flood reaches nobody."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from m4d.accounts.choices import Role
from m4d.accounts.factories import make_person
from m4d.activity.models import Mail
from m4d.core.testing import signed_in
from m4d.front.actions import messages
from m4d.jobs.models import Job

pytestmark = pytest.mark.django_db


def letter(client, **more):
    form = client.get("/en/contact/").context["form"]
    typed = {"name": "Rosa", "address": "rosa@example.org", "message": "Where is the desk?", "page": ""}
    return {**typed, "website": "", "opened": form.initial["opened"], **more}


@pytest.fixture
def facilitator(db):
    return make_person("Claire", roles=[Role.FACILITATOR], language="fr", email="claire@example.org")


@pytest.fixture
def patient(monkeypatch):
    """Nobody waits in tests: a form counts as written by hand at once."""
    monkeypatch.setattr("m4d.front.forms.FASTEST", -1)


def test_a_message_reaches_the_facilitators(client, facilitator, patient):
    response = client.post("/en/contact/", letter(client))
    assert (response.status_code, response.url) == (303, "/en/contact/?sent=1")
    sent = Mail.objects.get()
    assert (sent.address, sent.headers) == ("claire@example.org", {"Reply-To": "rosa@example.org"})
    assert "Where is the desk?" in sent.text
    assert "on its way" in client.get(response.url).content.decode()
    assert mail.outbox == []


@pytest.mark.parametrize(
    "more", [{"website": "http://spam.example"}, {"opened": "forged"}, {"opened": ""}], ids=["pot", "forged", "none"]
)
def test_a_program_is_thanked_and_ignored(client, facilitator, patient, more):
    assert client.post("/en/contact/", letter(client, **more)).status_code == 303
    assert not Mail.objects.exists()


def test_a_form_that_comes_back_at_once_is_ignored(client, facilitator):
    assert client.post("/en/contact/", letter(client)).status_code == 303
    assert not Mail.objects.exists()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_wrong_message_keeps_what_was_typed(client, facilitator, patient, language):
    typed = letter(client, address="nobody", name="<b>Rosa</b>")
    response = client.post(f"/{language}/contact/", typed)
    html = response.content.decode()
    assert response.status_code == 200
    assert "Where is the desk?" in html
    assert "<b>Rosa</b>" not in html
    assert 'class="error-summary"' in html


def test_a_header_cannot_be_smuggled_into_the_mail(client, facilitator, patient):
    typed = letter(client, name="Rosa\r\nBcc: all@example.org", address="rosa@example.org\r\nBcc: x@example.org")
    client.post("/en/contact/", typed)
    typed = letter(client, name="Rosa\r\nBcc: all@example.org")
    assert client.post("/en/contact/", typed).status_code == 303
    sent = Mail.objects.get()
    assert "\n" not in sent.subject
    assert set(sent.headers) == {"Reply-To"}


def test_a_flood_is_stopped_with_a_sentence_and_the_words_stay(client, facilitator, patient, lina):
    signed_in(client, lina)
    for _number in range(5):
        assert client.post("/en/contact/", letter(client)).status_code == 303
    response = client.post("/en/contact/", letter(client, message="Once more"))
    html = response.content.decode()
    assert "You wrote several messages this hour." in html
    assert "Once more" in html
    assert Mail.objects.count() == 5


def write_from(client, network, **more):
    return client.post("/en/contact/", letter(client, **more), REMOTE_ADDR=network)


def test_an_hour_is_an_hour(client, facilitator, patient, lina, monkeypatch):
    signed_in(client, lina)
    for _number in range(5):
        client.post("/en/contact/", letter(client))
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: timezone.now() + timedelta(minutes=30))
    client.post("/en/contact/", letter(client, message="Once more"))
    assert Mail.objects.count() == 5


def test_one_network_closes_the_form_for_itself_and_for_nobody_else(client, facilitator, patient, lina):
    for number in range(70):
        answer = write_from(client, f"2001:db8::{number + 1:x}", message=f"Message {number}")
    assert Mail.objects.count() == 10
    assert "You wrote several messages this hour." in answer.content.decode()
    assert write_from(client, "198.51.100.7").status_code == 303
    assert write_from(client, "2001:db8:0:1::1").status_code == 303
    assert Mail.objects.count() == 12
    signed_in(client, lina)
    assert write_from(client, "2001:db8::1").status_code == 303
    assert Mail.objects.count() == 13


def test_however_many_write_nobody_is_refused_and_members_are_read_at_once(
    client, facilitator, patient, lina, monkeypatch
):
    monkeypatch.setattr(messages, "DELIVERED_IN_AN_HOUR", 2)
    for number in range(5):
        assert write_from(client, f"198.51.100.{number}", message=f"Message {number}").status_code == 303
    signed_in(client, lina)
    assert client.post("/en/contact/", letter(client)).status_code == 303
    due = Job.objects.filter(action__endswith=".deliver_mail").order_by("pk")
    assert [round((job.due_at - job.asked_at).total_seconds() / 3600) for job in due] == [0, 0, 1, 1, 2, 0]


def test_a_form_is_good_for_one_message(client, facilitator, patient):
    typed = letter(client)
    for _twice in range(2):
        assert client.post("/en/contact/", typed).status_code == 303
    assert Mail.objects.count() == 1
    answer = client.post("/en/contact/", {**typed, "message": "Another question"})
    assert (answer.status_code, Mail.objects.count()) == (200, 1)
    html = answer.content.decode()
    assert "A message was sent with this form already." in html
    assert "Another question" in html
    (fresh,) = re.findall(r'name="opened" value="([^"]+)"', html)
    assert fresh != typed["opened"]
    again = {**typed, "message": "Another question", "opened": fresh}
    assert client.post("/en/contact/", again).status_code == 303
    assert Mail.objects.count() == 2


def test_nobody_reads_nothing_is_promised(client, db):
    html = client.get("/en/contact/").content.decode()
    assert "Nobody reads these messages at the moment." in html
    assert '<form method="post" class="form"' not in html


@pytest.mark.parametrize("kind", ["locmem.LocMemCache", "db.DatabaseCache"])
def test_a_message_that_could_not_be_kept_leaves_its_form_as_it_was(facilitator, monkeypatch, settings, kind):
    place = {"LOCATION": "cache"} if kind.startswith("db") else {}
    settings.CACHES = {"default": {"BACKEND": f"django.core.cache.backends.{kind}", **place}}
    call_command("createcachetable", verbosity=0)
    letter = {"name": "Rosa", "address": "rosa@example.org", "message": "Where is the desk?", "form": "one"}

    def fails(*args, **more):
        raise RuntimeError("deadlock detected")

    with monkeypatch.context() as broken:
        broken.setattr(messages.activity, "post_mail", fails)
        with pytest.raises(RuntimeError):
            messages.write_to_facilitators(**letter)
    assert messages.write_to_facilitators(**letter) == 1
    assert messages.write_to_facilitators(**letter) == 0
    assert Mail.objects.count() == 1
