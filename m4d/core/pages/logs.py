"""Log lines without personal data."""

import logging
import re

_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_NETWORK = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{0,4}\b")
_QUERY = re.compile(r"(?<=/)\?\S+")
_TOKEN = re.compile(r"(?<=[?&/=])[\w-]{24,}(:[\w-]+)*")
# PostgreSQL quotes the values of the row that broke a constraint.
_VALUES = re.compile(r"(Key|Failing row contains) \(.*?\)(=\(.*?\))?")


def impersonal(text: str) -> str:
    """A text without mail addresses, network addresses, query strings, long tokens and quoted values of rows."""
    text = _VALUES.sub(r"\1 (values)", text)
    text = _ADDRESS.sub("(mail address)", text)
    text = _NETWORK.sub("(network address)", text)
    return _TOKEN.sub("(token)", _QUERY.sub("?...", text))


class Impersonal(logging.Formatter):
    """Cleans the whole line as it is written, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return impersonal(super().format(record))
