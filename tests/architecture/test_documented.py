"""What a person can set, run or listen to is written down."""

from __future__ import annotations

import re
from importlib import import_module
from types import ModuleType

import pytest
from django.core.management import BaseCommand, get_commands, load_command_class
from django.dispatch import Signal

import live.signals
import registry.signals
from dtp.settings import table
from tests.architecture.tree import APPS, ROOT, committed, said

COMMANDS = sorted((app, name) for name, app in get_commands().items() if app in APPS)


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def test_every_setting_is_documented() -> None:
    found = [
        f"docs/settings.md: {setting.name} is missing. Run `make docs`."
        for setting in table.all_settings()
        if f"| `{setting.name}` |" not in page("settings.md")
    ]
    assert not found, said(found)


def test_every_variable_of_ours_that_code_and_docs_name_is_a_setting() -> None:
    known = {setting.name for setting in table.all_settings()} | {"DTP_ENV_FILE", "DTP_UNKNOWN"}
    known |= {f"{name}_FILE" for name in known}
    named = re.compile(r"\bDTP_[A-Z][A-Z_]*[A-Z]\b")
    found = [
        f"{path}: {name} is not a setting."
        for path in committed()
        if path.suffix in {".py", ".md", ".yml", ".yaml", ""} and "tests" not in path.parts
        for name in sorted(set(named.findall((ROOT / path).read_text(errors="replace"))) - known)
    ]
    assert not found, said(found)


@pytest.mark.parametrize("module", [registry.signals, live.signals], ids=lambda module: module.__name__)
def test_every_signal_has_a_line_with_its_receivers(module: ModuleType) -> None:
    found = [
        f"docs/signals.md: {module.__name__}.{name} and its receiver {receiver or '(nobody)'} are missing."
        for name, signal in vars(module).items()
        if isinstance(signal, Signal)
        for receiver in receivers(signal) or [""]
        if not any(
            f"`{module.__name__}.{name}`" in line and receiver in line for line in page("signals.md").splitlines()
        )
    ]
    assert not found, said(found)


def receivers(signal: Signal) -> list[str]:
    """The names by which the apps have connected their receivers."""
    return [str(lookup[0]) for lookup, *_ in signal.receivers or []]


def test_every_receiver_that_is_written_down_exists() -> None:
    for app, name in re.findall(r"`([a-z]+)\.receivers\.([a-z_]+)`", page("signals.md")):
        assert hasattr(import_module(f"{app}.receivers"), name), f"docs/signals.md: {app}.receivers.{name} is gone"


@pytest.mark.parametrize(("app", "name"), COMMANDS)
def test_every_command_has_its_section_with_all_options(app: str, name: str) -> None:
    _, _, rest = page("commands.md").partition(f"## {name}\n")
    assert rest, f"docs/commands.md has no section `## {name}`"
    section = rest.split("\n## ")[0]
    missing = [
        option for option in options(load_command_class(app, name)) - options(BaseCommand()) if option not in section
    ]
    assert not missing, f"docs/commands.md, {name}: {missing}"


def options(command: BaseCommand) -> set[str]:
    parser = command.create_parser("manage.py", "command")
    return {option for action in parser._actions for option in action.option_strings}


def test_our_commands_are_found() -> None:
    assert ("registry", "register_twins") in COMMANDS
