from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import CommandError

from common.command import DatabaseCommand
from portal.actions import make_link_token


class Command(DatabaseCommand):
    help = "Print a link that signs a person in once. Without a name: the administrator, made when there is none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", nargs="?", default="admin")
        parser.add_argument(
            "--base", default="", help="address of the portal, when it is not http://localhost:<DTP_PORT>"
        )

    def handle(self, *args: Any, username: str, base: str, **options: Any) -> None:
        self.stdout.write(link_for(username, base))


def link_for(username: str = "admin", base: str = "") -> str:
    """A sign-in link. `admin` is made when missing, as a superuser without a password; nobody else is."""
    users = get_user_model().objects
    if username == "admin" and not users.filter(username=username).exists():
        users.create_superuser(username=username, password=None)
    user = users.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user {username!r}.")
    base = base or f"http://localhost:{settings.DTP['DTP_PORT']}"
    return f"{base.rstrip('/')}/sign-in#{make_link_token(user)}"
