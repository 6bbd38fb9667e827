"""Settings. Everything that differs between two installations comes from the environment; see docs/architecture.md."""

import hashlib
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from house.sealing import key_file, read_keys

env = environ.Env()

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).absolute()
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
KEYS_DIR = Path(env.str("KEYS_DIR", default=f"{DATA_DIR}-keys")).absolute()  # beside the data, never in it
BACKUPS_DIR = Path(env.str("BACKUPS_DIR", default=f"{DATA_DIR}-backups")).absolute()

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY_FILE = key_file("secret.key", KEYS_DIR, DATA_DIR)
SEALING_KEYS_FILE = key_file("sealing.keys", KEYS_DIR, DATA_DIR)
SECRET_KEY = env.str("SECRET_KEY", default="") or next(iter(read_keys(text="", path=SECRET_KEY_FILE)), "")
BACKUP_RECIPIENTS_FILE = KEYS_DIR / "backup.recipients"
BACKUP_RECIPIENTS = read_keys(text=env.str("BACKUP_RECIPIENTS", default=""), path=BACKUP_RECIPIENTS_FILE)
SEALING_KEYS = read_keys(text=env.str("SEALING_KEYS", default=""), path=SEALING_KEYS_FILE)
PUSH_KEY_FILE = KEYS_DIR / "push.key"
PUSH_KEY = env.str("PUSH_KEY", default="") or next(iter(read_keys(text="", path=PUSH_KEY_FILE)), "")
HOUSE_ADDRESS = env.str("HOUSE_ADDRESS", default="").rstrip("/")  # https://…, as cards tell it
_hosts = [urlsplit(HOUSE_ADDRESS).hostname or ""] if HOUSE_ADDRESS else ["localhost", "127.0.0.1", "[::1]"]
# Push services read this: whom they ask when something is wrong. It may not say what the house is.
PUSH_CONTACT = env.str(
    "PUSH_CONTACT", default=HOUSE_ADDRESS if HOUSE_ADDRESS.startswith("https://") else "mailto:push@localhost"
)
PUSH_HOSTS = env.list(
    "PUSH_HOSTS",
    default=[  # a dot stands for every name below it
        "fcm.googleapis.com",
        "updates.push.services.mozilla.com",
        "web.push.apple.com",
        ".notify.windows.com",
    ],
)
PUSH_MAY_STAY_INSIDE = False  # true in tests alone: a push service of their own
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=_hosts)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
IS_BEHIND_TLS = env.bool("IS_BEHIND_TLS", default=not DEBUG)
ADDRESS_HEADER = env.str("ADDRESS_HEADER", default="REMOTE_ADDR")  # behind a proxy: HTTP_X_REAL_IP

# The house
TIME_ZONE = env.str("TIME_ZONE", default="Europe/Amsterdam")
LEAVE_TO = env.url("LEAVE_TO", default="https://www.buienradar.nl/").geturl()
DEMO_PASSPHRASE = env.str("DEMO_PASSPHRASE", default="samen-verder-lopen")
CARD_HOURS = 72
HORIZON_WEEKS = 12
MESSAGES_FADE_AFTER_DAYS = 90
ERASED_AFTER_DAYS = 14  # for a request without a second person; within the month of AVG art. 12
BACKUPS_KEPT_DAYS = env.int("BACKUPS_KEPT_DAYS", default=30)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "channels",
    "csp",
    "django_htmx",
    "recurrence",
    "house",
    "programs",
    "peergroups",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "house.middleware.CompressedPages",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # static files need none of the middleware below
    "csp.middleware.CSPMiddleware",
    "house.middleware.QuietSurface",
    "house.middleware.InTurn",
    "house.middleware.BusyInWords",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "house.middleware.LeftMeansSignedOut",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "house.middleware.ReadingOnce",
    "house.middleware.HerDevice",
    "house.middleware.SignInFirst",
    "house.middleware.HerLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "house.middleware.SecondStep",
    "house.middleware.AnswerRefusals",
    "house.middleware.OnceMore",
]

ROOT_URLCONF = "house.urls"
ASGI_APPLICATION = "house.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "house.template_loader.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["house.templatetags.icons"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "house.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Data
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'house.sqlite3'}")}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE a reader that turns writer fails at once when another process writes.
    DATABASE["ENGINE"] = "house.backends.sqlite3"
    DATABASE["TURN_WITHIN_S"] = 10  # then she reads that it is busy
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
    }
else:
    # Persistent connections leak under ASGI; a pool does not.
    DATABASE["CONN_MAX_AGE"] = 0
    DATABASE["OPTIONS"] = {"pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=16)}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
# Redis numbers its databases, but what is published reaches them all: houses that share one need a name of their own.
REDIS_PREFIX = f"house-{hashlib.sha256(SECRET_KEY.encode()).hexdigest()[:16]}"
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": REDIS_PREFIX,
        }
    }
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {
                "hosts": [REDIS_URL],
                "prefix": REDIS_PREFIX,
                "symmetric_encryption_keys": list(SEALING_KEYS),
            },
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "house_cache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},  # a guesser who fills a small cache pushes the counts of her tries out
        }
    }
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# The door
AUTH_USER_MODEL = "house.Person"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "house.sign_in.passphrases.LongEnough",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["sign_in_name"]},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "house:start"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "house.sign_in.adapter.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "sign_in_name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None  # she says so herself
ACCOUNT_RATE_LIMITS = False  # allauth's own lock a name out and keep addresses; ours slow down, see house/throttle.py
ACCOUNT_FORMS = {
    "login": "house.door.forms.door.SignInForm",
    "change_password": "house.door.forms.door.NewPassphraseForm",
    "reauthenticate": "house.door.forms.door.PassphraseAgainForm",
}
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=not DEBUG)  # for people who work in a house
MFA_ADAPTER = "house.sign_in.adapter.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # a slow hand or clock: half a minute either way
MFA_WEBAUTHN_USER_VERIFICATION = "required"
SESSION_ENGINE = "house.sign_in.sessions"
# Over TLS a browser takes a cookie of this prefix from this very host alone, for all of it, and never in the clear.
COOKIE_PREFIX = "__Host-" if IS_BEHIND_TLS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}s"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_BEHIND_TLS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 30 * 24 * 3600  # of a device that she let us remember
# Her lock: closed when she did nothing, or did not look; her code again before what is about keys.
LOCK_IDLE_S = min(env.int("LOCK_IDLE_S", default=10 * 60), 15 * 60)  # never later than AWAY_S
LOCK_HIDDEN_S = env.int("LOCK_HIDDEN_S", default=30)
CODE_FRESH_S = 5 * 60
PROOF_FRESH_S = 5 * 60  # a second step counts this long as proof before an act that gives power over another
AWAY_S = min(env.int("AWAY_S", default=15 * 60), 15 * 60)  # before the groups, with a code or without
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}c"
CSRF_COOKIE_AGE = None  # it goes with the browser, and is set once
CSRF_FAILURE_VIEW = "house.door.views.door.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What may be seen from outside
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer a browser says "Origin: null", which no CSRF check can trust
SECURE_HSTS_SECONDS = 31_536_000 if IS_BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_BEHIND_TLS
SECURE_SSL_REDIRECT = IS_BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_BEHIND_TLS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, "{0.scheme}://{0.netloc}".format(urlsplit(LEAVE_TO))],  # Chrome holds redirects to it too
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "report-uri": ["/policy/"],
    }
}

# Words
LANGUAGE_CODE = "nl"  # the language the texts are written in; see docs/decisions/0001
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}l"
LOCALE_PATHS = [BASE_DIR / "house" / "locale"]
USE_I18N = USE_TZ = True
RECURRENCE_USE_TZ = False

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
PRIVATE = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "sealed": {"BACKEND": "house.files.SealedFiles", "OPTIONS": {"location": DATA_DIR / "files"} | PRIVATE},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "house.static_files.NamedByContent"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False


def for_our_pages(headers, path, url):
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if not path.endswith((".css", ".js")):  # which nobody finds by searching
        headers["X-Robots-Tag"] = "noindex"


WHITENOISE_ADD_HEADERS_FUNCTION = for_our_pages

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "quiet": {"()": "house.logs.MaskingFormatter", "format": "{levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "fido2": {"level": "WARNING"},  # below that it tells which passkey was used
        "httpx": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},  # says at each start that it started
    },
}
