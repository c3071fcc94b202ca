"""System checks: switches that are each in order and do not go together. `python manage.py check` runs them.

| id | what | level |
|---|---|---|
| dtp.E001 | debug pages on an address that others can reach | error |
| dtp.E002 | more than one time-series store | error |
| dtp.E003 | a Celery broker whose driver is not installed | error |
| dtp.W001 | the embedded broker, which asks for no password, open to others | warning |
| dtp.W002 | no folder of twins | warning |
| dtp.W003 | Celery workers, whose live values reach no browser | warning |
| dtp.W004 | a variable that looks like a switch and is none | warning |
| dtp.W005 | the portal open to others, whom it then does not answer | warning |
"""

from __future__ import annotations

import importlib.util
import ipaddress
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage


def debug_stays_at_home(**kwargs: Any) -> list[CheckMessage]:
    host = settings.DTP["DTP_HOST"]
    if not settings.DTP["DTP_DEBUG"] or is_loopback(host):
        return []
    hint = "Set DTP_DEBUG=0, or DTP_HOST=127.0.0.1."
    return [
        checks.Error(f"DTP_DEBUG shows settings and code to everybody who can reach {host}.", hint=hint, id="dtp.E001")
    ]


def one_time_series_store(**kwargs: Any) -> list[CheckMessage]:
    count = len(settings.DTP["DTP_TIMESERIES_URLS"])
    if count < 2:
        return []
    hint = "Name one store in DTP_TIMESERIES_URLS."
    message = f"DTP_TIMESERIES_URLS names {count} stores, and mirrors are not available yet."
    return [checks.Error(message, hint=hint, id="dtp.E002")]


def celery_driver_is_installed(**kwargs: Any) -> list[CheckMessage]:
    scheme = urlsplit(settings.DTP["DTP_CELERY_BROKER_URL"]).scheme
    if scheme not in {"redis", "rediss"} or importlib.util.find_spec("redis"):
        return []
    message = "DTP_CELERY_BROKER_URL names Redis, and its driver is not installed."
    return [checks.Error(message, hint="Run: .venv/bin/python -m pip install redis", id="dtp.E003")]


def open_broker(**kwargs: Any) -> list[CheckMessage]:
    """Only the broker's own address counts: opening the portal by DTP_HOST leaves the broker where it is."""
    host = settings.DTP["DTP_BROKER_HOST"]
    if settings.DTP["DTP_MQTT_URL"] or is_loopback(host):
        return []
    message = f"The embedded MQTT broker listens on {host} and asks for no password."
    hint = (
        "Whoever reaches it can report values. Set DTP_BROKER_HOST=127.0.0.1, or name another broker in DTP_MQTT_URL."
    )
    return [checks.Warning(message, hint=hint, id="dtp.W001")]


def twins_folder(**kwargs: Any) -> list[CheckMessage]:
    folder = settings.DTP["DTP_TWINS_DIR"]
    if folder.is_dir():
        return []
    hint = "Make the folder, or set DTP_TWINS_DIR."
    return [checks.Warning(f"There is no folder {folder} to look for twin.yaml files in.", hint=hint, id="dtp.W002")]


def celery_workers(**kwargs: Any) -> list[CheckMessage]:
    """What a worker writes is safe and is shown when the page is loaded; the stream of another process is not told."""
    if not settings.DTP["DTP_CELERY_BROKER_URL"]:
        return []
    message = "Celery workers write what devices report, and an open portal page is not told of it."
    hint = "Leave DTP_CELERY_BROKER_URL empty for values that move by themselves."
    return [checks.Warning(message, hint=hint, id="dtp.W003")]


def unknown_switches(**kwargs: Any) -> list[CheckMessage]:
    return [
        checks.Warning(
            f"{name} is not a setting of the platform.",
            hint=f"Did you mean {meant}?" if meant else "docs/settings.md lists all settings.",
            id="dtp.W004",
        )
        for name, meant in settings.DTP_UNKNOWN.items()
    ]


def answers_to_others(**kwargs: Any) -> list[CheckMessage]:
    host = settings.DTP["DTP_HOST"]
    if is_loopback(host) or not all(is_loopback(name) for name in settings.ALLOWED_HOSTS):
        return []
    message = f"The portal listens on {host} and answers only to names of this machine."
    hint = "Add the name or address by which people reach it to DTP_ALLOWED_HOSTS."
    return [checks.Warning(message, hint=hint, id="dtp.W005")]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens there."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


ALL = (
    debug_stays_at_home,
    one_time_series_store,
    celery_driver_is_installed,
    open_broker,
    twins_folder,
    celery_workers,
    unknown_switches,
    answers_to_others,
)
