"""What rooms say about mail that comes in: who takes an answer, and under which address."""

from collections.abc import Callable

from ..gateways import addresses
from ..gateways.letters import Incoming, Taken

Handler = Callable[[object, int, Incoming], Taken]

_mailboxes: dict[str, Handler] = {}


def register_mailbox(purpose: str, handler: Handler) -> None:
    """Mails to addresses of this purpose (one letter) go to `handler(person, target_id, incoming)`.

    It runs in one transaction with the mark that the mail was taken, gives `Taken(path, title)`, or raises
    `Refusal`: its sentences are then mailed to the sender. It may be called again for a mail that failed half way.
    """
    if len(purpose) != 1 or not purpose.isascii() or not purpose.isalpha():
        raise ValueError("The purpose of a mailbox is one letter")
    _mailboxes[purpose] = handler


def mailbox(purpose: str) -> Handler | None:
    """Who takes mails to addresses of this purpose."""
    return _mailboxes.get(purpose)


def reply_address(purpose: str, person, target_id: int) -> str:
    """Where this person writes to answer this thing by mail; "" where the site takes no mail."""
    return addresses.address(purpose, person.pk, target_id)
