"""All settings, from the environment only; the names are those of docs/decisions and the README."""

import os
import sys
from pathlib import Path

import environ

from m4d.config import services

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

# Set by pytest itself: a tool that merely imports pytest is no test.
TESTING = "PYTEST_VERSION" in os.environ and "pytest" in sys.modules
DATA_DIR = services.data_dir(env, BASE_DIR, testing=TESTING)
M4D_DEMO = env.bool("M4D_DEMO", False)
M4D_TIMING = env.bool("M4D_TIMING", M4D_DEMO)

DEBUG = False
SECRET_KEY = services.secret_key(env, DATA_DIR)
SECRET_KEY_FALLBACKS = services.older_keys(env)
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{env.str('PORT', '') or 8000}").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_FAILURE_VIEW = "m4d.config.views.stale_form"
HTTPS = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "m4d.core",
    "m4d.jobs",
    "m4d.vocabulary",
    "m4d.accounts",
    "m4d.activity",
    "m4d.catalogue",
    "m4d.languages",
    "m4d.trails",
    "m4d.moderation",
    "m4d.places",
    "m4d.people",
    "m4d.community",
    "m4d.discussions",
    "m4d.projects",
    "m4d.front",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.settings",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks",
    "django_tasks_db",
    *services.task_apps(env),
    "template_partials",
    "django_htmx",
    "django.contrib.humanize",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

# The first one answers warm public pages before anything else runs; everything below is paid
# only by pages that are new, personal or written to.
MIDDLEWARE = [
    "m4d.core.pages.middleware.Timing",
    "m4d.core.pages.middleware.PublicPages",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "m4d.core.pages.middleware.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "m4d.core.pages.middleware.SaneInput",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "m4d.core.pages.middleware.ReaderLanguage",
    "m4d.core.pages.middleware.ReaderZone",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "m4d.core.pages.middleware.UnsentForms",
    "m4d.core.pages.middleware.Refusals",
]

ROOT_URLCONF = "m4d.config.urls"
WSGI_APPLICATION = "m4d.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "m4d.core.ui.folding.Folding",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            ["django.template.loaders.app_directories.Loader"],
                        )
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "m4d.core.pages.context.page",
            ],
        },
    },
]
FORM_RENDERER = "m4d.core.ui.forms.Renderer"

DATABASES = {"default": services.database(env, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": services.cache(env, testing=TESTING)}
TASKS = {"default": services.tasks(env, testing=TESTING)}
RQ_QUEUES = services.redis_queues(env)
STORAGES = services.storages(env, DATA_DIR)
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"

# People and sign-in (room accounts)
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.ScryptPasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_ENGINE = "m4d.core.pages.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "SAMEORIGIN"

# allauth (owned by the room accounts)
ACCOUNT_ADAPTER = "m4d.accounts.adapters.AccountAdapter"
ACCOUNT_USER_DISPLAY = "m4d.accounts.queries.display_name"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_SIGNUP_REDIRECT_URL = "/accounts/welcome/"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 3
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_FORMS = {
    "login": "m4d.accounts.forms.SignIn",
    "signup": "m4d.accounts.forms.SignUp",
    "add_email": "m4d.accounts.forms.NewAddress",
    "change_password": "m4d.accounts.forms.NewPassword",
    "set_password": "m4d.accounts.forms.FirstPassword",
    "reset_password": "m4d.accounts.forms.ForgottenPassword",
    "reset_password_from_key": "m4d.accounts.forms.PasswordFromLink",
    "reauthenticate": "m4d.accounts.forms.PasswordAgain",
}
# Accounts that a person must look at before the first sign-in; off, because newcomers should be able to begin.
ACCOUNTS_APPROVAL = False
MFA_ADAPTER = "m4d.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "M4D Net"
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_FORMS = {
    "authenticate": "m4d.accounts.forms.SecondFactor",
    "reauthenticate": "m4d.accounts.forms.SecondFactorAgain",
    "activate_totp": "m4d.accounts.forms.AuthenticatorApp",
    "add_webauthn": "m4d.accounts.forms.NewKey",
    "edit_webauthn": "m4d.accounts.forms.KeyName",
}
SOCIALACCOUNT_ADAPTER = "m4d.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_FORMS = {"signup": "m4d.accounts.forms.SignUpFromProvider"}
SOCIALACCOUNT_PROVIDERS = services.openid_connect(env)
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
# end of allauth

# Mail: everything goes through the outbox, which delivers with EMAIL_URL
EMAIL_BACKEND = "m4d.activity.adapters.OutboxBackend"
MAIL_DELIVERY = services.mail(env, DATA_DIR)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", "M4D Net <noreply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# How mail comes in: smtp://host:port/domain, lmtp://… or webhook://provider/domain; empty where it does not.
INBOUND_EMAIL = env.str("INBOUND_EMAIL", "")
INBOUND_SECRET = env.str("INBOUND_SECRET", "")
# Who looks for viruses in files that members add: tcp://host:3310 or unix:///run/clamav/clamd.ctl; empty: nobody
CLAMD_URL = env.str("CLAMD_URL", "")

# Languages: the interface; texts by people may be in any language of the vocabulary
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", "English"),
    ("fr", "Français"),
    ("es", "Español"),
    ("ar", "العربية"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "m4d_language"
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "UTC"
TRANSLATION_ENGINE = env.str("TRANSLATION_ENGINE", "")
TRANSLATION_URL = env.str("TRANSLATION_URL", "")

PAGES_KEPT = not TESTING

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 60 * 60 * 24 * 7

# Wagtail: what editors compose, behind /manage/
WAGTAIL_SITE_NAME = "M4D Net"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Passwords and addresses are changed where they are confirmed: in the room accounts.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
# Editors talk in groups of their own: a comment beside a page would be copied into each of its versions.
WAGTAILADMIN_COMMENTS_ENABLED = False
# Searching among pages and pictures of the staff side needs no index; ours is the catalogue.
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database.fallback", "AUTO_UPDATE": False}}
WAGTAILIMAGES_IMAGE_MODEL = "front.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "m4d.front.forms.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_FORMAT_CONVERSIONS = {"avif": "webp", "webp": "webp"}
WAGTAILDOCS_DOCUMENT_MODEL = "front.Paper"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "m4d.front.forms.DocumentForm"
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAILIMAGES_EXTENSIONS = ["avif", "jpg", "jpeg", "png", "webp"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_PERMISSIONS = 0o644

LOGGING = services.logging(testing=TESTING)
