"""Reads what another forum or a mailing list has written out: Discourse (JSON), Stack Exchange (XML), mbox.

A dump is read whole into a scratch file before anything is kept; what is not what it says is refused there.
"""

from .markup import tidy
from .opening import files_in, read
from .refusing import FileRefused, Note
from .scratch import Found, Scratch, Thread

__all__ = ["FileRefused", "Found", "Note", "Scratch", "Thread", "files_in", "read", "tidy"]
