"""What this room remembers."""

from .journal import Entry, Follow, Notice
from .mail import Delivery, Mail, Preference
from .received import Answered, Joining, Received

__all__ = ["Answered", "Delivery", "Entry", "Follow", "Joining", "Mail", "Notice", "Preference", "Received"]
