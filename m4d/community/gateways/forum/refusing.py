"""What is said of a dump: why all of it is turned away, and what of it could not be placed."""

from collections.abc import Callable

from ...choices import DumpFinding, DumpRefused

#: Bytes of one post, mail or topic that are read at most: this bounds the memory that one of them can take.
LONGEST = 32 * 1024 * 1024
#: Bytes read at a time.
CHUNK = 1 << 18

#: Told of each place that is not taken as it stands: what it is, where it stands, and the value or name there.
Note = Callable[[DumpFinding, str, str], None]


class FileRefused(Exception):
    """The whole file is turned away, with the reason, the place where known, and the parser's own words."""

    def __init__(self, reason: DumpRefused, *, place: str = "", detail: str = ""):
        self.reason, self.place, self.detail = reason, place, detail[:300]
        super().__init__(f"{reason.value} {place} {detail}".strip())
