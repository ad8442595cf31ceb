"""The demo world of the tests that look at the whole site."""

import pytest
from django.conf import settings as of_the_site
from django.db import transaction
from django.test import override_settings

from tests.walk import world as walked


def _keeping_files_in(folder) -> dict:
    """The storages of the site, with every file in one folder."""
    kept = "django.core.files.storage.FileSystemStorage"
    return {
        **of_the_site.STORAGES,
        "default": {"BACKEND": kept, "OPTIONS": {"location": str(folder / "media"), "base_url": "/media/"}},
        "private": {"BACKEND": kept, "OPTIONS": {"location": str(folder / "private"), "base_url": None}},
    }


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    """Starter content and demo story, told once for a file of tests and undone after it."""
    storages = _keeping_files_in(tmp_path_factory.mktemp("world"))
    with django_db_blocker.unblock(), override_settings(M4D_DEMO=True, STORAGES=storages):
        whole = transaction.atomic()
        whole.__enter__()
        try:
            found = walked.tell()
            found.storages = storages
            yield found
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _files_of_the_world(request, settings, _fresh_process):
    """A test that looks at the told world finds the files of its story, not an empty folder of its own."""
    if "world" in request.fixturenames:
        settings.STORAGES = request.getfixturevalue("world").storages
