"""Django's settings. What differs between hubs comes from :mod:`shopwright.hub.core.config`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from shopwright.hub.core.config import read_config, read_keys

from .settings_database import database_settings

_config = read_config()
_HUB = Path(__file__).resolve().parent.parent

SECRET_KEY = read_keys(_config.data).pages if _config.database else "nothing is served without a database"
DEBUG = False
ALLOWED_HOSTS = [_config.host, "localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "shopwright.hub.project.urls"
ASGI_APPLICATION = "shopwright.hub.project.asgi.application"
CANONICAL_URL = _config.url

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "shopwright.hub.access",
    "shopwright.hub.lists",
    "shopwright.hub.people",
    "shopwright.hub.background",
    "shopwright.hub.channels",
    "shopwright.hub.catalog",
    "shopwright.hub.stock",
    "shopwright.hub.listings",
    "shopwright.hub.orders",
    "shopwright.hub.fulfilment",
    "shopwright.hub.aftersales",
    "shopwright.hub.notices",
    "shopwright.hub.work",
    "shopwright.hub.security",
    "shopwright.hub.console",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shopwright.hub.project.headers.security_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "shopwright.hub.console.views.not_allowed",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "shopwright.hub.access.programs.programs",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HUB / "console" / "templates"],  # before allauth's own, whose layout they replace
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "shopwright.hub.core.packed_templates.FolderLoader",
                        "shopwright.hub.core.packed_templates.AppLoader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "shopwright.hub.console.context.page_context",
                "shopwright.hub.lists.context.list_context",
            ],
            "builtins": ["shopwright.hub.console.templatetags.ui"],
        },
    }
]


DATABASES = {"default": database_settings(_config.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "shopwright.hub.access.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people join by an invitation, which is a link that they alone have
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Shopwright"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _config.is_secure

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "hub_cache"}}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = _config.data / "mail"

SESSION_COOKIE_NAME = "shopwright_hub"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _config.is_secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "shopwright_hub_form"
CSRF_TRUSTED_ORIGINS = [_config.url]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# The last proxy says how it was reached, and by whom; without one, nobody is believed.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _config.proxies else None
ALLAUTH_TRUSTED_PROXY_COUNT = _config.proxies
SECURE_HSTS_SECONDS = 31_536_000 if _config.is_secure else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 << 20
FILE_UPLOAD_HANDLERS = [
    "shopwright.hub.core.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a bulk act on every row of a long page

CSRF_FAILURE_VIEW = "shopwright.hub.console.views.show_stale_form"
STATIC_URL = "/static/"
STATIC_ROOT = None  # files are served from where they are installed
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
MEDIA_ROOT = _config.data / "media"

LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"refusals": {"()": "shopwright.hub.project.log_filters.RefusalsInALine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["refusals"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"shopwright": {"level": "INFO"}, "shopwright.client": {"level": "WARNING"}},
}
