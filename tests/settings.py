"""Settings for the tests: those of the project, made fast and independent of this machine.

Tests never touch the database of DATABASE_URL or .env; only TEST_DATABASE_URL can send them
to another one than SQLite in memory.
"""

import os

os.environ |= {
    "SECRET_KEY": "for-tests-only-" + "x" * 50,
    "DEBUG": "0",
    "HTTPS": "0",
    "ALLOWED_HOSTS": "testserver,localhost,127.0.0.1",
    "CSRF_TRUSTED_ORIGINS": "",
    "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or "sqlite://:memory:",
    "LOG_LEVEL": "ERROR",
    "CLAMD_ADDRESS": "",
}

from config.settings import *  # noqa: F403, TID251 -- the environment comes first

INSTALLED_APPS = [*INSTALLED_APPS, "tests.database"]  # noqa: F405 -- comes with the star

# The strong hasher is slow on purpose.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Static files straight from their sources: no collectstatic before a test.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "attachments": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# The live server's threads leave no connection behind, or the database could not be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 -- comes with the star

# Most tests play in 2021; the rule of late entries has tests of its own.
BACK_DATING_DAYS = 100_000

# The limit of the API has a test of its own.
API_RATE = ""

# So has that of failed sign-ins.
FAILURES_PER_MINUTE = 0
