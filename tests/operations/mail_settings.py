"""A house with the rooms that mail needs: up in a moment, and its processes are those of the whole site."""

from m4d.config.settings import *  # noqa: F403
from m4d.config.settings import env, services

INSTALLED_APPS = [
    "m4d.core",
    "m4d.jobs",
    "m4d.vocabulary",
    "m4d.accounts",
    "m4d.activity",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    *services.task_apps(env),
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
]
ROOT_URLCONF = "tests.operations.small_urls"
# allauth asks for it; no page is answered here.
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]
JOBS_LEASE_SECONDS = 2
