"""From one database URL to Django's DATABASES: SQLite tuned for short immediate writes, or PostgreSQL."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from beetroot.config.home import ConfigurationError

#: design.md decision 6: WAL, IMMEDIATE transactions, 20 s timeout. FULL: a commit survives power loss.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # secure_delete: a removed sealed record is overwritten in the file, not only unlinked. cache_size: 8 MB, so that a
    # send does not read the same pages from the system again and again. wal_autocheckpoint: some commit of every 4000
    # pages has to move them into the file and waits for that.
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA cache_size=-8192;"
        " PRAGMA wal_autocheckpoint=4000;"
    ),
}

#: A host that freezes or is cut off must not keep its locks: the server ends its transaction long before its lease is
#: over (dispatch.rules.deliveries.LEASE), and a client notices in time that the server is gone. libpq waits for ever
#: by default, PostgreSQL two hours (documentation: 20.3 Connections, 34.1.2 Parameter Key Words).
_POSTGRESQL_OPTIONS = {
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
_POSTGRESQL_SESSION = {
    "idle_in_transaction_session_timeout": "20s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": "20s",
}

#: Connections outlive a request: SQLite would write its whole journal back whenever the last one closes, which took
#: longer than a sign-up does.
_KEPT = {"CONN_MAX_AGE": 600}


def database(url: str) -> dict[str, Any]:
    """`sqlite:///PATH` or `postgresql://user:password@host:port/name?option=value`; else ConfigurationError."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite" and parts.path:
        path = unquote(parts.path)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": dict(_SQLITE_OPTIONS), **_KEPT}
    if parts.scheme in {"postgresql", "postgres"} and parts.path.strip("/"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": _postgresql_options(dict(parse_qsl(parts.query))),
            "CONN_HEALTH_CHECKS": True,
            **_KEPT,
        }
    raise ConfigurationError(
        f"database_url begins with {parts.scheme!r}; it must be sqlite:////full/path/to/file"
        " or postgresql://user:password@host/name."
    )


def _postgresql_options(asked: dict[str, str]) -> dict[str, str]:
    """What the URL says wins."""
    session = " ".join(f"-c {name}={value}" for name, value in _POSTGRESQL_SESSION.items())
    return _POSTGRESQL_OPTIONS | asked | {"options": f"{session} {asked.get('options', '')}".strip()}
