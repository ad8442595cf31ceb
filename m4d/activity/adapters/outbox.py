"""Where Django's mail functions reach the outbox."""

from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q

from m4d.accounts.models import Person

from .. import actions


class OutboxBackend(BaseEmailBackend):
    """Every mail of every library goes through the outbox: nothing is sent for a change that is undone."""

    def send_messages(self, email_messages) -> int:
        for message in email_messages:
            html = next(
                (part.content for part in getattr(message, "alternatives", []) if part.mimetype == "text/html"), ""
            )
            for address in message.recipients():
                actions.post_message(
                    person=self.owner_of(address),
                    address=address,
                    subject=message.subject,
                    text=message.body,
                    html=html,
                    headers=dict(message.extra_headers),
                    sender=message.from_email,
                    opens_account=getattr(message, "opens_account", False),
                )
        return len(email_messages)

    @staticmethod
    def owner_of(address: str) -> Person | None:
        """Whose address this is, the main one or another: what is mailed to them is theirs to see and to erase."""
        mine = Q(email=address.lower()) | Q(emailaddress__email__iexact=address)
        return Person.objects.filter(mine).order_by("pk").first()
