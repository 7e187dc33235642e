"""Settings: one file, driven by the environment, safe when nothing is set."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env", overwrite=False)

DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=not DEBUG)
SECRET_KEY = (
    env.str("SECRET_KEY", default="not-secret-debug-only") if DEBUG else env.str("SECRET_KEY")
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config.apps.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "django_filters",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "auditlog",
    "csp",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "resolutions",
    "assignments",
    "documents",
]

MIDDLEWARE = [
    "config.audited.audited",
    "config.health.answering",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.caching.caching",
    "config.bounds.Bounded",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.chosen_language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "assignments.acting.deputising",
    "config.signing_in.gates.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "resolutions.understood.Understood",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.sending.Once",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# A write on SQLite takes its lock at once, so that two clerks queue instead of failing.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}")
}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(_SQLITE_OPTIONS)
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that is away is told within seconds.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# On PostgreSQL: the role by which the application connects, when another one owns the tables;
# ``migrate`` gives it its rights.
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# An event entered more than so many days after it happened needs a reason.
BACK_DATING_DAYS = env.int("BACK_DATING_DAYS", default=30)
# An open document of which nothing was told for more than so many days is stale.
STALE_DAYS = env.int("STALE_DAYS", default=30)
# A wait for the Centre longer than so many days asks for a letter.
LETTER_AFTER_DAYS = env.int("LETTER_AFTER_DAYS", default=60)
# The Office decides on an agency's report within so many working days.
CONFIRM_DAYS = env.int("CONFIRM_DAYS", default=3)
# So many minutes after recording a change of status its author may undo it.
UNDO_MINUTES = env.int("UNDO_MINUTES", default=10)
# A form sent again after more than so many days may be recorded again.
SENDING_DAYS = env.int("SENDING_DAYS", default=30)
# A file with an annex may weigh so many megabytes.
IMPORT_MAX_MB = env.int("IMPORT_MAX_MB", default=10)

# So many proxies stand before the server; each adds one address to X-Forwarded-For. By it the
# lock-out, the audit log and the API's limit tell where a request comes from.
PROXY_COUNT = env.int("PROXY_COUNT", default=0)

# The audit log.
# The key that signs the seals of the log, and those that did before; empty: made of SECRET_KEY.
SEAL_KEY = env.str("SEAL_KEY", default="")
SEAL_OLD_KEYS = env.list("SEAL_OLD_KEYS", default=[])
AUDITLOG_CID_GETTER = "documents.audit.context.current_id"
AUDITLOG_STORE_JSON_CHANGES = True
AUDITLOG_USE_BASE_MANAGER = True

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000  # seconds; one year
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "assignments.rights.RightsBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "documents:overview"
LOGOUT_REDIRECT_URL = "login"

# After so many wrong passwords or codes a name is refused from that address for so long; in a
# browser in which its owner has signed in before, only for so many seconds.
AXES_FAILURE_LIMIT = env.int("LOCKOUT_FAILURES", default=5)
LOCKOUT_MINUTES = env.int("LOCKOUT_MINUTES", default=15)
KNOWN_BROWSER_SECONDS = env.int("KNOWN_BROWSER_SECONDS", default=60)
# So many failed sign-ins and wrong tokens a minute from one address, in each process; 0: any.
FAILURES_PER_MINUTE = env.int("FAILURES_PER_MINUTE", default=30)
AXES_COOLOFF_TIME = "config.signing_in.trying.cool_off"
AXES_USE_ATTEMPT_EXPIRATION = True  # of each count its own
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "config.signing_in.marks.client_address"
AXES_USERNAME_CALLABLE = "config.signing_in.trying.counted_by"
AXES_LOCKOUT_CALLABLE = "config.signing_in.lockout.locked_out"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# Without a request for so long a session ends; the administration waits less.
IDLE_MINUTES = env.int("IDLE_MINUTES", default=15)
ADMIN_IDLE_MINUTES = env.int("ADMIN_IDLE_MINUTES", default=5)
# However busy, a session ends so many hours after its sign-in.
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SESSION_ENGINE = "assignments.sessions"

# The second factor: whoever has one is asked for it; with 1, these roles cannot do without.
REQUIRE_MFA = env.bool("REQUIRE_MFA", default=False)
MFA_ADAPTER = "config.signing_in.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Theo dõi Nghị quyết"
MFA_TOTP_TOLERANCE = 1

# Sign-in through the organisation's OpenID Connect server, for people who have a login here.
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
OIDC_NAME = env.str("OIDC_NAME", default="OpenID Connect")
OIDC_CLAIM = env.str("OIDC_CLAIM", default="preferred_username")
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_ADAPTER = "config.signing_in.oidc.Adapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": OIDC_NAME,
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "var" / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": env.str("ATTACHMENTS_ROOT", default=str(BASE_DIR / "var" / "files")),
            "file_permissions_mode": 0o640,
            "directory_permissions_mode": 0o750,
        },
    },
}
# A larger file is not kept while it comes in, and the form says so.
ATTACHMENT_MAX_MB = env.int("ATTACHMENT_MAX_MB", default=20)
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440  # bytes; a larger file waits on disk, not in memory
FILE_UPLOAD_HANDLERS = [
    "documents.files.uploading.StopTooLarge",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "documents.files.uploading.OnDisk",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 5
# Longer text than a field takes is refused by the form, beside the field; a pasted report of
# 1 MB takes 3 MB on its way, since a browser writes each byte of a Vietnamese letter as “%xx”.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # bytes
# A page of a previewed annex sends each cell of its 50 rows, and each row that is left out.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# What acts by itself in a file and is kept with a warning; everything else of documents/files/
# harm.py is refused.
FILES_WARNED_ABOUT = env.list("FILES_WARNED_ABOUT", default=["links", "connections"])
# So much of what one request sends is unpacked and read, and so long the processor may take
# for it, all its files together.
READ_MAX_MB = env.int("READ_MAX_MB", default=120)
READ_SECONDS = env.int("READ_SECONDS", default=8)
# The daemon of ClamAV: tcp://host:3310 or unix:/path; empty: files are not scanned.
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", default="")
CLAMD_TIMEOUT = env.int("CLAMD_TIMEOUT", default=30)  # seconds

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A browser also checks where the answer to a form leads on to.
_OIDC_ORIGIN = ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL))] * bool(
    OIDC_SERVER_URL
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF, *_OIDC_ORIGIN],
        "frame-ancestors": [NONE],
    }
}

# Requests to the REST API for each token, person or address of the anonymous; empty: no limit.
API_RATE = env.str("API_RATE", default="600/min")
KNOX_TOKEN_MODEL = "assignments.ApiToken"
MIGRATION_MODULES = {"knox": None}  # its own table of tokens is not used
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "config.rest.TokenAuthentication",
        "config.rest.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["config.rest.Throttle"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "config.rest.Pagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.rest.BoundedJSONParser"],
    "DEFAULT_METADATA_CLASS": None,
    "URL_FORMAT_OVERRIDE": None,
    "EXCEPTION_HANDLER": "config.api.exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Theo dõi Nghị quyết",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "ENUM_NAME_OVERRIDES": {
        "DocumentKindEnum": "resolutions.kinds.DocumentKind",
        "AgencyKindEnum": "assignments.models.agency.AgencyKind",
        "AssignmentRoleEnum": "assignments.models.task.AssignmentRole",
        "RoleEnum": "assignments.models.view.ROLE_CHOICES",
        "DocumentStatusEnum": "documents.status.DocumentStatus",
    },
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "DESCRIPTION": "",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.schema.tell_refusals",
    ],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {request_id} {name} {message}", "style": "{"}
    },
    "filters": {
        "request_id": {"()": "config.logs.RequestId"},
        "refusals": {"()": "config.logs.Refusals"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id", "refusals"],
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
