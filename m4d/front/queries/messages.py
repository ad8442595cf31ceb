"""What is remembered, for a while, of messages to the facilitators."""

from ipaddress import ip_address, ip_network

from django.core.cache import cache
from django.utils.crypto import salted_hmac

# A form that lay open for longer than a day is no longer good.
FORM_SECONDS = 24 * 3600
ALL_VISITORS = "front-messages"


def messages_of(person, network: str) -> int:
    """How many messages this member, or all visitors behind this network address, wrote within the hour."""
    return cache.get(messages_key(person, network), 0)


def messages_key(person, network: str) -> str:
    """Under which name they are counted. A network address is not kept, only a mark that nobody reads back."""
    if getattr(person, "is_authenticated", False):
        return f"front-messages-{person.pk}"
    return f"front-messages-from-{salted_hmac('front-messages', neighbourhood(network)).hexdigest()}"


def neighbourhood(network: str) -> str:
    """The address itself, or for the newer kind the network that one household has."""
    try:
        found = ip_address(network)
    except ValueError:
        return ""
    return str(ip_network(f"{found}/64", strict=False) if found.version == 6 else found)


def form_is_spent(number: str, message: str) -> bool:
    """Whether another message was already written in this form; the same one, sent twice, is the same message."""
    return cache.get(form_key(number), words_mark(message)) != words_mark(message)


def form_key(number: str) -> str:
    """Where it is remembered that a form was used."""
    return f"front-message-form-{number}"


def words_mark(message: str) -> str:
    """Tells one message from another without keeping it."""
    return salted_hmac("front-message", message).hexdigest()
