"""Django's settings for the desk, made when it is started and not at import."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.errors import ConfigurationError

if TYPE_CHECKING:
    from harvester.config import Config
    from harvester.paths import DataDirectory

HERE = Path(__file__).parent
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
TRIES = 5  # wrong passwords, by account and by address
LOCKED_MINUTES = 15
SESSION_HOURS = 10
LINK_HOURS = 24  # how long a link to choose a password is good for
MAX_REQUEST_BYTES = 2_000_000  # a form of the desk, never a file


@dataclass(frozen=True, slots=True)
class DeskOptions:
    """How one desk is served."""

    data: DataDirectory
    host: str = "127.0.0.1"
    port: int = 8090
    names: tuple[str, ...] = ()  # host names by which people reach it, beside loopback
    behind_https: bool = False  # a proxy on this machine speaks https to the people
    proxy: str = "127.0.0.1"  # that proxy's address

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def options_of(config: Config, data: DataDirectory) -> DeskOptions:
    """The options that the configuration says."""
    said = config.desk
    return DeskOptions(
        data=data,
        host=said.host,
        port=said.port,
        names=said.names,
        behind_https=said.behind_https,
        proxy=said.proxy,
    )


def configure(options: DeskOptions) -> None:
    """Make Django ready for this desk. A process may do so again for another one, after the first ended."""
    import django
    from django.conf import settings

    values = _values(options)
    if settings.configured:
        _again(values)
        return
    settings.configure(**values)
    django.setup()


def _again(values: dict[str, Any]) -> None:
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    for name, value in values.items():
        if name != "DATABASES":
            setattr(settings, name, value)
    connections.settings["default"]["NAME"] = values["DATABASES"]["default"]["NAME"]


def secret_key(path: Path) -> str:
    """The key that signs links and sessions; made at first use, for its owner's eyes only.

    Raises:
        ConfigurationError: the file is there, without a key.
    """
    with suppress(FileExistsError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(secrets.token_urlsafe(64))
                stream.flush()
                os.fsync(stream.fileno())
            os.link(draft, path)  # unlike a rename, never over a key that is there
        finally:
            draft.unlink()
    path.chmod(0o600)
    key = path.read_text("ascii")
    if len(key) < 50:
        raise ConfigurationError(f"{path} holds no key; delete it, and everybody logs in again.")
    return key


def static_version() -> str:
    """A name for what the static files hold, part of their addresses, so that browsers may keep them."""
    from harvester import __version__

    digest = hashlib.sha256(__version__.encode())
    for path in sorted((HERE / "static").rglob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _values(options: DeskOptions) -> dict[str, Any]:
    https = options.behind_https
    cookie = "__Host-" if https else ""
    return {
        "DEBUG": False,
        "SECRET_KEY": secret_key(options.data.desk_key),
        "DESK": options,
        "ALLOWED_HOSTS": _hosts(options),
        "ROOT_URLCONF": "harvester.desk.urls",
        "WSGI_APPLICATION": None,
        "INSTALLED_APPS": [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "axes",
            "csp",
            "django_htmx",
            "harvester.desk",
        ],
        "MIDDLEWARE": [
            "harvester.desk.middleware.headers",
            "csp.middleware.CSPMiddleware",
            "django.middleware.security.SecurityMiddleware",
            "whitenoise.middleware.WhiteNoiseMiddleware",
            "harvester.desk.middleware.https_only",
            "harvester.desk.middleware.catalogue",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
            "harvester.desk.middleware.Access",
            "axes.middleware.AxesMiddleware",
        ],
        **_database(options.data.desk),
        **_templates(),
        **_sessions(cookie, https=https),
        **_passwords(),
        **_headers(https=https),
        "CSRF_TRUSTED_ORIGINS": [f"https://{name}" for name in options.names] if https else [],
        "STATIC_URL": f"/static/{static_version()}/",
        "STATICFILES_DIRS": [],
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_AUTOREFRESH": False,
        "WHITENOISE_ALLOW_ALL_ORIGINS": False,
        "WHITENOISE_MAX_AGE": 31_536_000,
        "WHITENOISE_IMMUTABLE_FILE_TEST": r".",
        "DATA_UPLOAD_MAX_MEMORY_SIZE": MAX_REQUEST_BYTES,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 5000,
        "USE_I18N": False,
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "LOGGING_CONFIG": None,
        "SILENCED_SYSTEM_CHECKS": [],
    }


def _hosts(options: DeskOptions) -> list[str]:
    """The names by which the desk answers; with any other, another site's page may be asking."""
    bound = f"[{options.host}]" if ":" in options.host else options.host
    return [*LOOPBACK, *options.names, *([] if options.names else [bound])]


def _database(path: Path) -> dict[str, Any]:
    return {
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(path),
                # Rollback journal, as in the catalogue: the reset race of WAL is unfixed in many builds.
                "OPTIONS": {
                    "timeout": 10,
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA secure_delete = ON; PRAGMA synchronous = FULL",
                },
            }
        },
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    }


def _templates() -> dict[str, Any]:
    return {
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.csrf",
                        "django.contrib.messages.context_processors.messages",
                        "harvester.desk.context.desk",
                    ],
                },
            }
        ],
    }


def _sessions(cookie: str, *, https: bool) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_NAME": f"{cookie}session",
        "SESSION_COOKIE_AGE": SESSION_HOURS * 3600,
        "SESSION_EXPIRE_AT_BROWSER_CLOSE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": https,
        "CSRF_COOKIE_NAME": f"{cookie}csrf",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Strict",
        "CSRF_COOKIE_SECURE": https,
        "CSRF_FAILURE_VIEW": "harvester.desk.views.errors.csrf_failed",
        "MESSAGE_STORAGE": "django.contrib.messages.storage.session.SessionStorage",
        "LOGIN_URL": "login",
        "LOGIN_REDIRECT_URL": "queue",
    }


def _passwords() -> dict[str, Any]:
    checks = "django.contrib.auth.password_validation"
    return {
        "AUTHENTICATION_BACKENDS": [
            "axes.backends.AxesStandaloneBackend",
            "django.contrib.auth.backends.ModelBackend",
        ],
        "PASSWORD_HASHERS": ["harvester.desk.passwords.Argon2"],
        "PASSWORD_RESET_TIMEOUT": LINK_HOURS * 3600,
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"{checks}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
            {"NAME": f"{checks}.CommonPasswordValidator"},
            {"NAME": f"{checks}.NumericPasswordValidator"},
            {"NAME": f"{checks}.UserAttributeSimilarityValidator"},
        ],
        "AXES_FAILURE_LIMIT": TRIES,
        "AXES_COOLOFF_TIME": LOCKED_MINUTES / 60,
        "AXES_LOCKOUT_PARAMETERS": ["username", "ip_address"],
        # A guess at a locked door is not counted: else whoever guesses on keeps the owner out for good.
        "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
        "AXES_CLIENT_IP_CALLABLE": "harvester.desk.passwords.address",
        "AXES_LOCKOUT_CALLABLE": "harvester.desk.views.login.locked",
        "AXES_DISABLE_ACCESS_LOG": True,
        "AXES_ENABLE_ADMIN": False,
        "AXES_VERBOSE": False,
    }


def _headers(*, https: bool) -> dict[str, Any]:
    from csp.constants import NONE, SELF

    return {
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": [NONE],
                "script-src": [SELF],
                "style-src": [SELF],
                "img-src": [SELF],
                "connect-src": [SELF],
                "form-action": [SELF],
                "base-uri": [NONE],
                "frame-ancestors": [NONE],
            }
        },
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "SECURE_HSTS_SECONDS": 31_536_000 if https else 0,
        "X_FRAME_OPTIONS": "DENY",
    }
