"""Every reader takes what is meant and refuses nonsense with a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtp.settings import readers, table


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (readers.flag, "1", True),
        (readers.flag, "Yes", True),
        (readers.flag, "on", True),
        (readers.flag, "0", False),
        (readers.flag, "FALSE", False),
        (readers.integer(-5, 5), "-5", -5),
        (readers.port, "65535", 65535),
        (readers.duration, "90", 90.0),
        (readers.duration, "500ms", 0.5),
        (readers.duration, "1.5h", 5400.0),
        (readers.duration, "7d", 604800.0),
        (readers.duration, "0", 0.0),
        (readers.choice("a", "b"), "b", "b"),
        (readers.words, "a, b,,c  d", ["a", "b", "c", "d"]),
        (readers.words, "", []),
        (readers.path, "~/twins", Path.home() / "twins"),
        (readers.url("mqtt"), "", ""),
        (readers.url("mqtt"), "mqtt://u:p@host:1", "mqtt://u:p@host:1"),
        (readers.url("mqtt"), "MQTT://host", "MQTT://host"),
        (readers.url("sqlite"), "sqlite:////var/x.sqlite3", "sqlite:////var/x.sqlite3"),
        (readers.urls("sqlite"), "sqlite:///a, sqlite:///b", ["sqlite:///a", "sqlite:///b"]),
    ],
)
def test_what_is_meant_is_read(reader: readers.Reader, text: str, value: Any) -> None:
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text", "sentence"),
    [
        (readers.flag, "maybe", "expected 1 or 0"),
        (readers.flag, "", "expected 1 or 0"),
        (readers.flag, "2", "expected 1 or 0"),
        (readers.port, "0", "expected a whole number from 1 to 65535"),
        (readers.port, "65536", "expected a whole number from 1 to 65535"),
        (readers.port, "80.0", "expected a whole number from 1 to 65535"),
        (readers.port, "٨٠", "expected a whole number from 1 to 65535"),
        (readers.port, "9" * 5000, "expected a whole number from 1 to 65535"),
        (readers.duration, "soon", "expected a duration like 500ms, 30s, 5m, 1h or 7d"),
        (readers.duration, "-1s", "expected a duration like 500ms, 30s, 5m, 1h or 7d"),
        (readers.duration, "5 weeks", "expected a duration like 500ms, 30s, 5m, 1h or 7d"),
        (readers.duration, "1e3", "expected a duration like 500ms, 30s, 5m, 1h or 7d"),
        (readers.duration, "9" * 400, "expected a duration like 500ms, 30s, 5m, 1h or 7d"),
        (readers.duration, "36501d", "expected a duration of at most 36500d"),
        (readers.choice("a", "b"), "A", "expected one of a, b"),
        (readers.path, "~nobody-of-this-name/x", "expected a path; `~name` names nobody on this machine"),
        (readers.url("mqtt", "mqtts"), "http://h", "expected a URL that starts with mqtt:// or mqtts://"),
        (readers.url("mqtt"), "host:1883", "expected a URL that starts with mqtt://"),
        (readers.url("mqtt"), "mqtt:host", "expected a URL that starts with mqtt://"),
        (readers.url("mqtt"), "mqtt://h:port", "expected a URL like scheme://user:password@host:port/name"),
        (readers.url("mqtt"), "mqtt://h:99999", "expected a URL like scheme://user:password@host:port/name"),
        (readers.url("mqtt"), "mqtt://[::1", "expected a URL like scheme://user:password@host:port/name"),
        (readers.urls("sqlite"), "sqlite:///a redis://b", "expected a URL that starts with sqlite://"),
    ],
)
def test_nonsense_is_refused_with_a_sentence(reader: readers.Reader, text: str, sentence: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        reader(text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("setting", table.all_settings(), ids=lambda setting: setting.name)
def test_the_reader_of_every_setting_takes_its_own_default(setting: table.Setting) -> None:
    setting.reader(setting.default)


# The environment cannot hold U+0000.
@given(st.text(st.characters(exclude_characters="\x00")))
def test_no_reader_fails_otherwise(text: str) -> None:
    for setting in table.all_settings():
        try:
            setting.reader(text)
        except ValueError as error:
            told = str(error)
        else:
            continue
        assert told.startswith("expected "), (setting.name, told)
