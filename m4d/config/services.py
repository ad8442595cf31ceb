"""Turns the address settings (DATABASE_URL, CACHE_URL, ...) into what Django expects."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit


def data_dir(env, base: Path, *, testing: bool) -> Path:
    """The folder of everything that is not code; tests keep theirs apart, one for each process."""
    if testing:
        folder = Path(tempfile.mkdtemp(prefix="m4d-tests-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    else:
        folder = Path(env.str("M4D_DATA_DIR", str(base / "var"))).resolve()
    (folder / "static").mkdir(parents=True, exist_ok=True)
    return folder


def secret_key(env, data_dir: Path) -> str:
    """SECRET_KEY, or one that is made once and kept in the data folder, readable by its owner only."""
    given = env.str("SECRET_KEY", "")
    if given:
        return given
    kept = data_dir / "secret-key"
    try:
        with open(kept, "x", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return kept.read_text().strip()


def older_keys(env) -> list[str]:
    """Keys that were SECRET_KEY before, with commas in SECRET_KEY_FALLBACKS: they open, and seal and sign nothing."""
    return [key for given in env.str("SECRET_KEY_FALLBACKS", "").split(",") if (key := given.strip())]


def database(env, data_dir: Path) -> dict:
    """SQLite in the data folder unless DATABASE_URL names another one; connections persist."""
    settings = env.db_url("DATABASE_URL", default=f"sqlite:///{data_dir / 'm4d.sqlite3'}")
    settings["CONN_MAX_AGE"] = 600
    settings["CONN_HEALTH_CHECKS"] = settings["ENGINE"].endswith("postgresql")
    if settings["ENGINE"].endswith("postgresql"):
        # Statements come back by the thousand: the server plans them once for each connection (decision 0029).
        options = {"server_side_binding": True, "prepare_threshold": 3} | settings.get("OPTIONS", {})
        if options["prepare_threshold"] == "off":
            options["prepare_threshold"] = None
        settings["OPTIONS"] = options
    if settings["ENGINE"].endswith("sqlite3"):
        settings["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
                "PRAGMA cache_size=-8000; PRAGMA temp_store=MEMORY;"
            ),
        }
    return settings


def cache(env, *, testing: bool) -> dict:
    """A cache shared by all processes: a table by default, Redis in production, where each test process is alone."""
    url = env.str("CACHE_URL", "")
    if url.startswith(("redis://", "rediss://")):
        prefix = f"tests-{secrets.token_hex(6)}" if testing else "m4d"
        return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url, "KEY_PREFIX": prefix}
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }


def redis_tasks(env) -> bool:
    return env.str("TASKS_URL", "").startswith(("redis://", "rediss://"))


def task_apps(env) -> list[str]:
    return ["django_rq", "django_tasks_rq"] if redis_tasks(env) else []


def redis_queues(env) -> dict:
    """The one queue in Redis, where TASKS_URL names one; a job that hangs for an hour is stopped and tried again."""
    return {"default": {"URL": env.str("TASKS_URL"), "DEFAULT_TIMEOUT": 3600}} if redis_tasks(env) else {}


def tasks(env, *, testing: bool) -> dict:
    """The carrier of background work; the truth about each job is the table of the room `jobs`."""
    if redis_tasks(env):
        return {"BACKEND": "django_tasks_rq.RQBackend", "QUEUES": ["default"]}
    return {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}


def openid_connect(env) -> dict:
    """Organizations whose members sign in with their own system: OIDC_PROVIDERS is a JSON list of objects with
    id, name, server_url (the issuer), client_id and secret."""
    return {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": given["id"],
                    "name": given["name"],
                    "client_id": given["client_id"],
                    "secret": given.get("secret", ""),
                    "settings": {"server_url": given["server_url"]},
                }
                for given in env.json("OIDC_PROVIDERS", default=[])
            ],
        }
    }


def storages(env, data_dir: Path) -> dict:
    """Files in the data folder, or in S3-compatible storage: STORAGE_URL=s3://key:secret@host/bucket."""
    url = env.str("STORAGE_URL", "")
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    if url.startswith("s3://"):
        parts = urlsplit(url)
        options = {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "endpoint_url": f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
            "bucket_name": parts.path.strip("/"),
        }
        s3 = "storages.backends.s3.S3Storage"
        return {
            "default": {"BACKEND": s3, "OPTIONS": options},
            # The same bucket; /media/ answers only the folders that are public.
            "private": {"BACKEND": s3, "OPTIONS": options | {"location": "private", "default_acl": "private"}},
            "staticfiles": static,
        }
    return {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(data_dir / "media"), "base_url": "/media/"},
        },
        # What waits to be read or fetched by one person; nothing serves it.
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(data_dir / "private"), "base_url": None},
        },
        "staticfiles": static,
    }


def mail(env, data_dir: Path) -> dict:
    """How the outbox delivers: the backend's dotted name and its arguments."""
    if not env.str("EMAIL_URL", ""):
        folder = data_dir / "mail"
        folder.mkdir(exist_ok=True)
        return {"backend": "django.core.mail.backends.filebased.EmailBackend", "file_path": str(folder)}
    parts = env.email_url("EMAIL_URL")
    given = {
        "backend": parts["EMAIL_BACKEND"],
        "host": parts.get("EMAIL_HOST"),
        "port": parts.get("EMAIL_PORT"),
        "username": parts.get("EMAIL_HOST_USER"),
        "password": parts.get("EMAIL_HOST_PASSWORD"),
        "use_tls": parts.get("EMAIL_USE_TLS"),
        "use_ssl": parts.get("EMAIL_USE_SSL"),
        "file_path": parts.get("EMAIL_FILE_PATH"),
    }
    return {"timeout": 20} | {name: value for name, value in given.items() if value not in (None, "")}


def logging(*, testing: bool) -> dict:
    """Log lines on standard error; requests are named by path only, never by person or address.

    In tests pytest keeps the lines of each test: standard error is closed behind it when the test is over.
    """
    to_stderr = {"class": "logging.StreamHandler", "formatter": "plain"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {
                "()": "m4d.core.pages.logs.Impersonal",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
            }
        },
        "handlers": {"stderr": {"class": "logging.NullHandler"} if testing else to_stderr},
        "root": {"handlers": ["stderr"], "level": "ERROR" if testing else "WARNING"},
        "loggers": {"m4d": {"level": "ERROR" if testing else "INFO"}},
    }
