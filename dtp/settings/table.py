"""Every switch of the platform, in one table: its name, reader, default and meaning.

Values come from the environment (or the file `.env`). For each `NAME`, `NAME_FILE` may name a file that holds the
value, which is how secrets arrive. `docs/settings.md` is this table, rendered: `python -m dtp.settings.table`.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dtp.settings import readers
from dtp.settings.readers import Reader


class BadSettings(Exception):
    """One or more settings cannot be used; the message lists all of them."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A switch: `default` is text, read by the same reader as the environment's."""

    name: str
    reader: Reader
    default: str
    help: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    settings: tuple[Setting, ...]


TABLE: tuple[Section, ...] = (
    Section(
        "Web",
        (
            Setting(
                "DTP_HOST",
                readers.text,
                "127.0.0.1",
                "Address the web server listens on. `0.0.0.0` opens it to the network.",
            ),
            Setting("DTP_PORT", readers.port, "8083", "Port of the portal and the API."),
            Setting(
                "DTP_ALLOWED_HOSTS",
                readers.words,
                "localhost 127.0.0.1 [::1]",
                "Host names the platform answers to.",
            ),
            Setting(
                "DTP_TRUSTED_ORIGINS",
                readers.words,
                "",
                "Origins (`https://twins.example.org`) whose forms are trusted, behind a proxy.",
            ),
            Setting(
                "DTP_HTTPS",
                readers.flag,
                "0",
                "1 when people reach the portal by HTTPS: cookies are then sent over HTTPS only.",
            ),
            Setting("DTP_DEBUG", readers.flag, "0", "1 shows Django's debug pages. For development only."),
            Setting(
                "DTP_SECRET_KEY",
                readers.text,
                "",
                "Signs sessions and sign-in links. Made once and kept in the data folder when empty.",
                secret=True,
            ),
            Setting("DTP_LINK_AGE", readers.duration, "1h", "How long a one-time sign-in link can be used."),
        ),
    ),
    Section(
        "Data",
        (
            Setting("DTP_DATA_DIR", readers.path, "var", "Folder for everything the embedded platform keeps."),
            Setting(
                "DTP_DATABASE_URL",
                readers.url("sqlite", "postgres", "postgresql"),
                "",
                "Registry and live state. Empty: SQLite in the data folder. Or `postgres://user:password@host:5432/dtp`.",
                secret=True,
            ),
            Setting(
                "DTP_TIMESERIES_URLS",
                readers.urls("sqlite"),
                "",
                "Where history is kept. Empty: the SQLite file of the registry, in the same transaction.",
                secret=True,
            ),
            Setting(
                "DTP_EVENTS_KEEP",
                readers.duration,
                "7d",
                "How long portal events are kept for clients that resume.",
            ),
            Setting("DTP_HISTORY_KEEP", readers.duration, "30d", "How long the embedded store keeps observations."),
        ),
    ),
    Section(
        "Twins",
        (
            Setting("DTP_TWINS_DIR", readers.path, "twins", "Folder searched for `twin.yaml` files."),
            Setting(
                "DTP_DEMO",
                readers.flag,
                "1",
                "0 leaves out the simulators of the sample twins in `make run`.",
            ),
        ),
    ),
    Section(
        "MQTT and ingest",
        (
            Setting(
                "DTP_MQTT_URL",
                readers.url("mqtt", "mqtts"),
                "",
                "Broker to take messages from: `mqtt://user:password@host:1883`. Empty: `make run` starts its own.",
                secret=True,
            ),
            Setting(
                "DTP_BROKER",
                readers.choice("auto", "mosquitto", "amqtt"),
                "auto",
                "The broker of `make run`; `auto`: a `mosquitto` on PATH when there is one, else amqtt in the process.",
            ),
            Setting(
                "DTP_BROKER_HOST",
                readers.text,
                "127.0.0.1",
                "Address the embedded broker listens on. It asks for no password: open it only to a network you trust.",
            ),
            Setting("DTP_BROKER_PORT", readers.port, "1883", "Port of the embedded broker."),
            Setting(
                "DTP_BATCH_SIZE",
                readers.integer(1, 10_000),
                "1000",
                "Most messages written in one transaction.",
            ),
            Setting("DTP_BATCH_WAIT", readers.duration, "25ms", "Longest wait for a batch to fill."),
            Setting(
                "DTP_MAX_AHEAD",
                readers.duration,
                "5m",
                "How far ahead of the clock a device's time may be before its message is refused.",
            ),
            Setting(
                "DTP_DEAD_LETTERS_KEEP",
                readers.integer(0, 10_000_000),
                "10000",
                "Most dead letters kept; the oldest go first.",
            ),
        ),
    ),
    Section(
        "Live stream and tasks",
        (
            Setting(
                "DTP_LIVE_INTERVAL",
                readers.duration,
                "200ms",
                "Shortest time between two live updates to a browser.",
            ),
            Setting(
                "DTP_CELERY_BROKER_URL",
                readers.url("redis", "rediss", "amqp", "amqps"),
                "",
                "Broker of the Celery workers. Empty: tasks run in the process that calls them.",
                secret=True,
            ),
            Setting(
                "DTP_LOG_LEVEL",
                readers.choice("DEBUG", "INFO", "WARNING", "ERROR"),
                "INFO",
                "How much is logged.",
            ),
        ),
    ),
)


def all_settings() -> tuple[Setting, ...]:
    return tuple(setting for section in TABLE for setting in section.settings)


def read(environ: Mapping[str, str]) -> dict[str, Any]:
    """Every setting's value. Raises BadSettings that names all faulty ones, never showing a secret's value."""
    values: dict[str, Any] = {}
    faults: list[str] = []
    for setting in all_settings():
        try:
            raw = _raw(setting, environ)
        except UnicodeDecodeError:
            faults.append(f"{setting.name}_FILE cannot be read: it is not text in UTF-8.")
            continue
        except OSError as error:
            faults.append(f"{setting.name}_FILE cannot be read: {error.strerror}.")
            continue
        try:
            values[setting.name] = setting.reader(raw)
        except ValueError as error:
            shown = ":" if setting.secret else f" is {raw!r}:"
            faults.append(f"{setting.name}{shown} {error}.")
    if faults:
        raise BadSettings("\n".join(["The settings cannot be used:", *(f"  - {fault}" for fault in faults)]))
    return values


def _raw(setting: Setting, environ: Mapping[str, str]) -> str:
    """The text of a setting: its own variable, else its file, else its default. An empty variable counts as unset."""
    if given := environ.get(setting.name, "").strip():
        return given
    if file := environ.get(f"{setting.name}_FILE", "").strip():
        return Path(file).read_text(encoding="utf-8").strip()
    return setting.default


def unknown(environ: Mapping[str, str]) -> dict[str, str]:
    """Names that look like ours and are not, each with the name that was probably meant (or nothing)."""
    known = {setting.name + end for setting in all_settings() for end in ("", "_FILE")} | {"DTP_ENV_FILE"}
    strange = sorted(name for name in environ if name.startswith("DTP_") and name not in known)
    return {name: next(iter(difflib.get_close_matches(name, sorted(known), n=1)), "") for name in strange}


_INTRODUCTION = """\
Every switch of the platform. Set them in the environment or in the file `.env` (start from `.env.example`). For each
`NAME`, `NAME_FILE` may name a file that holds the value: use it for secrets. Durations are written `500ms`, `30s`,
`5m`, `1h` or `7d`. `DTP_ENV_FILE` names another file than `.env` (empty: none). This page is rendered from
`dtp/settings/table.py` by `make docs`.
"""


def render() -> str:
    """`docs/settings.md`."""
    lines = [
        "# Settings",
        "",
        *_INTRODUCTION.splitlines(),
    ]
    for section in TABLE:
        lines += ["", f"## {section.title}", "", "| name | default | meaning |", "|---|---|---|"]
        lines += [f"| `{s.name}` | {f'`{s.default}`' if s.default else ''} | {s.help} |" for s in section.settings]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path("docs/settings.md").write_text(render())
