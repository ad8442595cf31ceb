"""Mail that a provider hands over by webhook (django-anymail), and what it tells of mails that did not arrive.

INBOUND_SECRET holds the key with which Anymail checks the signature of a call, or "user:password" where a provider
signs nothing and the password stands in the address that it calls. Nothing is taken where it is not set.
"""

from functools import cache
from importlib import import_module

from django.conf import settings
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from .. import actions, queries
from ..gateways import addresses

#: Providers whose webhooks are signed with a key, and what Anymail calls it. Others use "user:password".
KEYS = {
    "mailgun": "webhook_signing_key",
    "mailersend": {"inbound": "inbound_secret", "tracking": "signing_secret"},
}
CLASSES = {
    "brevo": "Brevo",
    "mailersend": "MailerSend",
    "mailgun": "Mailgun",
    "mailjet": "Mailjet",
    "postmark": "Postmark",
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
    view, key = _class(provider, kind), _key(provider, kind)
    if key is None and not _knows_the_password(request):
        return HttpResponse(status=400)
    return view.as_view(**({key: settings.INBOUND_SECRET} if key else {}))(request)


def _key(provider: str, kind: str) -> str | None:
    """What Anymail calls the key that signs the calls of this provider, None where a password protects them."""
    named = KEYS.get(provider)
    return named.get(kind) if isinstance(named, dict) else named


def _knows_the_password(request) -> bool:
    from anymail.utils import get_request_basic_auth  # noqa: PLC0415  only who is called by a provider pays for it

    return constant_time_compare(get_request_basic_auth(request) or "", settings.INBOUND_SECRET)


@cache
def _class(provider: str, kind: str):
    # Only who is called by a provider pays for the library.
    from anymail import signals  # noqa: PLC0415

    module = import_module(f"anymail.webhooks.{provider}")
    theirs = getattr(module, f"{CLASSES[provider]}{kind.capitalize()}WebhookView")
    # The password is checked above: Anymail would take it from a setting of its own.
    found = type(theirs.__name__, (theirs,), {"warn_if_no_basic_auth": False})
    if kind == "inbound":
        signals.inbound.connect(take, sender=found, dispatch_uid="m4d")
    else:
        signals.tracking.connect(note, sender=found, dispatch_uid="m4d")
    return found


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
