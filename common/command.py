"""The base of our management commands."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError


class DatabaseCommand(BaseCommand):
    """A command that needs the database, and says in a sentence when there is none to use."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        try:
            return super().execute(*args, **options)
        except (OperationalError, ProgrammingError) as error:
            reason = str(error).strip().splitlines()[0]
            hint = "A new one is made by `make run`, or by `.venv/bin/python manage.py migrate`."
            raise CommandError(f"The database cannot be used: {reason}. {hint}") from None
