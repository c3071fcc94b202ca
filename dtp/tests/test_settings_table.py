"""The table of settings, its page, and the file that people start from."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from dtp.settings import table
from dtp.settings.databases import database

ROOT: Path = settings.BASE_DIR
NAMES = [setting.name for setting in table.all_settings()]


def refused(environ: dict[str, str]) -> list[str]:
    with pytest.raises(table.BadSettings) as caught:
        table.read(environ)
    head, *faults = str(caught.value).splitlines()
    assert head == "The settings cannot be used:"
    return faults


def test_without_an_environment_everything_has_its_default() -> None:
    found = table.read({})
    assert list(found) == NAMES
    assert (found["DTP_PORT"], found["DTP_HOST"], found["DTP_LINK_AGE"]) == (8083, "127.0.0.1", 3600.0)


@pytest.mark.parametrize("empty", ["", "  ", "\n"])
def test_an_empty_variable_counts_as_unset(empty: str) -> None:
    assert table.read({"DTP_PORT": empty, "DTP_PORT_FILE": empty, "DTP_HOST": empty}) == table.read({})


def test_spaces_around_a_value_do_not_count() -> None:
    assert table.read({"DTP_PORT": " 9000\n"})["DTP_PORT"] == 9000


def test_all_faults_are_told_at_once() -> None:
    assert refused({"DTP_PORT": "x", "DTP_DEBUG": "perhaps", "DTP_MQTT_URL": "http://h"}) == [
        "  - DTP_PORT is 'x': expected a whole number from 1 to 65535.",
        "  - DTP_DEBUG is 'perhaps': expected 1 or 0.",
        "  - DTP_MQTT_URL: expected a URL that starts with mqtt:// or mqtts://.",
    ]


@pytest.mark.parametrize(
    "value", ["http://u:s3cret@h", "s3cret", "mqtt://u:s3cret@h:x", "mqtt://u:s3cret@\u2100", "mqtt://[u:s3cret@h"]
)
@pytest.mark.parametrize("name", [s.name for s in table.all_settings() if s.secret and s.name != "DTP_SECRET_KEY"])
def test_a_secret_is_never_shown(name: str, value: str) -> None:
    (fault,) = refused({name: value})
    assert "s3cret" not in fault
    assert fault.startswith(f"  - {name}: expected a URL")


def test_whatever_may_hold_a_password_is_a_secret() -> None:
    holds = re.compile(r"URL|KEY|PASSWORD|TOKEN|SECRET")
    assert [s.name for s in table.all_settings() if holds.search(s.name) and not s.secret] == []


def test_a_file_may_hold_the_value(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from the file\n")
    given = {"DTP_SECRET_KEY_FILE": str(tmp_path / "key")}
    assert table.read(given)["DTP_SECRET_KEY"] == "from the file"
    assert table.read({**given, "DTP_SECRET_KEY": "from the variable"})["DTP_SECRET_KEY"] == "from the variable"


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert refused(
        {
            "DTP_SECRET_KEY": "s3cret",
            "DTP_LINK_AGE_FILE": str(tmp_path / "binary"),
            "DTP_PORT_FILE": str(tmp_path / "nowhere"),
            "DTP_HOST_FILE": str(tmp_path),
        }
    ) == [
        "  - DTP_HOST_FILE cannot be read: Is a directory.",
        "  - DTP_PORT_FILE cannot be read: No such file or directory.",
        "  - DTP_LINK_AGE_FILE cannot be read: it is not text in UTF-8.",
    ]


def test_the_value_in_a_file_is_checked_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "port").write_text("x")
    assert refused({"DTP_PORT_FILE": str(tmp_path / "port")}) == [
        "  - DTP_PORT is 'x': expected a whole number from 1 to 65535."
    ]


def test_names_that_look_like_ours_are_known_with_what_was_meant() -> None:
    given = {"DTP_PROT": "1", "DTP_zzzzzz": "1", "DTP_PORT": "1", "DTP_PORT_FILE": "x", "DTP_ENV_FILE": "", "PATH": ""}
    assert table.unknown(given) == {"DTP_PROT": "DTP_PORT", "DTP_zzzzzz": ""}


def test_names_are_given_once_and_are_explained() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for setting in table.all_settings():
        assert re.fullmatch(r"DTP_[A-Z_]+", setting.name)
        assert setting.help.endswith(".")
        assert "|" not in setting.help


def test_the_page_is_the_table() -> None:
    page = (ROOT / "docs" / "settings.md").read_text()
    assert page == table.render(), "docs/settings.md is not the table any more: run `make docs`"
    assert all(f"| `{name}` |" in page for name in NAMES)


def test_the_example_file_says_every_setting_with_its_default() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    expected: list[str] = []
    for section in table.TABLE:
        expected += [f"# --- {section.title} ---", *(f"#{s.name}={s.default}" for s in section.settings)]
    assert [line for line in lines if line in expected] == expected, "bring .env.example in line with the table"
    assert [line for line in lines if line and not line.startswith("#")] == [], "all of it is commented out"


def test_the_example_file_without_its_comment_signs_is_the_default(tmp_path: Path) -> None:
    from dotenv import dotenv_values

    lines = (ROOT / ".env.example").read_text().splitlines()
    (tmp_path / "env").write_text("\n".join(line.removeprefix("#") for line in lines if line.startswith("#DTP_")))
    given = {name: value or "" for name, value in dotenv_values(tmp_path / "env").items()}
    assert table.read(given) == table.read({})


def start(**environ: str) -> subprocess.CompletedProcess[str]:
    """What a process says whose settings are these."""
    code = "from dtp import settings as s; print(s.DTP['DTP_PORT'], s.DTP_UNKNOWN)"
    environ = {"PATH": "/usr/bin:/bin", "HOME": "/", **environ}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=30, check=False
    )


def test_a_process_with_bad_settings_ends_with_the_message_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("DTP_PORT=from the file\n")
    ended = start(DTP_ENV_FILE=str(tmp_path / "env"), DTP_DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "The settings cannot be used:",
        "  - DTP_PORT is 'from the file': expected a whole number from 1 to 65535.",
    ]


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "env").write_text("DTP_PORT=1111\nDTP_PROT=2222\n")
    ended = start(DTP_ENV_FILE=str(tmp_path / "env"), DTP_DATA_DIR=str(tmp_path), DTP_PORT="3333")
    assert ended.stdout == "3333 {'DTP_PROT': 'DTP_PORT'}\n", ended.stderr


def test_a_file_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    ended = start(DTP_ENV_FILE=str(tmp_path / "nowhere"), DTP_DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert "there is no such file" in ended.stderr


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("", {"ENGINE": "django.db.backends.sqlite3", "NAME": Path("/data/dtp.sqlite3")}),
        ("sqlite:////abs/x.db", {"ENGINE": "django.db.backends.sqlite3", "NAME": Path("/abs/x.db")}),
        ("sqlite:///x.db", {"ENGINE": "django.db.backends.sqlite3", "NAME": Path("x.db")}),
        (
            "postgres://me%40site:p%2Fw@db:5433/twins?sslmode=require",
            {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": "twins",
                "USER": "me@site",
                "PASSWORD": "p/w",
                "HOST": "db",
                "PORT": "5433",
                "OPTIONS": {"sslmode": "require"},
            },
        ),
        ("postgresql:///twins", {"ENGINE": "django.db.backends.postgresql", "NAME": "twins", "HOST": "", "PORT": ""}),
    ],
)
def test_a_database_by_its_url(url: str, expected: dict[str, Any]) -> None:
    found = database(url, Path("/data"))
    assert {key: found[key] for key in expected} == expected
