from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.errors import DTPError
from dtp.embedded.platform import Platform


class Command(BaseCommand):
    help = "Run the whole platform in this process: broker, ingest, watcher, scheduled work, web, stream, simulators."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            Platform(self._say).run()
        except DTPError as error:
            raise CommandError(error.message) from None

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
