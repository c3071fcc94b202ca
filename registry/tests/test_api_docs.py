"""`docs/registry-api.md`: every example is run, in the order of the page, and answers what the page says."""

from __future__ import annotations

import base64
import json
import re
import shlex
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

PAGE = settings.BASE_DIR / "docs" / "registry-api.md"
_EXAMPLE = re.compile(r"```sh\n(curl .*?)```\n+(?:```json (\d+)\n(.*?)```|Answer: `(\d+)`)", re.DOTALL)
# What differs from run to run.
_VOLATILE = {"uuid", "created", "modified"}


class Call(NamedTuple):
    """A curl command."""

    method: str
    url: str
    user: str
    body: str


def call_of(command: str) -> Call:
    """Read what the examples use of curl: -u, -X, -H, -d and the address."""
    words = iter(shlex.split(command)[1:])
    found = {"-X": "", "-u": "", "-H": "", "-d": "", "url": ""}
    for word in words:
        if word in found:
            found[word] = next(words)
        else:
            found["url"] = word.removeprefix("http://localhost:8083")
    return Call(found["-X"] or ("POST" if found["-d"] else "GET"), found["url"], found["-u"], found["-d"])


def send(client: Client, call: Call) -> Any:
    token = base64.b64encode(call.user.encode()).decode()
    return client.generic(
        call.method, call.url, call.body, content_type="application/json", headers={"Authorization": f"Basic {token}"}
    )


def steady(value: Any) -> Any:
    """The answer without what differs from run to run."""
    if isinstance(value, dict):
        return {key: "…" if key in _VOLATILE else steady(inner) for key, inner in value.items()}
    return [steady(inner) for inner in value] if isinstance(value, list) else value


@pytest.mark.django_db
def test_the_examples_answer_what_the_page_says(client: Client) -> None:
    User.objects.create_user("admin", password="secret", is_staff=True)
    page = PAGE.read_text()
    examples = _EXAMPLE.findall(page)
    assert len(examples) == page.count("```sh"), "an example has no answer"
    for command, status, expected, bare_status in examples:
        answer = send(client, call_of(command))
        assert answer.status_code == int(status or bare_status), (command, answer.content.decode())
        if status:
            assert steady(answer.json()) == steady(json.loads(expected)), command
        else:
            assert not answer.content
