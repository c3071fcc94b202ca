"""What a command says when the database is not there."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from registry.management.commands import register_twins


def test_a_missing_table_is_a_sentence_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def handle(*args: object, **options: object) -> None:
        raise OperationalError("no such table: registry_twin")

    monkeypatch.setattr(register_twins.Command, "handle", handle)
    with pytest.raises(CommandError, match=r"no such table: registry_twin\. .*make run"):
        call_command("register_twins", skip_checks=True)
