"""Django's settings, derived once from the newsroom's configuration; they load with an empty environment."""

from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from beetroot.config import database, home

CONFIGURATION = home.load()

BEETROOT_HOME = CONFIGURATION.home
BEETROOT_BASE_URL = CONFIGURATION.base_url
BEETROOT_SMTP_URL = CONFIGURATION.smtp_url
BEETROOT_CONNECTIONS = CONFIGURATION.connections
BEETROOT_SIGNATURES = CONFIGURATION.signatures
BEETROOT_LANGUAGE_SERVER = CONFIGURATION.language_server
BEETROOT_DISPATCH = CONFIGURATION.dispatch
BEETROOT_SECOND_FACTOR = CONFIGURATION.second_factor

DEBUG = False

SECRET_KEY = home.secret_key(CONFIGURATION.home)
ALLOWED_HOSTS = sorted(
    {"127.0.0.1", "localhost", "[::1]"}
    | {urlsplit(url).hostname or "" for url in (CONFIGURATION.base_url, CONFIGURATION.desk_url)}
)
INSTALLED_APPS = [
    "beetroot.demo",
    "beetroot.public",
    "beetroot.feedback",
    "beetroot.dispatch",
    "beetroot.issues",
    "beetroot.record",
    "beetroot.stories",
    "beetroot.audience",
    "beetroot.newsroom",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.table_block",
    "wagtail.contrib.routable_page",
    "wagtail.embeds",
    "wagtail.sites",
    "beetroot.newsroom.apps.StaffConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
]

# What a process serves is decided by its role (config/roles.py): the desk is the widest.
ROOT_URLCONF = "beetroot.config.urls_desk"
MIDDLEWARE = [
    *(["beetroot.config.headers.BehindProxy"] if CONFIGURATION.trust_proxy else []),
    "beetroot.config.headers.SafetyHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "beetroot.config.hosts.FormerHosts",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "beetroot.config.door.SecondFactorGate",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
WSGI_APPLICATION = "beetroot.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
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

DATABASES = {"default": database.database(CONFIGURATION.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Each process would print a picture's former file name for minutes after it was taken out everywhere.
    "renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}

AUTH_USER_MODEL = "newsroom.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "locale"]
FORMAT_MODULE_PATH = "beetroot.config.formats"
LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("be", _("Belarusian")), ("uk", _("Ukrainian"))]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = BEETROOT_HOME / "media"
MEDIA_URL = "/media/"
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# Safety. The reverse proxy redirects to https; the processes themselves listen on loopback only.
_HTTPS = CONFIGURATION.desk_url.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_TRUSTED_ORIGINS = [CONFIGURATION.desk_url]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.base_url.startswith("https://") else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = False
SECURE_REFERRER_POLICY = "same-origin"  # why not no-referrer: headers.py
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.trust_proxy else None
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # sub-domains belong to the operator, not to us
    "security.W008",  # the proxy redirects
    "security.W019",  # previews are framed by the desk itself
    "security.W021",  # preloading is the operator's decision
]

# Wagtail. Everything that would call out is off (privacy.md, row 18).
WAGTAIL_SITE_NAME = "Beetroot"
WAGTAILADMIN_BASE_URL = CONFIGURATION.desk_url
WAGTAILIMAGES_IMAGE_MODEL = "stories.Photo"
WAGTAILDOCS_DOCUMENT_MODEL = "stories.Attachment"
WAGTAILIMAGES_IMAGE_FORM_BASE = "beetroot.stories.models.photo_forms.PhotoForm"  # strips all metadata
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp", "heic"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 100_000_000
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAIL_WORKFLOW_ENABLED = False
WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 5
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # mail leaves through dispatch alone

# No address, no reader's network address and no query string reaches a log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"tokens": {"()": "beetroot.config.logs.WithoutTokens"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["tokens"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "beetroot": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "CRITICAL"},
    },
}
