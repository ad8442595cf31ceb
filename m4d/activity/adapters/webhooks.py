"""Mail that a provider hands over by webhook (django-anymail), and what it tells of mails that did not arrive.

Anymail's views check the signature, or the password in the address, that INBOUND_SECRET holds; nothing is taken
where that is not set.
"""

from functools import cache
from importlib import import_module

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from .. import actions, queries
from ..gateways import addresses

#: Providers whose webhooks are signed with a key, and what Anymail calls it. Others use "user:password".
KEYS = {
    "mailgun": "webhook_signing_key",
    "mailersend": {"inbound": "inbound_secret", "tracking": "signing_secret"},
    "resend": {"inbound": "inbound_secret", "tracking": "signing_secret"},
}
CLASSES = {
    "brevo": "Brevo",
    "mailersend": "MailerSend",
    "mailgun": "Mailgun",
    "mailjet": "Mailjet",
    "postmark": "Postmark",
    "resend": "Resend",
    "sendgrid": "SendGrid",
    "sparkpost": "SparkPost",
}
#: What a provider calls a mail that will never arrive.
GONE = ("bounced", "rejected")


@csrf_exempt
def mail_webhook(request, provider: str, kind: str) -> HttpResponse:
    """What the provider of the site's mail calls: "inbound" brings mail, "tracking" news of mails sent."""
    way = addresses.way()
    if way is None or way.provider != provider or provider not in CLASSES or not settings.INBOUND_SECRET:
        raise Http404
    return _view(provider, kind)(request)


def _key(provider: str, kind: str) -> dict:
    named = KEYS.get(provider)
    name = named.get(kind) if isinstance(named, dict) else named
    return {name or "basic_auth": settings.INBOUND_SECRET}


@cache
def _classes(provider: str, kind: str):
    # Only who is called by a provider pays for the library.
    from anymail import signals  # noqa: PLC0415

    module = import_module(f"anymail.webhooks.{provider}")
    found = getattr(module, f"{CLASSES[provider]}{kind.capitalize()}WebhookView")
    if kind == "inbound":
        signals.inbound.connect(take, sender=found, dispatch_uid="m4d")
    else:
        signals.tracking.connect(note, sender=found, dispatch_uid="m4d")
    return found


def _view(provider: str, kind: str):
    return _classes(provider, kind).as_view(**_key(provider, kind))


def take(sender, event, **_more) -> None:
    """Keep a mail for each of its addresses that are ours, before the provider hears that it was taken."""
    message = event.message
    named = [message.envelope_recipient or ""]
    if not any(addresses.is_ours(one) for one in named):
        named = [address.addr_spec for address in [*message.to, *message.cc]]
    raw = message.as_bytes()
    for recipient in dict.fromkeys(one for one in named if addresses.is_ours(one)):
        actions.receive(raw, recipient=recipient, sender=message.envelope_sender or "provider@localhost")


def note(sender, event, **_more) -> None:
    """Count what a provider says will never arrive."""
    if event.event_type in GONE and event.reject_reason in (None, "bounced", "invalid"):
        person = queries.owner_of(event.recipient or "")
        if person is not None:
            actions.count_bounce(person.pk)
