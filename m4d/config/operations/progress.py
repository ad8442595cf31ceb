"""What commands say while they work: one line per step, with the seconds it took."""

import sys
import time
from contextlib import contextmanager


def say(line: str = "") -> None:
    """One line for the operator, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


@contextmanager
def step(what: str):
    """Name a step before it begins and its seconds after it ended."""
    sys.stdout.write(f"{what} ... ")
    sys.stdout.flush()
    began = time.monotonic()
    try:
        yield
    except BaseException:
        sys.stdout.write("failed\n")
        raise
    say(f"{time.monotonic() - began:.1f} s")


def counter(total: int, *, every: float = 2.0):
    """A function to call with the number done so far; says so at most every few seconds."""
    began = last = time.monotonic()

    def tell(done: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= every:
            last = now
            say(f"   {done:,} of {total:,} after {now - began:.0f} s")

    return tell
