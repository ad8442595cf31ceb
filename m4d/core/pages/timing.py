"""Where the time of one request goes."""

import time
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.template.base import Template

_current: ContextVar = ContextVar("timing", default=None)


class Measure:
    """Sums of one request, in seconds."""

    def __init__(self):
        self.database = self.templates = 0.0
        self.statements = self.depth = 0

    def statement(self, execute, sql, params, many, context):
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.database += time.perf_counter() - started
            self.statements += 1

    def header(self, total: float) -> str:
        """The Server-Timing header (durations in milliseconds)."""
        return (
            f'db;dur={self.database * 1000:.1f};desc="{self.statements} queries", '
            f"template;dur={self.templates * 1000:.1f}, total;dur={total * 1000:.1f}"
        )


@contextmanager
def measured():
    """Measure the request that runs inside."""
    token = _current.set(Measure())
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def watch_templates() -> None:
    """Count the time of the outermost template of each request; called once where M4D_TIMING is on."""
    plain = Template.render
    if hasattr(plain, "__wrapped__"):
        return

    @wraps(plain)
    def watched(self, context):
        measure = _current.get()
        if measure is None or measure.depth:
            return plain(self, context)
        measure.depth = 1
        started = time.perf_counter()
        try:
            return plain(self, context)
        finally:
            measure.templates += time.perf_counter() - started
            measure.depth = 0

    Template.render = watched
