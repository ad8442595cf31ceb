"""The whole way by mail, over a real line: from the invitation to the endorsement, without ever opening the site."""

import re
import smtplib
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.core import mail
from django.utils import translation
from django.utils.translation import gettext

from m4d.accounts.factories import make_person
from m4d.accounts.models import Person
from m4d.activity.actions import receiving
from m4d.activity.models import Received
from m4d.activity.tests.conftest import plain, way  # noqa: F401 mail comes in
from m4d.activity.tests.test_listener import listener  # noqa: F401 the port, open
from m4d.community.models import Attachment
from m4d.core.text import isolate
from m4d.discussions import actions
from m4d.discussions.factories import (
    AFTER,
    BEFORE,
    CLOSES_AT,
    DURING,
    OPEN_AT,
    WINDOW_ENDS_AT,
    WINDOW_ENDS_ON,
    make_facilitator,
    make_open,
    make_prepared,
    say,
)
from m4d.discussions.models import Contribution, Discussion, Endorsement, Objection
from m4d.jobs import actions as jobs

from .conftest import words

pytestmark = pytest.mark.django_db(transaction=True)

FATOU, ROSA = "fatou@example.sn", "rosa@example.ec"
#: What Fatou says in each language: to join, to take part, as her answer, and what her program puts above a quote.
SAID = {
    "fr": (
        "Bonjour, je voudrais participer avec vous", "Oui, volontiers.", "À Kédougou, la date a décidé qui venait.",
        "Le lun. 9 mars 2026 à 09:14, M4D Net <noreply@m4d.example> a écrit :",
    ),
    "ar": (
        "أريد الانضمام إلى الشبكة", "نعم، بكل سرور.", "في كيدوغو قرر الموعد من يحضر.",
        "في الاثنين، 9 مارس 2026 في 09:14 كتب M4D Net <noreply@m4d.example>:",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The moment at which mails come in."""
    moment = SimpleNamespace(at=BEFORE)
    monkeypatch.setattr(receiving, "timezone", SimpleNamespace(now=lambda: moment.at))
    return moment


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """Files of a test go with it."""
    settings.CLAMD_URL = ""
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "files"), "base_url": "/media/"},
        }
    }


@pytest.fixture
def sends(listener, clock):  # noqa: F811 the port, from the tests of it
    """Somebody sends a mail over the line; all that follows from it is done. Gives what is mailed to them then."""
    kind = smtplib.LMTP if listener.way.scheme == "lmtp" else smtplib.SMTP

    def send(raw, to, *, sender=FATOU, at=BEFORE):
        clock.at = at
        mail.outbox.clear()
        with kind("127.0.0.1", listener.way.port, timeout=20) as line:
            line.sendmail(sender, [to], raw if isinstance(raw, bytes) else raw.as_bytes())
        jobs.work_off()
        return told(sender)

    return send


def told(address=FATOU):
    """The mails that somebody got."""
    return [sent for sent in mail.outbox if sent.to == [address]]


def happened(address=FATOU):
    """The one mail that somebody got of what just happened."""
    mail.outbox.clear()
    jobs.work_off()
    (sent,) = told(address)
    return sent


def back_to(sent) -> str:
    return sent.message()["Reply-To"].split("<")[-1].rstrip(">")


def reply(sent, text, *, above="", sender=f"Fatou Sarr <{FATOU}>", files=()) -> EmailMessage:
    """An answer as Gmail writes it: plain and HTML, a signature, all of our mail quoted below, and files."""
    quoted = "\n".join(f"> {line}" for line in sent.body.split("\n"))
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, back_to(sent), f"Re: {sent.subject}"
    made["Message-ID"] = f"<{abs(hash((text, sent.subject)))}@mail.gmail.example>"
    made["In-Reply-To"] = sent.message()["Message-ID"]
    made.set_content(f"{text}\n\n-- \nFatou Sarr\nFédération de Kédougou\n\n{above}\n\n{quoted}\n")
    made.add_alternative(
        f'<div dir="auto">{text}</div><div class="gmail_signature">Fatou Sarr<br>Fédération de Kédougou</div>'
        f'<div class="gmail_quote"><div class="gmail_attr">{above}</div><blockquote>{sent.body}</blockquote></div>',
        subtype="html",
    )
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def sentence(text, language, **names):
    with translation.override(language):
        return gettext(text) % names if names else gettext(text)


@pytest.mark.parametrize(("language", "listener"), [("fr", "smtp"), ("ar", "lmtp")], indirect=["listener"])
def test_a_member_who_never_opens_the_site_takes_part_from_invitation_to_endorsement(language, sends, client):
    join, yes, answer, above = SAID[language]
    facilitator, team = make_facilitator(), [make_person("Fatima Ba"), make_person("Luis Mora")]
    discussion = make_prepared(facilitator=facilitator, moderators=team)
    actions.schedule_discussion(discussion, by=facilitator, at=BEFORE)

    # She becomes a member by mail, is invited, and says yes.
    (asked,) = sends(plain(join, sender=f"Fatou Sarr <{FATOU}>"), "join@reply.example.org")
    sends(reply(asked, yes, above=above), back_to(asked))
    fatou = Person.objects.get(email=FATOU)
    assert fatou.language == language
    actions.invite(discussion, by=facilitator, addresses=[FATOU, "nobody@example.org"], at=BEFORE)
    invited = happened()
    title = isolate(discussion.title, language)
    assert invited.subject == sentence("You are invited: %(title)s", language, title=title)
    (thanked,) = sends(reply(invited, yes, above=above), back_to(invited))
    assert sentence("You take part by e-mail now. Each question comes to you, and you answer it by replying.",
                    language) in thanked.body  # fmt: skip
    actions.invite(discussion, by=facilitator, addresses=[FATOU], at=BEFORE)
    mail.outbox.clear()
    jobs.work_off()
    assert told() == []

    # The launch comes, then the second question; she answers that one, with two files.
    actions.open_due(at=OPEN_AT)
    launch = happened()
    assert ("Question 1?" in launch.body, "Question 2?" in launch.body) == (True, True)
    actions.open_questions(at=DURING)
    asked = happened()
    assert "Question 2?" in asked.subject
    files = [("programme.pdf", b"%PDF-1.7 the programme"), ("setup.exe", b"MZ")]
    (left,) = sends(reply(asked, answer, above=above, files=files), back_to(asked), at=DURING)
    assert "setup.exe" in left.body
    assert "programme.pdf" not in left.body
    contribution = Contribution.objects.get()
    assert (contribution.question.number, contribution.text, contribution.via_mail) == (2, answer, True)
    page = words(client.get(contribution.question.get_absolute_url()))
    assert answer in page
    assert "programme.pdf" in page
    assert "Not scanned for viruses" in page
    assert "Fédération de Kédougou" not in page
    assert "> " not in contribution.text
    assert contribution.question.title in contribution.cut

    # Others speak, the recap comes, a mail that comes too late is kept and answered.
    rosa = make_person("Rosa Quispe", email=ROSA, language="es")
    cited = say(discussion, "En Loja también.", by=rosa, language="es")
    jobs.work_off()
    actions.publish_recap(discussion, by=team[0], text="Dates decide.", language="en", at=DURING)
    recap = happened()
    assert "Dates decide." in recap.body
    assert back_to(recap) == back_to(asked)
    actions.close_due(at=CLOSES_AT)
    jobs.work_off()
    (late,) = sends(reply(recap, f"{answer} {answer}", above=above), back_to(recap), at=CLOSES_AT)
    assert late.alternatives[0][0].count(f'lang="{language}"')
    assert Contribution.objects.waiting().get().author == fatou

    # The draft: she endorses it, and Rosa objects to its second paragraph.
    for text, source in (("Dates decide who can come.", contribution), ("Money decides, too.", cited)):
        actions.save_paragraph(discussion, by=team[0], text=text, language="en", sources=[source], at=AFTER)
    actions.put_draft(discussion, by=team[0], ends_on=WINDOW_ENDS_ON, at=AFTER)
    draft = happened()
    (asked_of_rosa,) = told(ROSA)
    assert "2. Money decides, too." in draft.body
    (counted,) = sends(reply(draft, yes, above=above), back_to(draft), at=AFTER)
    assert sentence("Your endorsement is counted. Thank you.", language) in counted.body
    assert Endorsement.objects.get().via_mail
    objects = "Me opongo al párrafo 2: el dinero no lo decide todo."
    (noted,) = sends(
        reply(asked_of_rosa, objects, sender=f"Rosa Quispe <{ROSA}>"), back_to(asked_of_rosa), sender=ROSA, at=AFTER
    )
    assert sentence("Your objection to paragraph %(number)s is with the moderators.", "es", number=2) in noted.body
    objection = Objection.objects.get()
    assert (objection.paragraph.text, objection.text) == ("Money decides, too.", "el dinero no lo decide todo.")

    # The result comes; nothing of this needed the site.
    actions.end_windows(at=WINDOW_ENDS_AT)
    assert "Dates decide who can come." in happened().body
    assert Discussion.objects.get(pk=discussion.pk).is_endorsed
    fatou.refresh_from_db()
    assert fatou.last_login is None
    assert set(Received.objects.values_list("outcome", flat=True)) == {"taken"}


@pytest.fixture
def asked_in(sends):
    """A member who takes part by mail in an open discussion, and the mail of its first recap."""

    def asked(language):
        member = make_person("Fatou Sarr", email=FATOU, language=language)
        discussion = make_open()
        jobs.work_off()
        actions.take_following(member, discussion.pk, SimpleNamespace(text="yes", was_received_at=DURING))
        actions.publish_recap(discussion, by=discussion.team[0], text="Dates.", language="en", at=DURING)
        return discussion, happened()

    return asked


UNHAPPY = {
    "a wrong token": (
        "r+x", FATOU, "Words.", DURING,
        "Please open our mail again and use the reply button. You can also write on the site:",
    ),
    "an empty body": (
        "r+", FATOU, "", DURING,
        "Your mail has no words of your own, only a quoted mail, a signature or files. Write above the quote.",
    ),
    "too late": (
        "r+", FATOU, "Words.", CLOSES_AT,
        "This e-discussion had closed when your mail came. Your text is kept on the list of late contributions. "
        "A moderator may admit it, with a reason that everybody can read.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr", "es", "ar"])
@pytest.mark.parametrize("case", UNHAPPY)
def test_what_cannot_be_taken_is_answered_in_the_senders_language(case, language, asked_in, sends):
    begins, sender, text, at, expected = UNHAPPY[case]
    discussion, asked = asked_in(language)
    (answer,) = sends(reply(asked, text), back_to(asked).replace("r+", begins), sender=sender, at=at)
    assert sentence(expected, language) in answer.body
    assert f'lang="{language}"' in answer.alternatives[0][0]
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.alternatives[0][0]
    assert not Contribution.objects.published().exists()


STRANGERS = {
    "en": "I would like to say that the date decided who came to the meeting.",
    "fr": "Je voudrais dire que la date a décidé qui venait à la réunion.",
    "es": "Quiero decir que la fecha decidió quién venía a la reunión.",
    "ar": "أريد أن أقول إن الموعد قرر من يحضر الاجتماع.",
}


@pytest.mark.parametrize("language", STRANGERS)
def test_an_unknown_sender_reads_why_in_their_language_and_nothing_is_published(language, asked_in, sends):
    _discussion, asked = asked_in("en")
    stranger = "somebody@elsewhere.example"
    wrong = back_to(asked).replace("r+", "r+x")
    (answer,) = sends(plain(STRANGERS[language], sender=stranger), wrong, sender=stranger, at=DURING)
    expected = "You get this explanation once a day at most."
    assert sentence(expected, language) in answer.body
    assert f'lang="{language}"' in answer.alternatives[0][0]
    # With her address, too: she is asked first, as whoever has it may have found it.
    sends(plain(STRANGERS[language], sender=stranger), back_to(asked), sender=stranger, at=DURING)
    assert len(told()) == 1
    assert not Contribution.objects.exists()


def test_a_yes_after_the_opening_brings_the_address_of_each_open_question(asked_in, sends):
    discussion, _asked = asked_in("en")
    member = make_person("Rosa Quispe", email=ROSA, language="en")
    actions.invite(discussion, by=discussion.facilitator, addresses=[ROSA], at=DURING)
    invited = happened(ROSA)
    (answer,) = sends(reply(invited, "Yes", sender=ROSA), back_to(invited), sender=ROSA, at=DURING)
    addresses = re.findall(r"r\+\w+@reply\.example\.org", answer.body)
    assert len(addresses) == 2
    sends(plain("In Loja, too.", sender=ROSA), addresses[1], sender=ROSA, at=DURING)
    assert Contribution.objects.get(author=member).question.number == 2


def test_whose_words_are_no_yes_reads_what_to_write(asked_in, sends):
    discussion, _asked = asked_in("fr")
    make_person("Rosa Quispe", email=ROSA, language="es")
    actions.invite(discussion, by=discussion.facilitator, addresses=[ROSA], at=DURING)
    invited = happened(ROSA)
    (answer,) = sends(reply(invited, "Quizás más tarde", sender=ROSA), back_to(invited), sender=ROSA, at=DURING)
    assert sentence("Begin your reply with “yes” to take part by e-mail.", "es") in answer.body


def test_under_a_pseudonym_a_mail_leaves_files_that_name_their_author_out(asked_in, sends):
    discussion, asked = asked_in("en")
    actions.choose_pseudonym(discussion, by=Person.objects.get(email=FATOU), name="Golondrina", at=DURING)
    files = [("plan.pdf", b"%PDF-1.7 by Fatou Sarr"), ("figures.csv", b"a,b\n1,2\n")]
    (left,) = sends(reply(asked, "Under another name.", files=files), back_to(asked), at=DURING)
    assert "plan.pdf: Such a file can say inside who made it." in left.body
    assert [file.name for file in Attachment.objects.all()] == ["figures.csv"]
