"""One flat file. Every value comes from the data folder or the environment, and is read loudly."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

DATA = Path(os.environ.get("HANDRAIL_DATA", "data")).resolve()
DEBUG = False


def _secret() -> str:
    """The key in the data folder (0600). Without a data folder (tests, linters) a key for this process alone."""
    file = DATA / "secret.key"
    return file.read_text().strip() if file.is_file() else secrets.token_urlsafe(50)


def _database() -> dict[str, Any]:
    address = os.environ.get("HANDRAIL_DATABASE", "")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "handrail.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; "
                "PRAGMA cache_size=-20000; PRAGMA journal_size_limit=67108864; "
                "PRAGMA secure_delete=ON;",  # what is erased is overwritten, however this Python's SQLite was built
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured("HANDRAIL_DATABASE must look like postgresql://user:password@host:5432/name")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
    }


SECRET_KEY = _secret()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *filter(None, os.environ.get("HANDRAIL_HOSTS", "").split(","))]
CSRF_FAILURE_VIEW = "handrail.web.views.not_taken"
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("HANDRAIL_ORIGINS", "").split(",") if origin]
DATABASES = {"default": _database()}

INSTALLED_APPS = [
    "handrail.web",  # first: its templates stand before those of the libraries
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "handrail.ledger",
    "handrail.people",
    "handrail.business",
    "handrail.customers",
    "handrail.law",
    "handrail.procedures",
    "handrail.inquiries",
    "handrail.drafting",
    "handrail.desk",
    "handrail.measures",
    "handrail.connections",
    "handrail.records",
    "handrail.reviews",
    "handrail.home",
    "handrail.api",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "handrail.web.middleware.WordsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "handrail.web.middleware.OnceMiddleware",  # after the session is known
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "handrail.people.middleware.MemberMiddleware",
    "handrail.records.looks.middleware.LooksMiddleware",  # who looked at whom, by the real clock: before the next
    "handrail.law.as_of.middleware.AsOfMiddleware",  # after the member is known: whose session looks at another date
]
ROOT_URLCONF = "handrail.config.urls"
WSGI_APPLICATION = "handrail.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "handrail.config.wiring.shell",
            ],
            "builtins": ["handrail.web.templatetags.shell"],
        },
    }
]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PEOPLE_KEPT_FOR = "handrail.config.wiring.kept_for"  # how long a class of things is kept, handed to the notice to staff
PEOPLE_SCORED = "handrail.config.wiring.scored"  # why people are scored, where they are, handed to the notice to staff
HOME_WAITING = "handrail.config.wiring.waiting"  # what waits for a person, from every room, handed to home
HOME_FIND = "handrail.config.finding.find"  # what typed words lead to, from every room, handed to home
HOME_LAST_RUN = "handrail.config.worker.last_run"  # when reminders last ran
BUSINESS_PLACES = "handrail.config.wiring.places_held"  # those with a law file, handed down to the interview
BUSINESS_LICENCES = "handrail.config.wiring.licence_names"  # names in the law files, handed down to the interview
LAW_MET_BY = "handrail.config.wiring.met_by"  # the steps that meet a duty, handed down to the room of law
LAW_SURPRISES = "handrail.config.wiring.surprises"  # scenarios that another law changes, handed to the room of law
LAW_TOUCHED = "handrail.config.wiring.touched"  # what rests on the law, from every room, handed to the reviews
DESK_CARRIER = "handrail.connections.carrier.MAIL"  # who carries a reply to the customer, handed down to the desk
DESK_ASKER = "handrail.connections.rating.actions.ASKER"  # who asks by mail how satisfied a customer was
DESK_LOOKERS = "handrail.config.wiring.lookers"  # who opened a case lately, handed down to the desk
RECORDS_RETAINED = "handrail.config.wiring.RETAINED"  # what is kept of persons, class by class, handed to the records
RECORDS_ERASERS = "handrail.config.wiring.ERASERS"  # how each kind of piece of it goes
RECORDS_PERSONAL = "handrail.config.wiring.PERSONAL"  # what each room holds of one person
RECORDS_HELD = "handrail.records.keeping.queries.held"  # the legal holds on a thing, for rooms below the records
RECORDS_LOOKS = "handrail.config.wiring.LOOKS"  # the pages that show what is kept of a person, by their addresses
ACCOUNT_ADAPTER = "handrail.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {
    "login": "handrail.people.forms.SignInForm",
    "reauthenticate": "handrail.people.forms.OnceMoreForm",
}
ACCOUNT_SESSION_REMEMBER = True  # a session lives SESSION_COOKIE_AGE, not until the browser closes
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Codes and forms typed; allauth's own limits stand beside it.
ACCOUNT_RATE_LIMITS = {"join": "10/15m/ip,60/h/key", "form": "30/15m/ip,30/h/key", "calendar": "120/15m/ip,30/15m/key"}
MFA_ADAPTER = "handrail.people.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an owner made the account; no mail server is needed
MFA_TOTP_TOLERANCE = 1  # a phone whose clock is half a minute off
MFA_TOTP_ISSUER = "Handrail"
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "/account/login/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"
SESSION_ENGINE = "handrail.people.middleware"  # Django's own, read by a prepared question
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": os.environ.get("HANDRAIL_STATIC", "whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
WHITENOISE_USE_FINDERS = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
