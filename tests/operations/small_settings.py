"""The smallest house that can be started, backed up and served: the room jobs and Django's own tables."""

from m4d.config.settings import *  # noqa: F403
from m4d.config.settings import env, services

INSTALLED_APPS = [
    "m4d.core",
    "m4d.jobs",
    "django_tasks",
    "django_tasks_db",
    *services.task_apps(env),
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
]
AUTH_USER_MODEL = "auth.User"
ROOT_URLCONF = "tests.operations.small_urls"
MIDDLEWARE = []
