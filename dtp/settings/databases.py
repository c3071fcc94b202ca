"""Django's database settings from a URL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from stores.timeseries.sqlite import WRITER_PRAGMAS

# IMMEDIATE takes the write lock at BEGIN, so that two read-then-write transactions wait for each other instead of
# failing with "database is locked". Observations are written through this connection, hence the store's own pragmas.
_SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "; ".join(WRITER_PRAGMAS),
}


def database(url: str, data_dir: Path) -> dict[str, Any]:
    """One entry of DATABASES: `sqlite:///relative`, `sqlite:////absolute`, `postgres://…`; empty: a default file."""
    if not url:
        return _sqlite(data_dir / "dtp.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(Path(unquote(parts.path[1:])))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": 60,
    }


def _sqlite(path: Path) -> dict[str, Any]:
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": dict(_SQLITE_OPTIONS)}
