"""Fixtures of every room's tests."""

from uuid import uuid4

import pytest
from pytest_django.plugin import blocking_manager_key


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The vocabularies are there for every test: pages show names, not codes."""
    # Models can be loaded only now.
    from m4d.vocabulary import actions as vocabulary

    with django_db_blocker.unblock():
        vocabulary.load_starter()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """A test whose rows were really written is cleaned up by emptying every table: the vocabularies come back."""
    result = yield
    marker = item.get_closest_marker("django_db")
    emptied = (marker and marker.kwargs.get("transaction")) or "transactional_db" in item.fixturenames
    # After the last test the tables themselves are gone.
    if emptied and nextitem is not None:
        from m4d.vocabulary import actions as vocabulary

        with item.config.stash[blocking_manager_key].unblock():
            vocabulary.load_starter()
    return result


@pytest.fixture(autouse=True)
def _fresh_process(settings, tmp_path):
    """Nothing kept in memory and no file passes from one test to the next."""
    # The store reads the settings when it is loaded.
    from m4d.catalogue.gateways import tables
    from m4d.core.pages import memory
    from m4d.core.pages.store import store

    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media"), "base_url": "/media/"},
        },
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "private"), "base_url": None},
        },
    }
    if settings.CACHES["default"]["BACKEND"].endswith("RedisCache"):
        # A table is rolled back with its test; Redis would carry rate limits from one test to the next.
        settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
    settings.MAIL_DELIVERY = {"backend": "django.core.mail.backends.locmem.EmailBackend"}
    store.clear()
    memory.forget_all()
    tables.forget_downloads()
    yield
    store.clear()
