"""The checks behind /readyz and `m4d doctor`: what was found, and what to do where it is not good."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.mail import get_connection
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from m4d.accounts import queries as accounts
from m4d.accounts.choices import Seal
from m4d.activity import queries as activity
from m4d.activity.gateways import addresses
from m4d.community import queries as community
from m4d.jobs import queries as jobs
from m4d.languages import queries as languages


@dataclass(frozen=True)
class Check:
    """One thing looked at. `found` says what was seen, `advice` what to do about it when it is not good."""

    name: str
    is_good: bool
    found: str
    advice: str = ""


def _guarded(name: str, look: Callable[[], Check], advice: str) -> Check:
    """Run one check; a service that does not answer is a finding, not a crash. Its message may hold a password."""
    try:
        return look()
    except Exception as error:
        return Check(name, False, f"did not answer ({type(error).__name__})", advice)


def readiness() -> list[Check]:
    """What a load balancer needs to know, in a few milliseconds."""
    return [database(), cached(), search(), tasks()]


def database() -> Check:
    """One statement through the connection that pages use."""

    def look():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
        return Check("database", True, connection.vendor)

    return _guarded("database", look, "Check DATABASE_URL, and that the database server is running.")


def cached() -> Check:
    """A value written is read back."""

    def look():
        token = uuid4().hex
        cache.set("health", token, 30)
        # Two processes may ask at once: any token that came back shows that the cache works.
        good = isinstance(cache.get("health"), str)
        return Check("cache", good, "answers" if good else "forgets what was written", _CACHE_ADVICE)

    return _guarded("cache", look, _CACHE_ADVICE)


_CACHE_ADVICE = "Check CACHE_URL and that Redis is running; without CACHE_URL run: m4d start"


def search() -> Check:
    """The index can be asked."""

    def look():
        # Imported here, so that an index that cannot even be loaded is a finding like any other.
        from m4d.catalogue import queries as catalogue  # noqa: PLC0415

        catalogue.find(words="a", size=1)
        return Check("search", True, "answers")

    return _guarded("search", look, "Run m4d start, which builds the search index.")


def tasks() -> Check:
    """A worker was heard of lately, and nothing that is due has been waiting for long."""

    def look():
        if not jobs.somebody_works():
            return Check("tasks", False, "no worker was heard of in the last minute", TASKS_ADVICE)
        if jobs.is_late():
            return Check("tasks", False, "jobs have been waiting for more than 15 minutes", TASKS_ADVICE)
        return Check("tasks", True, "a worker is at work")

    return _guarded("tasks", look, "Check TASKS_URL, and that Redis is running when it names one.")


TASKS_ADVICE = (
    "Start m4d serve (the worker is inside it), or m4d worker where TASKS_URL names a queue or a worker of its own."
)


def migrations() -> Check:
    """Every change of the tables has been made."""

    def look():
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if missing:
            return Check("migrations", False, f"{missing} not applied", "Run m4d start.")
        return Check("migrations", True, "all applied")

    return _guarded("migrations", look, "Run m4d start.")


def mode() -> Check:
    """A demo stays a demo, a real site stays a real site."""

    def look():
        objection = jobs.demo_objection(demo_mode=settings.M4D_DEMO)
        if objection:
            return Check("demo mode", False, "does not fit this database", objection)
        return Check("demo mode", True, "on: sign-ins with a published password exist" if settings.M4D_DEMO else "off")

    return _guarded("demo mode", look, "Run m4d start.")


def site() -> Check:
    """The settings that a public site needs."""
    problems = []
    local = any(name in settings.SITE_URL for name in ("127.0.0.1", "localhost"))
    if local and not settings.M4D_DEMO:
        problems.append("set SITE_URL to the public address of the site")
    if not local and not settings.HTTPS:
        problems.append("let SITE_URL begin with https and serve it behind a proxy that speaks TLS")
    host = settings.SITE_URL.split("://", 1)[-1].split("/", 1)[0].rsplit(":", 1)[0]
    if "*" in settings.ALLOWED_HOSTS or not any(host.endswith(name.lstrip(".")) for name in settings.ALLOWED_HOSTS):
        problems.append("name the host of SITE_URL, and no wildcard, in ALLOWED_HOSTS")
    if len(settings.SECRET_KEY) < 40:
        problems.append("set SECRET_KEY to at least 40 random characters")
    if problems:
        advice = "; ".join(problems)
        return Check("settings", False, settings.SITE_URL, advice[0].upper() + advice[1:] + ".")
    return Check("settings", True, settings.SITE_URL)


def secret_keys() -> Check:
    """Every second factor opens, and whether an older key of the site is still needed."""

    def look():
        seals = accounts.second_factors_by_seal()
        if lost := seals[Seal.LOST]:
            advice = "Put the key that SECRET_KEY was before into SECRET_KEY_FALLBACKS, then run m4d reseal."
            return Check("secret key", False, f"second factors that no key of this site opens: {lost}", advice)
        if older := seals[Seal.OLDER]:
            found = f"second factors that still need SECRET_KEY_FALLBACKS: {older}"
            return Check("secret key", False, found, "Run m4d reseal, and only then take the older key away.")
        if bare := seals[Seal.NONE]:
            return Check("secret key", False, f"second factors that are not sealed: {bare}", "Run m4d reseal.")
        if not settings.SECRET_KEY_FALLBACKS:
            return Check("secret key", True, f"second factors that it opens: {seals.total()}")
        if sessions := accounts.sessions_of_older_keys():
            found = f"only sessions need SECRET_KEY_FALLBACKS: {sessions}; without it their owners sign in again"
            return Check("secret key", True, found)
        return Check("secret key", True, "nothing in the database needs SECRET_KEY_FALLBACKS any more")

    return _guarded("secret key", look, "Run m4d start.")


def scanner() -> Check:
    """Whether files of members are looked through for viruses."""

    def look():
        answers = community.scanner_answers()
        if answers is None:
            return Check("virus scanner", True, "none: files say that they were not scanned")
        waiting = len(community.waiting_for_scan())
        found = f"{'answers' if answers else 'does not answer'}; files that wait for it: {waiting}"
        return Check("virus scanner", answers, found, "Check CLAMD_URL, or that clamd runs and listens there.")

    return _guarded("virus scanner", look, "Check CLAMD_URL.")


def storage() -> Check:
    """A file written is read back and removed."""

    def look():
        text = uuid4().hex.encode()
        name = default_storage.save("health/check.txt", ContentFile(text))
        try:
            with default_storage.open(name) as file:
                good = file.read() == text
        finally:
            default_storage.delete(name)
        return Check("storage", good, "answers" if good else "returns other bytes", _STORAGE_ADVICE)

    return _guarded("storage", look, _STORAGE_ADVICE)


_STORAGE_ADVICE = "Check STORAGE_URL, or that the folder media in M4D_DATA_DIR can be written."


def mail_out() -> Check:
    """The way out for mail opens; nothing is sent."""
    way = dict(settings.MAIL_DELIVERY)
    backend = way.pop("backend")
    advice = "Check EMAIL_URL: host, port, user and password, for example smtp+tls://user:password@host:587"

    def look():
        if "smtp" in backend:
            way["timeout"] = 10
        line = get_connection(backend, fail_silently=False, **way)
        line.open()
        line.close()
        if "filebased" in backend:
            return Check("mail out", True, f"kept as files in {way['file_path']}")
        return Check("mail out", True, f"{way.get('host', 'the mail service')} answers")

    return _guarded("mail out", look, advice)


def mail_in() -> Check:
    """Whether replies by mail can be taken: the setting makes sense, and what came in was read."""
    try:
        way = addresses.way()
    except ValueError as error:
        return Check("mail in", False, "INBOUND_EMAIL makes no sense", str(error))
    if way is None:
        return Check("mail in", True, "not configured: replies to the site's mail are not read")
    if way.provider and not settings.INBOUND_SECRET:
        return Check("mail in", False, "no secret for the webhooks", "Set INBOUND_SECRET, as the provider shows it.")
    stuck = activity.stuck_received(timezone.now()).count()
    if stuck:
        advice = "See the failed jobs below, then m4d doctor --retry."
        return Check("mail in", False, f"{stuck} mails came in and could not be read", advice)
    how = f"by webhooks of {way.provider}" if way.provider else f"{way.scheme.upper()} on {way.host}:{way.port}"
    return Check("mail in", True, f"for {way.domain}, {how}")


def disk() -> Check:
    """Room to grow in the data folder."""
    free = shutil.disk_usage(settings.DATA_DIR).free / 1024**3
    advice = "Free some room, or move M4D_DATA_DIR to a larger disk."
    return Check("disk", free >= 1, f"{free:.1f} GiB free in {settings.DATA_DIR}", advice)


def clock() -> Check:
    """Each line of the clock has fired when it was due (or is young)."""

    def look():
        firings = jobs.last_firings()
        if not firings:
            return Check("clock", False, "never fired", TASKS_ADVICE)
        return Check(
            "clock", True, f"{len(firings)} timed actions, last at {max(firings.values()):%Y-%m-%d %H:%M} UTC"
        )

    return _guarded("clock", look, TASKS_ADVICE)


def translation() -> Check:
    """Whether the translation engine answers, where the site was given one."""
    health = languages.translation_health()
    waiting = f", {health.waiting} texts wait" if health.waiting else ""
    return Check("translation", health.ok, f"{health.name or 'off'}{waiting}", health.message)


def failed_jobs() -> Check:
    """Nothing was given up."""

    def look():
        counts = jobs.waiting()
        if counts["failed"]:
            return Check(
                "jobs",
                False,
                f"{counts['failed']} given up",
                "See Reports in /manage/, mend the cause, then run m4d doctor --retry.",
            )
        return Check("jobs", True, f"{counts['waiting']} waiting, none given up")

    return _guarded("jobs", look, "Run m4d start.")


def catalogues() -> Check:
    """The words of the interface are compiled for every language."""
    missing = [
        code
        for code, _name in settings.LANGUAGES
        if code != "en" and not Path(settings.LOCALE_PATHS[0], code, "LC_MESSAGES", "django.mo").exists()
    ]
    if missing:
        return Check("languages", False, "not compiled: " + ", ".join(missing), "Run m4d messages compile.")
    return Check("languages", True, ", ".join(code for code, _name in settings.LANGUAGES))


def vocabularies() -> Check:
    """The controlled lists are filled."""

    def look():
        terms = apps.get_model("vocabulary", "Term").objects
        files = {path.stem for path in Path(apps.get_app_config("vocabulary").path, "data").glob("*.csv")}
        missing = sorted(files - set(terms.values_list("scheme", flat=True).distinct()))
        if missing:
            return Check(
                "vocabularies", False, "missing: " + ", ".join(missing[:5]), "Run m4d start, which loads them."
            )
        return Check("vocabularies", True, f"{terms.count()} terms in {len(files)} lists")

    return _guarded("vocabularies", look, "Run m4d start, which loads them.")
