"""Mail that a provider hands over: by its own signed call, and by nobody else's."""

import base64
import hashlib
import hmac
import json
import time

import pytest

from m4d.activity import actions
from m4d.activity.models import Delivery, Received
from m4d.jobs import actions as jobs

from .conftest import MAILS, plain

SECRET = "user:a-long-password"


@pytest.fixture
def provider(taken, settings):
    """A function that sets up a provider."""

    def choose(name, secret=SECRET):
        settings.INBOUND_EMAIL = f"webhook://{name}/reply.example.org"
        settings.INBOUND_SECRET = secret

    return choose


def basic(secret=SECRET):
    return {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(secret.encode()).decode()}


def postmark(recipient, raw):
    return json.dumps(
        {
            "FromFull": {"Email": "jonas@example.org", "Name": "Jonas"},
            "From": "jonas@example.org",
            "OriginalRecipient": recipient,
            "ToFull": [{"Email": recipient, "Name": "", "MailboxHash": ""}],
            "To": recipient,
            "Subject": "Re: Remittances",
            "MessageID": "a-b-c",
            "TextBody": "Two banks do.\n\nOn Mon, 23 Nov 2026 at 09:14 M4D Net <x@y.z> wrote:\n> Which?",
            "Headers": [
                {"Name": "Message-ID", "Value": "<pm1@example.org>"},
                {"Name": "Return-Path", "Value": "<jonas@example.org>"},
            ],
            "Attachments": [],
        }
    )


def test_a_mail_by_webhook_goes_the_same_way(client, jonas, taken, provider):
    provider("postmark")
    call = "/mail/webhooks/postmark/inbound/"
    body = postmark(actions.reply_address("t", jonas, 12), b"")
    for _ in range(2):
        assert client.post(call, body, content_type="application/json", **basic()).status_code == 200
    jobs.work_off()
    assert taken == [("Jonas", 12, "Two banks do.")]


def test_a_raw_mail_by_a_signed_webhook(client, jonas, taken, provider):
    provider("mailgun", "the-signing-key")
    stamp, token = str(int(time.time())), "t" * 50
    fields = {
        "timestamp": stamp,
        "token": token,
        "signature": hmac.new(b"the-signing-key", f"{stamp}{token}".encode(), hashlib.sha256).hexdigest(),
        "recipient": actions.reply_address("t", jonas, 12),
        "sender": "jonas@example.org",
        "body-mime": (MAILS / "gmail.ar.eml").read_bytes().decode(),
    }
    call = "/mail/webhooks/mailgun/inbound/"
    assert client.post(call, fields | {"signature": "0" * 64}).status_code == 400
    assert not Received.objects.exists()
    assert client.post(call, fields).status_code == 200
    jobs.work_off()
    assert [text for _name, _target, text in taken] == ["نعم، بنكان في ليون يقبلان البطاقة القنصلية."]


def test_nobody_else_calls(client, jonas, taken, provider):
    body = postmark(actions.reply_address("t", jonas, 12), b"")
    call = "/mail/webhooks/postmark/inbound/"
    provider("postmark")
    assert client.post(call, body, content_type="application/json", **basic("user:wrong")).status_code == 400
    assert client.post(call, body, content_type="application/json").status_code == 400
    provider("postmark", "")
    assert client.post(call, body, content_type="application/json", **basic()).status_code == 404
    provider("mailgun", "key")
    assert client.post(call, body, content_type="application/json", **basic()).status_code == 404
    assert not Received.objects.exists()


def test_where_mail_comes_by_a_port_no_webhook_answers(client, jonas, taken):
    body = plain()
    assert client.post("/mail/webhooks/postmark/inbound/", body, content_type="application/json").status_code == 404


def test_what_a_provider_could_not_deliver_is_counted(client, jonas, provider):
    provider("postmark")
    body = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "TypeCode": 1,
        "ID": 42,
        "MessageID": "x",
        "Email": "jonas@example.org",
        "BouncedAt": "2026-11-23T16:33:54.0Z",
    }
    call = "/mail/webhooks/postmark/events/"
    assert client.post(call, json.dumps(body), content_type="application/json", **basic()).status_code == 200
    assert Delivery.objects.get().bounces == 1
    body |= {"Type": "SoftBounce", "TypeCode": 4096}
    client.post(call, json.dumps(body), content_type="application/json", **basic())
    assert Delivery.objects.get().bounces <= 2


def test_every_provider_that_is_named_has_its_views(db, provider):
    from m4d.activity.adapters import webhooks

    for name in webhooks.CLASSES:
        for kind in ("inbound", "tracking"):
            view, key = webhooks._class(name, kind), webhooks._key(name, kind)
            assert key is None or hasattr(view, key), (name, kind)
