"""Where mail enters this room: from Django's own functions, from a port, and from a provider's webhook."""

from .outbox import OutboxBackend

__all__ = ["OutboxBackend"]
