"""Who is told what, how soon, and by how many mails."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.activity import actions, queries
from m4d.activity.choices import CEILING, Cadence, Event, Level
from m4d.activity.models import Delivery, Mail, Notice, Preference
from m4d.activity.queries import telling
from m4d.jobs import actions as jobs
from m4d.vocabulary.models import Term

POST, NAMED = "tests.post_written", "tests.person_named"


def written(entry, language):
    words = {"en": "An answer about remittances", "ar": "جواب حول التحويلات"}.get(language, "Réponse")
    return actions.Message(
        subject=words,
        title="Remittances and savings",
        text="First line\n\nSecond line <b>",
        byline="Amina answers:",
        path="topics/12-remittances/",
        list_id="group-7",
        list_name="مجموعة Savings",
        thread="topic-12",
        target=("t", 12),
    )


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    """A room above, for the time of a test."""
    monkeypatch.setattr(telling, "_declared", {})
    actions.register_event(POST, event=Event.TOPIC, message=written, thing=lambda entry: f"post-{entry.data['post']}")
    actions.register_event(
        NAMED, event=Event.MENTION, message=written, thing=lambda entry: f"post-{entry.data['post']}"
    )


@pytest.fixture
def amina(db):
    return make_person(name="Amina", email="amina@example.org")


@pytest.fixture
def jonas(db):
    return make_person(name="Jonas", email="jonas@example.org")


@pytest.fixture
def topic(db):
    return Term.objects.get(scheme="theme", code="return")


@pytest.fixture
def group(db):
    return Term.objects.get(scheme="theme", code="remittances")


def told():
    return list(Notice.objects.order_by("pk").values_list("person__name", "event", "cadence"))


def test_who_is_named_is_mailed_at_once_and_who_follows_by_digest(amina, jonas, topic):
    lena = make_person(name="Lena")
    actions.follow(lena, topic)
    actions.record(
        POST, by=amina, about=topic, data={"post": 1}, for_followers=True, tell_as={Event.MENTION: [jonas, amina]}
    )
    jobs.work_off()
    assert told() == [("Jonas", Event.MENTION, Cadence.NOW), ("Lena", Event.TOPIC, Cadence.WEEKLY)]
    assert [sent.to for sent in mail.outbox] == [["jonas@example.org"]]


def test_two_entries_about_one_post_make_one_mail(amina, jonas, topic):
    actions.follow(jonas, topic, cadence=Cadence.NOW)
    actions.record(NAMED, by=amina, about=topic, data={"post": 1}, tell=[jonas])
    actions.record(POST, by=amina, about=topic, data={"post": 1}, for_followers=True)
    jobs.work_off()
    assert told() == [("Jonas", Event.MENTION, Cadence.NOW)]
    assert len(mail.outbox) == 1


def test_nobody_hears_their_own_echo(amina, topic):
    actions.follow(amina, topic, cadence=Cadence.NOW)
    actions.record(POST, by=amina, about=topic, data={"post": 1}, tell=[amina], for_followers=True)
    jobs.work_off()
    assert (told(), mail.outbox) == ([], [])


def test_a_level_below_everything_is_told_only_what_is_meant_for_oneself(amina, jonas, topic):
    lena = make_person(name="Lena")
    actions.follow(jonas, topic, level=Level.REPLIES)
    actions.follow(lena, topic, level=Level.NONE)
    actions.record(POST, by=amina, about=topic, data={"post": 1}, for_followers=True)
    actions.record(
        POST, by=amina, about=topic, data={"post": 2}, for_followers=True, tell_as={Event.REPLY: [jonas, lena]}
    )
    actions.record(NAMED, by=amina, about=topic, data={"post": 3}, tell=[lena])
    jobs.work_off()
    assert told() == [("Jonas", Event.REPLY, Cadence.NOW), ("Lena", Event.MENTION, Cadence.NOW)]


def test_followers_of_the_group_hear_of_its_topics(amina, jonas, topic, group):
    actions.follow(jonas, group)
    actions.record(POST, by=amina, about=topic, data={"post": 1}, followers_of=[group])
    jobs.work_off()
    assert told() == [("Jonas", Event.TOPIC, Cadence.WEEKLY)]


def test_own_wishes_come_before_the_defaults(amina, jonas, topic):
    Preference.objects.create(person=jonas, event=Event.MENTION, cadence=Cadence.DAILY)
    actions.record(NAMED, by=amina, about=topic, data={"post": 1}, tell=[jonas])
    jobs.work_off()
    assert told() == [("Jonas", Event.MENTION, Cadence.DAILY)]
    assert mail.outbox == []


def test_who_may_not_read_is_not_told(amina, jonas, topic, monkeypatch):
    actions.register_event(POST, event=Event.REPLY, message=written, readers=lambda entry, people: {jonas.pk})
    actions.record(POST, by=amina, about=topic, data={"post": 1}, tell=[jonas, make_person(name="Stranger")])
    assert told() == [("Jonas", Event.REPLY, Cadence.NOW)]


def test_reach_counts_people_once_and_never_the_writer(amina, jonas, topic, group):
    lena, omar, gone = (make_person(name=name) for name in ("Lena", "Omar", "Gone"))
    for person in (amina, jonas, lena):
        actions.follow(person, topic)
    actions.follow(jonas, group, cadence=Cadence.NOW)
    actions.follow(omar, group, cadence=Cadence.NEVER)
    actions.follow(gone, group, level=Level.NONE)
    Preference.objects.create(person=lena, event=Event.TOPIC, cadence=Cadence.DAILY)
    assert queries.reach([topic, group], POST, by=amina) == queries.Reach(now=1, digest=1, none=1)
    assert queries.reach(topic, POST) == queries.Reach(now=0, digest=3, none=0)


def test_what_nobody_declared_is_on_the_pages_and_for_followers_in_the_digest(amina, jonas, topic):
    actions.follow(jonas, topic)
    lena = make_person(name="Lena")
    actions.record("people.profile_changed", by=amina, about=topic, tell=[lena], for_followers=True)
    jobs.work_off()
    assert told() == [("Lena", "", ""), ("Jonas", Event.TOPIC, Cadence.WEEKLY)]


def test_above_the_ceiling_the_rest_waits_for_the_digest(amina, jonas, topic):
    for number in range(CEILING + 2):
        actions.record(NAMED, by=amina, about=topic, data={"post": number}, tell=[jonas])
        jobs.work_off()
    assert Mail.objects.count() == CEILING
    assert Notice.objects.filter(cadence=Cadence.DAILY, mailed_at=None).count() == 2


def test_to_whom_nothing_arrives_no_mail_goes(amina, jonas, topic):
    Delivery.objects.create(person=jonas, bounces=3, paused_at=timezone.now())
    actions.record(NAMED, by=amina, about=topic, data={"post": 1}, tell=[jonas])
    jobs.work_off()
    assert (told(), mail.outbox) == ([("Jonas", Event.MENTION, "")], [])


def test_a_mail_carries_what_mail_programs_need(amina, jonas, topic, settings):
    settings.INBOUND_EMAIL = "smtp://127.0.0.1:2525/reply.example.org"
    settings.SITE_URL = "https://m4d.example"
    jonas.language = "ar"
    jonas.save()
    entry = actions.record(NAMED, by=amina, about=topic, data={"post": 1}, tell=[jonas])
    jobs.work_off()
    sent = mail.outbox[0]
    headers = sent.message()
    assert sent.subject == "جواب حول التحويلات"
    assert headers["Message-ID"] == f"<entry-{entry.pk}@m4d.example>"
    assert headers["References"] == headers["In-Reply-To"] == "<topic-12@m4d.example>"
    assert headers["List-Id"].endswith(" <group-7.m4d.example>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].startswith("<https://m4d.example/ar/mail/stop/")
    assert (headers["Auto-Submitted"], headers["Precedence"]) == ("auto-generated", "list")
    assert headers["Reply-To"] == actions.reply_address("t", jonas, 12)
    assert headers["From"] == settings.DEFAULT_FROM_EMAIL
    assert sent.from_email.startswith("r+")
    html = sent.alternatives[0][0]
    assert '<html lang="ar" dir="rtl">' in html
    assert "Second line &lt;b&gt;" in html
    assert "\ue000" not in html + sent.body
    assert sent.body.startswith("##- ")
    assert "https://m4d.example/ar/topics/12-remittances/" in sent.body


def test_where_no_mail_comes_in_nobody_is_asked_to_answer(amina, jonas, topic):
    actions.record(NAMED, by=amina, about=topic, data={"post": 1}, tell=[jonas])
    jobs.work_off()
    assert "##-" not in mail.outbox[0].body
    assert "Reply-To" not in mail.outbox[0].message()
    assert actions.reply_address("t", jonas, 12) == ""


def test_an_hour_is_not_a_day(amina, jonas, topic):
    for number in range(CEILING):
        actions.record(NAMED, by=amina, about=topic, data={"post": number}, tell=[jonas])
        jobs.work_off()
    Notice.objects.update(mailed_at=timezone.now() - timedelta(hours=25))
    actions.record(NAMED, by=amina, about=topic, data={"post": 99}, tell=[jonas])
    jobs.work_off()
    assert Mail.objects.count() == CEILING + 1
