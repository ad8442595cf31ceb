"""What this room adds to the staff side."""

from . import staff

__all__ = ["staff"]
