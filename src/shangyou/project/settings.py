"""Settings: what differs between installations comes from the environment, the rest stands here."""

import os
import re
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

ROOT = Path(__file__).resolve().parents[3]
VAR = ROOT / "var"


def _kept(variable: str, path: Path) -> str:
    """Take a value from the environment, else from the file that set-up wrote."""
    given = os.environ.get(variable, "")
    if not given and path.is_file():
        given = path.read_text(encoding="utf-8").strip()
    return given


def _database() -> dict[str, Any]:
    address = _kept("DATABASE_URL", VAR / "database.url")
    facts = conninfo_to_dict(address) if address else {}
    named = {
        "NAME": "dbname",
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
    }
    given = {key: str(facts.pop(word, None) or "") for key, word in named.items()}
    given["NAME"] = given["NAME"] or "shangyou"
    return {
        "ENGINE": "django.contrib.gis.db.backends.postgis",
        **given,
        # each request runs on a thread of its own, so connections are pooled, not kept per thread
        "OPTIONS": {
            **facts,
            "connect_timeout": 3,
            "pool": {"min_size": 1, "max_size": 20, "timeout": 3},
        },
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("SHANGYOU_TEST_DATABASE") or f"test_{given['NAME']}"},
    }


DEMO = os.environ.get("SHANGYOU_DEMO") == "1"
DEBUG = os.environ.get("SHANGYOU_DEBUG") == "1"
# Empty only before set-up has written the key; Django then refuses to sign anything.
SECRET_KEY = _kept("SHANGYOU_SECRET_KEY", VAR / "secret.key")
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    *filter(None, os.environ.get("SHANGYOU_HOSTS", "").split(",")),
]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS[3:]]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "django.contrib.gis",
    "django.contrib.staticfiles",
    "axes",
    "ninja",
    "procrastinate.contrib.django",
    "shangyou.core",
    "shangyou.preparedness",
    "shangyou.response",
    "shangyou.warning",
]
MIDDLEWARE = [
    "shangyou.core.middleware.secure_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "shangyou.core.middleware.compress",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "axes.middleware.AxesMiddleware",
]
# Debian 12 has GDAL 3.6; no user text ever becomes a spatial reference, so its hole is not reachable
SILENCED_SYSTEM_CHECKS = ["gis.W001"]
ROOT_URLCONF = "shangyou.project.urls"
ASGI_APPLICATION = "shangyou.project.asgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
# both together: a whole duty room shares one address, and nobody elsewhere can lock an officer out
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "shangyou.core.session.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600  # one shift
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
if os.environ.get("SHANGYOU_HTTPS") == "1":
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

WEB = ROOT / "web/dist"
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ROOT = WEB if WEB.is_dir() else None
WHITENOISE_INDEX_FILE = False

MAX_UPLOAD_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_UPLOAD_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = MAX_UPLOAD_BYTES

# whole months beside the running one; hours and days are kept for good
TELEMETRY_RAW_MONTHS = int(os.environ.get("SHANGYOU_RAW_MONTHS", "3"))
TELEMETRY_READING_MONTHS = int(os.environ.get("SHANGYOU_READING_MONTHS", "25"))

SHANGYOU_REGISTERS = "shangyou.project.registers.REGISTERS"
SHANGYOU_OPEN_ITEMS = "shangyou.project.duty.OPEN_ITEMS"
SHANGYOU_SITUATION_SECTIONS = "shangyou.project.duty.SITUATION_SECTIONS"

# ---------------------------------------------------------------- sealing
# What keys of devices and log-ins of cameras are sealed under; the gateway reads the same two.
SEALING_SECRET = os.environ.get("SHANGYOU_SEALING_KEY", "") or SECRET_KEY

# ---------------------------------------------------------------- cameras
# Hosts and networks that may be asked for a stream: none, until somebody says which.
CAMERAS: dict[str, Any] = {
    "hosts": tuple(filter(None, os.environ.get("SHANGYOU_CAMERA_HOSTS", "").split(","))),
    "most": int(os.environ.get("SHANGYOU_CAMERA_MOST", "8")),
    "idle_s": float(os.environ.get("SHANGYOU_CAMERA_IDLE_S", "20")),
    "ffmpeg": os.environ.get("SHANGYOU_FFMPEG", "ffmpeg"),
    "directory": VAR / "media",
    # address of an existing media server's playlist: /media/{id}.m3u8 or https://host/{device}/{channel}.m3u8
    "platform": os.environ.get("SHANGYOU_CAMERA_PLATFORM", ""),
}
# the only origin beside our own that a page may ask: that of the media server above
PAGE_ORIGINS = re.findall(r"^https?://[0-9A-Za-z.:\[\]-]+(?=/)", CAMERAS["platform"])

# ---------------------------------------------------------------- warnings
# Industry, unit and extension of a warning's identifier (DB50/T 956.3); the platform assigns them.
WARNING_CODES = {
    "industry": os.environ.get("SHANGYOU_WARNING_INDUSTRY", "417"),
    "unit": os.environ.get("SHANGYOU_WARNING_UNIT", "010"),
    "extension": os.environ.get("SHANGYOU_WARNING_EXTENSION", "00"),
    "sender": os.environ.get("SHANGYOU_WARNING_SENDER", "shangyou@localhost"),
    "sender_name": os.environ.get("SHANGYOU_WARNING_SENDER_NAME", "重庆市生态环境局（示意）"),
}

# ---------------------------------------------------------------- notifications
# Under which address people outside the desk reach this server: for the links in messages.
PUBLIC_ADDRESS = os.environ.get("SHANGYOU_PUBLIC_ADDRESS", "http://127.0.0.1:8000").rstrip("/")


def _http_channel(name: str, template: str) -> dict[str, str]:
    """Take a channel over HTTP from the environment: URL, SECRET and the JSON TEMPLATE it wants."""
    prefix = f"SHANGYOU_{name}_"
    return {
        "url": os.environ.get(f"{prefix}URL", ""),
        "secret": os.environ.get(f"{prefix}SECRET", ""),
        "template": os.environ.get(f"{prefix}TEMPLATE", template),
    }


_TEXT = '{"key": "$key", "to": "$to", "content": "$subject $body $link"}'
NOTIFICATIONS: dict[str, dict[str, Any]] = {
    "email": {
        "host": os.environ.get("SHANGYOU_SMTP_HOST", ""),
        "port": int(os.environ.get("SHANGYOU_SMTP_PORT", "25")),
        "user": os.environ.get("SHANGYOU_SMTP_USER", ""),
        "password": os.environ.get("SHANGYOU_SMTP_PASSWORD", ""),
        "from": os.environ.get("SHANGYOU_SMTP_FROM", "shangyou@localhost"),
        "tls": os.environ.get("SHANGYOU_SMTP_TLS") == "1",
    },
    "webhook": _http_channel(
        "WEBHOOK",
        '{"key": "$key", "to": "$to", "person": "$person", "subject": "$subject", "body": "$body", "link": "$link"}',
    ),
    # the shape of DingTalk's family, which the city's own service follows; the template can be changed
    "government": _http_channel(
        "GOVERNMENT",
        '{"msgtype": "text", "at": {"atMobiles": ["$to"]}, "text": {"content": "$subject\\n$body\\n$link"}}',
    ),
    "sms": _http_channel("SMS", _TEXT),
    "voice": _http_channel("VOICE", _TEXT),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # a refusal is an answer, not a warning
    "loggers": {"shangyou": {"level": "INFO"}, "django.request": {"level": "ERROR"}},
}
