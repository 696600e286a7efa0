"""Django's own settings, derived from one typed place and from the database that was opened.

Django is configured once a process, after the database is known: `platform.boot` puts the two
addresses into the environment and then calls Django. Alias ``default`` is the application's role
and ``owner`` the one that migrates; nothing else ever uses ``owner``. Nothing here reads a secret.
"""

import os
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from setia.platform.settings import Settings

SETIA = Settings.load(os.environ)


def _database(variable: str) -> dict[str, Any]:
    parts = conninfo_to_dict(os.environ.get(variable, ""))
    options = {
        name: value
        for name, value in parts.items()
        if name not in {"host", "port", "user", "password", "dbname"}
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "setia"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        # Without a threshold psycopg prepares nothing at all, not even what asks for it.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5, **options},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database("SETIA_APP_URL"), "owner": _database("SETIA_OWNER_URL")}
INSTALLED_APPS = [
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "setia.platform",
    "setia.reference",
    "setia.programs",
    "setia.ledger",
    "setia.members",
    "setia.insights",
    "setia.console",
]
MIDDLEWARE = [
    "setia.console.middleware.Manners",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "setia.console.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
STATIC_URL = "/static/"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
SECRET_KEY = os.environ.get("SETIA_SECRET_KEY", "")
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "setia.console.views.problems.denied"
# Made-up members only: `setia demo` sets it, and a page may then record purchases for them.
DEMO = os.environ.get("SETIA_DEMO", "") == "1"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"plain": {"()": "setia.console.plain_log.WithoutAddresses"}},
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "filters": ["plain"], "formatter": "line"}
    },
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}
DEBUG = False
