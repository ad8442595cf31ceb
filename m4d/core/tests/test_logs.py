"""Log lines carry no personal data."""

import logging
import sys

from m4d.core.pages.logs import Impersonal


def line_of(message, *arguments, exc_info=None) -> str:
    record = logging.LogRecord("x", logging.WARNING, "", 0, message, arguments, exc_info)
    return Impersonal("%(message)s").format(record)


def test_addresses_queries_and_tokens_are_blotted_out():
    line = line_of("Not Found: %s from %s for %s", "/en/people/?q=amina", "10.1.2.3", "amina@example.org")
    assert line == "Not Found: /en/people/?... from (network address) for (mail address)"


def test_a_confirmation_key_in_a_path_is_blotted_out():
    line = line_of("Not Found: /accounts/confirm-email/MzI6abcdefghijklmnopqrstuv:1wX/")
    assert "abcdefghij" not in line


def test_a_traceback_is_blotted_out_too():
    try:
        raise ValueError("DETAIL: Key (email)=(amina@example.org) exists, seen from 10.1.2.3")
    except ValueError:
        line = line_of("Internal Server Error: /en/", exc_info=sys.exc_info())
    assert "Traceback" in line
    assert "amina" not in line
    assert "10.1.2.3" not in line
