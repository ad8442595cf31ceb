"""The demo world of the tests that look at the whole site."""

import pytest
from django.db import transaction
from django.test import override_settings

from tests.walk import world as walked


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Starter content and demo story, told once for a file of tests and undone after it."""
    with django_db_blocker.unblock(), override_settings(M4D_DEMO=True):
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield walked.tell()
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)
