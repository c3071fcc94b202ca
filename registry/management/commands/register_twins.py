from __future__ import annotations

import threading
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import close_old_connections

from common.command import DatabaseCommand
from common.errors import NotFound
from registry.declarations import fix_text, scan
from registry.discovery import Plan, Verb, Watcher, discover, look
from registry.discovery.report import fault_lines, step_lines, summary


class Command(DatabaseCommand):
    help = "Register the twins that twin.yaml files declare. A second run changes and tells nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=None, help="where to look (DTP_TWINS_DIR)")
        parser.add_argument("--watch", action="store_true", help="go on, and apply every edit")
        parser.add_argument("--dry-run", action="store_true", help="print the plan and change nothing")
        parser.add_argument("--prune", action="store_true", help="deprecate twins whose file is gone")
        parser.add_argument(
            "--fix", action="store_true", help="first mend what is not YAML (unquoted @id) in the files"
        )

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        root = (folder or settings.DTP["DTP_TWINS_DIR"]).resolve()
        try:
            if options["fix"]:
                self._fix(root, options["dry_run"])
            plan = look(root)[1] if options["dry_run"] else discover(root, prune=options["prune"])
        except NotFound as error:
            raise CommandError(error.message) from None
        self._print(plan, prune=options["prune"], dry_run=options["dry_run"])
        if options["watch"] and not options["dry_run"]:
            self._watch(root, options["prune"])
        elif plan.has_errors:
            others = "would be" if options["dry_run"] else "are"
            raise CommandError(f"Some files have errors; the twins in the others {others} registered.", returncode=1)

    def _watch(self, root: Path, prune: bool) -> None:
        def again() -> None:
            close_old_connections()
            plan = discover(root, prune=prune)
            if not plan.changes_nothing or plan.has_errors:
                self._print(plan, prune=prune)

        watcher = Watcher(root, again)
        watcher.start()
        # What was edited between the first look and the watcher's start.
        if not (missed := discover(root, prune=prune)).changes_nothing:
            self._print(missed, prune=prune)
        self.stdout.write(f"Watching {root} (Ctrl-C ends)")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            watcher.stop()

    def _print(self, plan: Plan, *, prune: bool, dry_run: bool = False) -> None:
        for line in fault_lines(plan):
            self.stderr.write(line)
        for line in step_lines(plan):
            self.stdout.write(line)
        self.stdout.write(summary(plan, dry_run=dry_run))
        if plan.count(Verb.ORPHANED) and not prune:
            self.stdout.write("Orphaned twins are kept. Run with --prune to deprecate them.")

    def _fix(self, root: Path, dry_run: bool) -> None:
        """Mend the files that a scan reads, and no others."""
        for path, _ in scan(root).readings:
            # A pipe would be waited for without end.
            if (root / path).is_file():
                self._fix_file(root, path, dry_run)

    def _fix_file(self, root: Path, path: str, dry_run: bool) -> None:
        file = root / path
        try:
            # Bytes, so that line ends stay as they are.
            before = file.read_bytes().decode("utf-8", "surrogateescape")
            after, done = fix_text(before)
            if done and not dry_run:
                file.write_bytes(after.encode("utf-8", "surrogateescape"))
        except OSError as error:
            self.stderr.write(f"{path}: could not be fixed: {error.strerror}")
            return
        for line in done:
            self.stdout.write(f"{path}: {'would fix' if dry_run else 'fixed'}: {line}")
