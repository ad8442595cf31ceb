"""Mails leave over a real line: many over one connection, and one bad address stops no other."""

import smtplib

import pytest
from aiosmtpd.controller import Controller

from m4d.activity import actions
from m4d.activity.choices import MOST_BOUNCES
from m4d.activity.models import Delivery, Mail
from m4d.jobs.models import Job

from .test_listener import free_port

pytestmark = pytest.mark.django_db(transaction=True)


class Service:
    """A mail service that knows nobody called "gone", and is short of room for "full"."""

    def __init__(self):
        self.taken, self.connections = [], 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        self.connections += 1
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone"):
            return "550 5.1.1 No such user"
        if address.startswith("full"):
            return "452 4.2.2 Mailbox full"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append((envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        return "250 OK"


@pytest.fixture
def service(settings, way):
    handler, port = Service(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    handler.connections = 0
    settings.MAIL_DELIVERY = {
        "backend": "django.core.mail.backends.smtp.EmailBackend",
        "host": "127.0.0.1",
        "port": port,
        "timeout": 10,
    }
    yield handler
    controller.stop()


def mails(*people):
    return [
        Mail(person=person, address=person.email, sender="M4D Net <noreply@m4d.example>", subject="Hi", text="Text")
        for person in people
    ]


def test_many_mails_go_over_one_connection_and_a_bad_address_stops_none(service, jonas):
    from m4d.accounts.factories import make_person

    people = [jonas, *(make_person(name=name, email=f"{name}@example.org") for name in ("gone", "full", "lena"))]
    made = Mail.objects.bulk_create(mails(*people))
    actions.deliver_mails(mail_ids=[mail.pk for mail in made])
    assert [to for _back, to, _content in service.taken] == ["jonas@example.org", "lena@example.org"]
    assert service.connections == 1
    assert Job.objects.filter(action__endswith="deliver_mail").count() == 2
    back, _to, content = service.taken[0]
    assert back == "r+" + back[2:] and back.endswith("@reply.example.org")
    assert b"From: M4D Net <noreply@m4d.example>" in content


def test_an_address_that_the_service_does_not_know_is_counted_and_not_tried_again(service, db):
    from m4d.accounts.factories import make_person

    gone, full = (make_person(name=name, email=f"{name}@example.org") for name in ("gone", "full"))
    for mail in Mail.objects.bulk_create(mails(*[gone] * MOST_BOUNCES)):
        assert actions.deliver_mail(mail_id=mail.pk) is False
    assert Delivery.objects.get().paused_at is not None
    (waiting,) = Mail.objects.bulk_create(mails(full))
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        actions.deliver_mail(mail_id=waiting.pk)
    assert Delivery.objects.count() == 1
