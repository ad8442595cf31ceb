"""`m4d doctor`: each thing that can be wrong is found, with what to do, and without a password."""

import socket
from argparse import Namespace
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from m4d.accounts.factories import make_person
from m4d.config.operations import doctor, health, reseal
from m4d.jobs import actions as jobs
from m4d.jobs.models import Job, Mark
from m4d.vocabulary.models import Term

pytestmark = pytest.mark.django_db


def test_healthy_site_is_well(settings):
    settings.SITE_URL, settings.HTTPS, settings.ALLOWED_HOSTS = "https://m4d.example", True, ["m4d.example"]
    for check in (health.site(), health.database(), health.cached(), health.storage(), health.search()):
        assert check.is_good, check
    assert health.mail_in().found.startswith("not configured")


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"SITE_URL": "http://127.0.0.1:8000", "M4D_DEMO": False}, "Set SITE_URL to the public address"),
        ({"SITE_URL": "http://m4d.example", "HTTPS": False}, "begin with https"),
        ({"SITE_URL": "https://m4d.example", "HTTPS": True, "ALLOWED_HOSTS": ["*"]}, "no wildcard, in ALLOWED_HOSTS"),
        ({"SITE_URL": "https://m4d.example", "HTTPS": True, "ALLOWED_HOSTS": ["x.org"]}, "in ALLOWED_HOSTS"),
        ({"SECRET_KEY": "short"}, "at least 40 random characters"),
    ],
)
def test_settings_that_a_public_site_must_not_have_are_named(settings, changed, says):
    settings.SITE_URL, settings.HTTPS, settings.ALLOWED_HOSTS = "https://m4d.example", True, ["m4d.example"]
    for name, value in changed.items():
        setattr(settings, name, value)
    check = health.site()
    assert not check.is_good
    assert says.lower() in check.advice.lower()


def test_mail_service_that_does_not_answer_is_found_without_its_password(settings):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.MAIL_DELIVERY = {
            "backend": "django.core.mail.backends.smtp.EmailBackend",
            "host": "127.0.0.1",
            "port": closed.getsockname()[1],
            "username": "amina",
            "password": "hunter2",
        }
        check = health.mail_out()
    assert not check.is_good
    assert "EMAIL_URL" in check.advice
    assert "hunter2" not in f"{check.found}{check.advice}"


def test_vocabulary_that_is_missing_is_named():
    assert health.vocabularies().is_good
    Term.objects.filter(scheme="theme").delete()
    assert health.vocabularies().found == "missing: theme"


def test_worker_that_was_not_heard_of_is_missed_and_one_that_was_is_not():
    assert not health.tasks().is_good
    assert "m4d serve" in health.tasks().advice
    jobs.beat()
    assert health.tasks().is_good
    Job.objects.create(action="m4d.jobs.actions.tidy", due_at=timezone.now() - timedelta(hours=1))
    assert "15 minutes" in health.tasks().found


def test_jobs_that_were_given_up_are_counted_and_tried_again_on_request(capsys):
    Job.objects.create(action="m4d.jobs.actions.tidy", failed_at=timezone.now(), attempts=5)
    assert health.failed_jobs().found == "1 given up"
    assert "--retry" in health.failed_jobs().advice
    doctor.run(Namespace(quick=True, retry=True))
    assert "1 jobs are tried again." in capsys.readouterr().out
    assert Job.objects.get().failed_at is None


def test_round_trip_says_when_nobody_works(monkeypatch):
    check = doctor.round_trip(seconds=0.2)
    assert not check.is_good
    assert "not done within" in check.found


def test_storage_that_returns_nothing_is_found(settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    settings.MEDIA_ROOT = blocked
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(blocked)},
        },
    }
    check = health.storage()
    assert not check.is_good
    assert "STORAGE_URL" in check.advice


def test_clock_that_never_fired_is_found():
    assert not health.clock().is_good
    jobs.fire_clock([])
    assert not health.clock().is_good


def test_report_ends_with_status_1_and_the_advice_below_what_is_wrong(capsys):
    Mark.objects.all().delete()
    assert doctor.run(Namespace(quick=True, retry=False)) == 1
    told = capsys.readouterr().out
    assert "BAD  tasks" in told
    assert "Start m4d serve" in told
    assert "to mend." in told


def test_readyz_names_the_services_and_nothing_else(client):
    jobs.beat()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": "ok", "cache": "ok", "search": "ok", "tasks": "ok"}
    Mark.objects.all().delete()
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["tasks"] == "failing"


def test_an_older_key_of_the_site_is_named_while_it_is_needed(client, settings, capsys):
    amina = make_person("Amina Diallo")
    TOTP.activate(amina, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    assert (health.secret_keys().is_good, health.secret_keys().found) == (True, "second factors that it opens: 1")
    older, settings.SECRET_KEY = settings.SECRET_KEY, "another key"
    check = health.secret_keys()
    assert (check.is_good, check.found) == (False, "second factors that no key of this site opens: 1")
    assert "SECRET_KEY_FALLBACKS" in check.advice
    assert reseal.run(Namespace()) == 1
    settings.SECRET_KEY_FALLBACKS = [older]
    check = health.secret_keys()
    assert (check.is_good, check.found) == (False, "second factors that still need SECRET_KEY_FALLBACKS: 1")
    assert "m4d reseal" in check.advice
    assert reseal.run(Namespace()) == 0
    assert "Second factors sealed with the present SECRET_KEY: 1" in capsys.readouterr().out
    assert health.secret_keys().found == "nothing in the database needs SECRET_KEY_FALLBACKS any more"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = older, ["another key"]
    client.force_login(amina)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key", [older]
    check = health.secret_keys()
    assert check.is_good
    assert "only sessions need SECRET_KEY_FALLBACKS: 1" in check.found


def test_older_keys_come_from_the_environment(make_house):
    house = make_house("keys")
    house.environment["SECRET_KEY_FALLBACKS"] = " one, two,"
    told = house.python("from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)")
    assert told == "['one', 'two']\n"
