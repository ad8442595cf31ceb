"""The whole house with tables that are made at once, without the way that led to them: up in seconds."""

from m4d.config.settings import *  # noqa: F403


class _None:
    """No room has migrations."""

    def __contains__(self, _room):
        return True

    def __getitem__(self, _room):
        return None


MIGRATION_MODULES = _None()
