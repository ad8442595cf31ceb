"""What happened is written down; those who asked are told, once."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import send_mail
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.activity import actions, privacy, queries
from m4d.activity.models import Entry, Mail, Notice
from m4d.vocabulary.models import Term


@pytest.fixture
def amina(db):
    return make_person(name="Amina", email="amina@example.org")


@pytest.fixture
def jonas(db):
    return make_person(name="Jonas", email="jonas@example.org")


@pytest.fixture
def thing(db):
    return Term.objects.get(scheme="theme", code="return")


def test_an_entry_tells_the_people_named_but_not_its_author(amina, jonas, thing):
    entry = actions.record("people.profile_changed", by=amina, about=thing, tell=[amina, jonas, jonas])
    assert list(Notice.objects.values_list("person__name", "entry")) == [("Jonas", entry.pk)]


def test_followers_are_told_once_and_the_author_never(amina, jonas, thing):
    actions.follow(jonas, thing)
    actions.follow(jonas, thing)
    actions.follow(amina, thing)
    entry = actions.record("people.profile_changed", by=amina, about=thing, for_followers=True)
    actions.tell_followers(entry_id=entry.pk)
    actions.tell_followers(entry_id=entry.pk)
    assert list(Notice.objects.values_list("person__name", "followed")) == [("Jonas", True)]


def test_unfollowing(jonas, thing):
    actions.follow(jonas, thing)
    assert queries.is_following(jonas, thing)
    actions.unfollow(jonas, thing)
    assert not queries.is_following(jonas, thing)


def test_seen_is_seen_up_to_the_newest_shown(amina, jonas, thing):
    first, second = (actions.record("people.profile_changed", by=amina, about=thing, tell=[jonas]) for _ in range(2))
    actions.mark_seen(jonas, up_to=first.notices.get().pk)
    assert list(Notice.objects.filter(seen_at=None)) == [second.notices.get()]
    assert [notice.entry for notice in queries.notices_of(jonas)] == [second, first]


def test_nobody_is_named_where_no_room_says_how(amina, jonas, thing, monkeypatch):
    monkeypatch.setattr(queries.journal, "_namers", [])
    assert queries.names_for([amina], jonas) == {amina.pk: "a member"}


def test_every_library_mails_through_the_outbox(jonas, settings):
    settings.EMAIL_BACKEND = "m4d.activity.adapters.OutboxBackend"
    send_mail("Hello", "Text", None, ["jonas@example.org", "other@example.org"])
    assert list(Mail.objects.order_by("id").values_list("address", "person__name")) == [
        ("jonas@example.org", "Jonas"),
        ("other@example.org", None),
    ]
    assert mail.outbox == []


def test_a_mail_is_sent_once(jonas):
    posted = actions.post_message(person=jonas, address=jonas.email, subject="Hello", text="Text", html="<p>Text</p>")
    assert actions.deliver_mail(mail_id=posted.pk)
    assert not actions.deliver_mail(mail_id=posted.pk)
    assert [(sent.subject, sent.to) for sent in mail.outbox] == [("Hello", ["jonas@example.org"])]


def test_words_that_open_an_account_are_gone_once_they_are_sent(jonas):
    secret, other = (
        actions.post_message(
            person=jonas, address=jonas.email, subject="Hello", text="Text", html="<p>Text</p>", opens_account=opens
        )
        for opens in (True, False)
    )
    for posted in (secret, other):
        actions.deliver_mail(mail_id=posted.pk)
        posted.refresh_from_db()
    assert [sent.body for sent in mail.outbox] == ["Text", "Text"]
    assert (secret.subject, secret.text, secret.html, secret.sent_at is None) == ("Hello", "", "", False)
    assert (other.text, other.html) == ("Text", "<p>Text</p>")


def test_mails_go_after_their_days_whether_they_were_sent_or_not(jonas):
    long_ago, lately = (timezone.now() - timedelta(days=days) for days in (31, 29))
    kept = []
    for written, sent in ((long_ago, long_ago), (long_ago, None), (lately, None), (long_ago, lately)):
        posted = actions.post_message(person=jonas, address=jonas.email, subject="Hello", text="Text")
        Mail.objects.filter(pk=posted.pk).update(created_at=written, sent_at=sent)
        kept += [posted] * (lately in (written, sent))
    assert [rule[2].count() for rule in privacy.rules()] == [2, 0]
    assert actions.forget_old_mail() == 2
    assert list(Mail.objects.order_by("pk")) == kept


def test_leaving_takes_what_was_followed_and_told_but_not_the_journal(amina, jonas, thing):
    actions.follow(jonas, thing)
    actions.record("people.profile_changed", by=amina, about=thing, tell=[jonas])
    actions.erase_traces(jonas)
    assert (Notice.objects.count(), Entry.objects.count()) == (0, 1)
    assert not queries.is_following(jonas, thing)


def test_a_mail_to_a_second_address_belongs_to_its_owner_and_leaves_with_them(jonas, settings):
    settings.EMAIL_BACKEND = "m4d.activity.adapters.OutboxBackend"
    EmailAddress.objects.create(user=jonas, email="jonas@work.example.org", verified=True)
    send_mail("Two\nlines", "Text", None, ["Jonas@work.example.org"])
    assert [(row.person, row.subject) for row in Mail.objects.all()] == [(jonas, "Two lines")]
    actions.erase_traces(jonas)
    assert not Mail.objects.exists()


def test_no_transaction_is_open_while_the_mail_service_is_spoken_to(jonas):
    assert actions.deliver_mail.speaks_outside
