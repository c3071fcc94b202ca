"""Django's settings, made from the table of switches (`dtp/settings/table.py`)."""

import os
import sys
from pathlib import Path
from typing import Any

from dotenv import dotenv_values

from dtp.settings import table
from dtp.settings.databases import database
from dtp.settings.secret import secret_key
from dtp.settings.static import cache_headers

BASE_DIR = Path(__file__).resolve().parents[2]


def _environ() -> dict[str, str]:
    """The environment, over what the file `.env` (or the one that DTP_ENV_FILE names) says."""
    file = os.environ.get("DTP_ENV_FILE", ".env")
    if "DTP_ENV_FILE" in os.environ and file and not (BASE_DIR / file).is_file():
        sys.exit(f"DTP_ENV_FILE names {file!r}, and there is no such file.")
    from_file = dotenv_values(BASE_DIR / file) if file else {}
    return {**{name: value or "" for name, value in from_file.items()}, **os.environ}


def _read() -> dict[str, Any]:
    try:
        return table.read(_environ())
    except table.BadSettings as error:
        sys.exit(str(error))


def _absolute(path: Path) -> Path:
    return path if path.is_absolute() else BASE_DIR / path


DTP = _read()
"""The switches by name; read them as `settings.DTP["DTP_PORT"]`."""

DTP_UNKNOWN = table.unknown(_environ())
"""Names that look like switches and are none; a system check tells them."""

DTP["DTP_DATA_DIR"] = DATA_DIR = _absolute(DTP["DTP_DATA_DIR"])
DTP["DTP_TWINS_DIR"] = _absolute(DTP["DTP_TWINS_DIR"])
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = DTP["DTP_DEBUG"]
SECRET_KEY = secret_key(DTP["DTP_SECRET_KEY"], DATA_DIR)
ALLOWED_HOSTS = DTP["DTP_ALLOWED_HOSTS"]
CSRF_TRUSTED_ORIGINS = DTP["DTP_TRUSTED_ORIGINS"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "django_eventstream",
    "registry",
    "live",
    "ingest",
    "portal",
    "dtp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "dtp.urls"
WSGI_APPLICATION = "dtp.wsgi.application"
APPEND_SLASH = False

DATABASES = {"default": database(DTP["DTP_DATABASE_URL"], DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
SESSION_COOKIE_NAME = "dtp_session"
CSRF_COOKIE_NAME = "dtp_csrf"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = DTP["DTP_HTTPS"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"

TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

TEMPLATES: list[dict[str, Any]] = []
STATIC_URL = "/static/"
FRONTEND_DIR = BASE_DIR / "portal" / "frontend" / "dist"
SERVESTATIC_ROOT = FRONTEND_DIR
SERVESTATIC_USE_STATIC_ROOT = False
SERVESTATIC_ADD_HEADERS_FUNCTION = cache_headers
SERVESTATIC_ALLOW_ALL_ORIGINS = False

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["registry.authentication.Session", "registry.authentication.Basic"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["registry.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["registry.rendering.OrjsonParser"],
    "EXCEPTION_HANDLER": "common.problems.handle",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

EVENTSTREAM_STORAGE_CLASS = "portal.eventstream.PortalEventStorage"
EVENTSTREAM_CHANNELMANAGER_CLASS = "portal.eventstream.TenantChannels"

CELERY_BROKER_URL = DTP["DTP_CELERY_BROKER_URL"] or "memory://"
CELERY_TASK_ALWAYS_EAGER = not DTP["DTP_CELERY_BROKER_URL"]
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "heartbeat": {"task": "portal.tasks.heartbeat", "schedule": 20.0},
    "prune-events": {"task": "portal.tasks.prune_events", "schedule": 3600.0},
    "prune-dead-letters": {"task": "ingest.tasks.prune_dead_letters", "schedule": 300.0},
    "prune-history": {"task": "live.tasks.prune_history", "schedule": 3600.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)-7s %(name)s: %(message)s", "datefmt": "%H:%M:%S"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": DTP["DTP_LOG_LEVEL"]},
    "loggers": {
        # One line per refused or unauthenticated request says nothing that the answer did not say.
        "django.request": {"level": "ERROR"},
        "amqtt": {"level": "WARNING"},
        "celery": {"level": "WARNING"},
        "kombu": {"level": "ERROR"},
        "uvicorn": {"level": "WARNING"},
        "transitions": {"level": "WARNING"},
        "asyncio": {"level": "WARNING"},
        "django_eventstream": {"level": "WARNING"},
    },
}
