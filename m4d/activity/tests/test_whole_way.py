"""The whole way, over a real line: somebody joins, is told, answers and asks, and never opens the site."""

import smtplib

import pytest
from django.core import mail

from m4d.accounts.models import Person
from m4d.activity import actions
from m4d.activity.models import Received
from m4d.community.factories import make_group, make_member, make_topic
from m4d.community.models import Post, Topic
from m4d.jobs import actions as jobs

from .conftest import plain
from .test_listener import listener  # noqa: F401 the port

pytestmark = pytest.mark.django_db(transaction=True)

ANSWER = {
    "fr": "Deux banques à Lyon acceptent la carte consulaire.",
    "ar": "نعم، بنكان في ليون يقبلان البطاقة القنصلية.",
}
HELLO = {"fr": "Bonjour, je voudrais participer avec vous", "ar": "أريد الانضمام إلى الشبكة"}
YES = {"fr": "Oui", "ar": "نعم"}


def quoted(text):
    return "\r\n".join(f"> {line}" for line in text.split("\n"))


@pytest.fixture
def writes(listener):  # noqa: F811 the port, from the tests of it
    """Somebody sends a mail over the line, and everything that follows from it is done."""

    def write(text, to, *, sender="fatou@example.sn", name="Fatou Sarr", **more):
        with smtplib.SMTP("127.0.0.1", listener.way.port, timeout=20) as line:
            line.sendmail(sender, [to], plain(text, sender=f"{name} <{sender}>", **more))
        jobs.work_off()

    return write


def back_to(sent) -> str:
    return sent.message()["Reply-To"].split("<")[-1].rstrip(">")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_somebody_takes_part_by_mail_alone(language, writes):
    amina = make_member("Amina Diallo")
    group = make_group("Savings", facilitator=amina)
    writes(HELLO[language], "join@reply.example.org")
    asked = mail.outbox.pop()
    writes(f"{YES[language]}\r\n\r\n{quoted(asked.body)}", back_to(asked))
    fatou = Person.objects.get(email="fatou@example.sn")
    assert fatou.language == language
    mail.outbox.clear()

    actions.follow(fatou, group, cadence="now")
    topic = make_topic(group, amina, "Which banks open accounts?", text="Without residence papers?")
    jobs.work_off()
    (told,) = [sent for sent in mail.outbox if sent.to == ["fatou@example.sn"]]
    assert "Which banks open accounts?" in told.subject
    assert f'lang="{language}"' in told.alternatives[0][0]
    mail.outbox.clear()

    writes(f"{ANSWER[language]}\r\n\r\n{quoted(told.body)}", back_to(told), subject=f"Re: {told.subject}")
    post = Post.objects.get(topic=topic, author=fatou)
    assert (post.text, post.via_mail) == (ANSWER[language], True)
    # Amina is told, and Fatou does not hear her own echo.
    assert [sent.to for sent in mail.outbox if "fatou@example.sn" in sent.to] == []

    begin = told.message()["List-Post"].removeprefix("<mailto:").rstrip(">")
    assert begin in told.body
    writes(ANSWER[language], begin, subject="Question")
    assert Topic.objects.filter(group=group, title="Question", started_by=fatou).exists()
    assert set(Received.objects.values_list("outcome", flat=True)) == {"taken"}
