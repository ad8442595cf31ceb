"""Mail that comes in: brought where it belongs, or answered in its sender's language; never silence, never a loop."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.activity import actions, privacy
from m4d.activity.actions import mailboxes
from m4d.activity.choices import ANSWERS_A_DAY, Letter, Outcome
from m4d.activity.gateways import addresses, kept
from m4d.activity.models import Delivery, Follow, Joining, Preference, Received
from m4d.vocabulary.models import Term

from .conftest import MAILS, plain


def to(person, number=12):
    return actions.reply_address("t", person, number)


def answers():
    return [(sent.to[0], sent.subject) for sent in mail.outbox]


@pytest.mark.parametrize("path", sorted(MAILS.glob("*.eml")), ids=lambda path: path.stem)
def test_answers_of_every_client_reach_their_mailbox(path, jonas, taken, arrives):
    row = arrives(path.read_bytes(), to(jonas))
    assert (row.outcome, row.person) == (Outcome.TAKEN, jonas)
    assert [(name, target) for name, target, _text in taken] == [("Jonas", 12)]
    assert mail.outbox == []


def test_a_mail_sent_twice_is_taken_once(jonas, taken, arrives):
    raw = plain()
    assert arrives(raw, to(jonas)) is not None
    assert arrives(raw, to(jonas)) is None
    assert len(taken) == 1


def test_one_mail_to_two_addresses_is_taken_at_both(jonas, taken, arrives):
    raw = plain()
    arrives(raw, to(jonas, 1))
    arrives(raw, to(jonas, 2))
    assert [target for _name, target, _text in taken] == [1, 2]


def test_without_a_number_the_words_tell_two_mails_apart(jonas, taken, arrives):
    for text in ("First", "First", "Second"):
        arrives(plain(text, Message_ID=None), to(jonas))
    assert [text for _name, _target, text in taken] == ["First", "Second"]


@pytest.mark.parametrize("language, subject", [("en", "Not taken: "), ("fr", "Pas "), ("es", "No "), ("ar", None)])
def test_what_is_closed_is_answered_in_the_senders_language_with_their_words(language, subject, jonas, taken, arrives):
    jonas.language = language
    jonas.save()
    row = arrives(plain("My long answer"), to(jonas, 2000))
    assert row.outcome == Outcome.REFUSED
    sent = mail.outbox[0]
    assert sent.to == ["jonas@example.org"]
    assert "This discussion has ended." in sent.body
    assert "My long answer" in sent.body
    assert sent.message()["Auto-Submitted"] == "auto-replied"
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in sent.alternatives[0][0]


def test_words_of_the_sender_are_no_markup_in_the_answer(jonas, taken, arrives):
    arrives(plain("<img src=x onerror=alert(1)>"), to(jonas, 2000))
    assert "&lt;img" in mail.outbox[0].alternatives[0][0]


@pytest.mark.parametrize(
    "text", ["", "   \r\n\r\n", "> only a quote\r\n> of ours", "Sent from my iPhone", "\r\n-- \r\nJonas\r\nLyon"]
)
def test_an_empty_body_is_explained(text, jonas, taken, arrives):
    assert arrives(plain(text), to(jonas)).outcome == Outcome.REFUSED
    assert taken == []
    assert "no words of your own" in mail.outbox[0].body


def test_a_wrong_address_is_explained_to_a_member_and_once_a_day_to_a_stranger(jonas, taken, arrives):
    wrong = to(jonas).replace("r+", "r+a")
    assert arrives(plain("One"), wrong).outcome == Outcome.REFUSED
    assert answers() == [("jonas@example.org", "Not taken: Re: Remittances")]
    for text in ("Hola, yo quiero escribir para el grupo", "Y otra vez para el grupo"):
        arrives(plain(text, sender="x@elsewhere.example"), wrong, sender="x@elsewhere.example")
    assert [who for who, _subject in answers()] == ["jonas@example.org", "x@elsewhere.example"]
    assert 'lang="es"' in mail.outbox[1].alternatives[0][0]
    assert taken == []


def test_nobody_gets_more_answers_in_a_day_than_this(jonas, taken, arrives):
    for number in range(ANSWERS_A_DAY + 3):
        arrives(plain(f"Number {number}"), to(jonas, 2000))
    assert len(mail.outbox) == ANSWERS_A_DAY


def test_a_forged_sender_publishes_nothing_until_its_owner_confirms(client, jonas, taken, arrives):
    row = arrives(plain(sender="Jonas <jonas@evil.example>"), to(jonas), sender="jonas@evil.example")
    assert (row.outcome, taken) == (Outcome.ASKED, [])
    assert answers() == [("jonas@example.org", "Is this mail yours? Re: Remittances")]
    token = addresses.seal(Letter.CONFIRM, jonas.pk, row.pk)
    page = f"/en/mail/confirmation/{token}/"
    assert page in mail.outbox[0].body
    assert "jonas@" in client.get(page).content.decode()
    assert taken == []
    client.post(page)
    from m4d.jobs import actions as jobs

    jobs.work_off()
    assert len(taken) == 1
    client.post(page)
    jobs.work_off()
    assert len(taken) == 1


def test_a_second_confirmed_address_is_ones_own(jonas, taken, arrives):
    EmailAddress.objects.create(user=jonas, email="jonas@work.example", verified=True)
    EmailAddress.objects.create(user=jonas, email="jonas@maybe.example", verified=False)
    assert arrives(plain(sender="jonas@Work.example"), to(jonas)).outcome == Outcome.TAKEN
    assert arrives(plain(sender="jonas@maybe.example"), to(jonas)).outcome == Outcome.ASKED


PROGRAMS = {
    "absence": {"Auto_Submitted": "auto-replied"},
    "absence of Outlook": {"subject": "Automatic reply: Remittances"},
    "absence in French": {"subject": "Réponse automatique : absente"},
    "absence in Arabic": {"subject": "رد تلقائي: التحويلات"},
    "list": {"List_Id": "<list.example>"},
    "bulk": {"Precedence": "bulk"},
    "mail service": {"sender": "MAILER-DAEMON@example.org"},
    "our own loop": {"X_Loop": "m4d.example"},
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_are_neither_published_nor_answered(name, jonas, taken, arrives):
    for address in (to(jonas), to(jonas, 2000), "r+aaaaaaaa@reply.example.org", "join@reply.example.org"):
        assert arrives(plain(name, **PROGRAMS[name]), address).outcome == Outcome.IGNORED
    assert (taken, mail.outbox, Joining.objects.count()) == ([], [], 0)


def test_a_mail_without_an_envelope_sender_is_a_programs(jonas, taken, arrives):
    assert arrives(plain(), to(jonas), sender="<>").outcome == Outcome.IGNORED
    assert mail.outbox == []


def test_whoever_left_is_a_stranger(jonas, taken, arrives):
    address = to(jonas)
    jonas.is_active = False
    jonas.save()
    assert arrives(plain(), address).outcome == Outcome.REFUSED
    assert taken == []


def test_a_mailbox_that_is_closed_says_so(jonas, way, arrives, monkeypatch):
    monkeypatch.setattr(mailboxes, "_mailboxes", {})
    assert arrives(plain(), to(jonas)).outcome == Outcome.REFUSED
    assert "takes no mail any more" in mail.outbox[0].body


def test_what_a_room_wrote_before_it_refused_is_undone(jonas, way, arrives, monkeypatch):
    from m4d.core.verdicts import Refusal

    def half(person, target, incoming):
        actions.follow(person, Term.objects.first())
        raise Refusal(["No."])

    monkeypatch.setattr(mailboxes, "_mailboxes", {"t": half})
    assert arrives(plain(), to(jonas)).outcome == Outcome.REFUSED
    assert not Follow.objects.exists()


def test_words_of_a_room_are_mailed_back(jonas, way, arrives, monkeypatch):
    monkeypatch.setattr(
        mailboxes, "_mailboxes", {"t": lambda *_: actions.Taken("summary/1/", "Summary", "You endorsed the summary.")}
    )
    arrives(plain("yes"), to(jonas))
    assert "You endorsed the summary." in mail.outbox[0].body
    assert "https://m4d.example/en/summary/1/" in mail.outbox[0].body


def test_what_cannot_be_worked_on_is_answered_after_all(jonas, way, arrives, monkeypatch):
    def broken(person, target, incoming):
        raise ZeroDivisionError

    monkeypatch.setattr(mailboxes, "_mailboxes", {"t": broken})
    row = arrives(plain(), to(jonas))
    assert (row.outcome, mail.outbox) == (Outcome.WAITING, [])
    from m4d.jobs import actions as jobs

    assert actions.answer_stuck(at=timezone.now() + timedelta(hours=4)) == 1
    jobs.work_off()
    assert answers() == [("jonas@example.org", "Not taken, through a fault of ours: Re: Remittances")]
    assert actions.answer_stuck(at=timezone.now() + timedelta(hours=5)) == 0


# --- Mails of ours that do not arrive ---

REPORT = """From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-{number}@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; jonas@example.org
Action: {action}
Status: {status}
--b--
"""


def report(number, *, action="failed", status="5.1.1"):
    return REPORT.format(number=number, action=action, status=status)


def test_three_refusals_for_good_pause_mail_and_the_page_says_so(client, jonas, arrives):
    back = addresses.address(Letter.BOUNCE, jonas.pk, 0)
    arrives(report(1, action="delayed", status="4.4.1"), back, sender="")
    arrives(report(2, status="5.2.2"), back, sender="")
    assert not Delivery.objects.exists()
    for number in (3, 4):
        arrives(report(number), back, sender="")
    assert Delivery.objects.get().paused_at is None
    # Some services answer to the address for replies.
    arrives(report(5), to(jonas), sender="")
    assert Delivery.objects.get().paused_at is not None
    assert mail.outbox == []
    from m4d.core.testing import signed_in

    page = signed_in(client, jonas).get("/en/settings/notifications/").content.decode()
    assert "Mail to you pauses." in page
    client.post("/en/settings/notifications/resumption/")
    assert not Delivery.objects.exists()


def test_a_person_who_writes_to_the_address_for_reports_is_answered(jonas, arrives):
    back = addresses.address(Letter.BOUNCE, jonas.pk, 0)
    assert arrives(plain("My code is 5.1.1"), back).outcome == Outcome.REFUSED
    assert (len(mail.outbox), Delivery.objects.count()) == (1, 0)


def test_whoever_writes_to_us_can_be_written_to(jonas, taken, arrives):
    Delivery.objects.create(person=jonas, bounces=3, paused_at=timezone.now())
    arrives(plain(), to(jonas))
    assert Delivery.objects.get().paused_at is None


def test_a_mail_stops_mails_without_a_word(jonas, arrives):
    from m4d.activity.choices import STRONGEST_FIRST, Event

    number = STRONGEST_FIRST.index(Event.TOPIC)
    arrives(plain(""), addresses.address(Letter.STOP_EVENT, jonas.pk, number), sender="")
    assert list(Preference.objects.values_list("event", "cadence")) == [("topic", "never")]
    assert mail.outbox == []


# --- Joining ---


@pytest.mark.parametrize(
    "language, hello, yes",
    [
        ("en", "Hello, I would like to join", "Yes please"),
        ("fr", "Bonjour, je voudrais participer avec vous", "Oui"),
        ("es", "Hola, quiero participar en la red", "Sí."),
        ("ar", "أريد الانضمام إلى الشبكة", "نعم"),
    ],
)
def test_a_member_is_made_by_mail_alone(language, hello, yes, db, taken, arrives):
    sender = "Fatou Sarr <fatou@example.sn>"
    arrives(plain(hello, sender=sender), "join@reply.example.org", sender="fatou@example.sn")
    asked = mail.outbox[0]
    assert asked.to == ["fatou@example.sn"]
    assert f'lang="{language}"' in asked.alternatives[0][0]
    assert not Person.objects.filter(email="fatou@example.sn").exists()
    back = asked.reply_to[0] if asked.reply_to else asked.message()["Reply-To"]
    address = back.split("<")[-1].rstrip(">")
    quoted = "\r\n".join(f"> {line}" for line in asked.body.split("\n"))
    arrives(plain(f"{yes}\r\n\r\n{quoted}", sender=sender), address, sender="fatou@example.sn")
    person = Person.objects.get(email="fatou@example.sn")
    assert (person.name, person.language, person.has_usable_password()) == ("Fatou Sarr", language, False)
    assert person.consents.filter(withdrawn_at=None).exists()
    assert EmailAddress.objects.get(user=person).verified
    assert not Joining.objects.exists()
    assert len(mail.outbox) == 2
    assert arrives(plain("Bonjour", sender=sender), to(person), sender="fatou@example.sn").outcome == Outcome.TAKEN


def test_anything_but_yes_or_from_somebody_else_makes_no_member(db, arrives):
    arrives(plain("Hello", sender="a@example.sn"), "join@reply.example.org", sender="a@example.sn")
    address = mail.outbox[0].message()["Reply-To"].split("<")[-1].rstrip(">")
    arrives(plain("yes", sender="b@example.sn"), address, sender="b@example.sn")
    arrives(plain("Who are you?", sender="a@example.sn"), address, sender="a@example.sn")
    assert Person.objects.count() == 0


def test_a_member_who_wants_to_join_hears_that_they_are_one(jonas, arrives):
    arrives(plain("Hello"), "join@reply.example.org")
    assert answers() == [("jonas@example.org", "You are a member of M4D Net already")]
    assert Person.objects.count() == 1


def test_a_yes_after_its_days_is_explained(db, arrives):
    arrives(plain("Hello", sender="a@example.sn"), "join@reply.example.org", sender="a@example.sn")
    address = mail.outbox[0].message()["Reply-To"].split("<")[-1].rstrip(">")
    Joining.objects.update(asked_at=timezone.now() - timedelta(days=8))
    actions.forget_received()
    from m4d.activity.models import Answered

    Answered.objects.all().delete()
    arrives(plain("yes", sender="a@example.sn"), address, sender="a@example.sn")
    assert (Person.objects.count(), len(mail.outbox)) == (0, 2)


# --- Personal data ---


def test_raw_mail_goes_after_seven_days_with_its_file(jonas, taken, arrives):
    old = arrives(plain("Old"), to(jonas))
    Received.objects.update(at=timezone.now() - timedelta(days=8))
    row = arrives(plain("New"), to(jonas))
    long_ago = kept.keep(b"of no row", timezone.now() - timedelta(days=9))
    assert [rule[2].count() for rule in privacy.rules() if rule[1].endswith("forget_received")] == [1]
    assert actions.forget_received() == 1
    assert list(Received.objects.all()) == [row]
    assert kept.open_kept(long_ago) == b""
    assert kept.open_kept(row.file)
    assert old.pk != row.pk


def test_leaving_takes_what_was_mailed_in(jonas, taken, arrives, django_capture_on_commit_callbacks):
    row = arrives(plain(), to(jonas))
    with django_capture_on_commit_callbacks(execute=True):
        actions.erase_traces(jonas)
    assert not Received.objects.exists()
    assert kept.open_kept(row.file) == b""


def test_everything_about_mail_is_in_the_copy_a_person_takes_home(jonas, taken, arrives):
    arrives(plain(), to(jonas))
    actions.wish(jonas, {"topic": "never"})
    copy = privacy.export(jonas)
    assert copy["wishes"] == [{"event": "topic", "cadence": "never"}]
    assert [row["outcome"] for row in copy["mailed_in"]] == ["taken"]


def test_nobody_elses_mailbox(jonas, taken, arrives):
    lena = make_person(name="Lena", email="lena@example.org")
    assert arrives(plain(sender="lena@example.org"), to(jonas)).outcome == Outcome.ASKED
    assert mail.outbox[0].to == [jonas.email] != [lena.email]
