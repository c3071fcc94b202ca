"""The shell page, and what is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "FRONTEND_DIR", tmp_path)
    (tmp_path / "index.html").write_text("<!doctype html><title>Portal</title>")
    return tmp_path


@pytest.mark.parametrize("path", ["/", "/sign-in", "/twins/acme.lift:lift-1", "/anything/at/all", "/apis", "/位置"])
def test_every_address_of_the_page_is_the_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.content) == (200, b"<!doctype html><title>Portal</title>")
    assert answer["Content-Type"].startswith("text/html")
    assert answer["Cache-Control"] == "no-cache"


def test_the_page_runs_scripts_of_its_own_only_and_in_no_frame(client: Client) -> None:
    answer = client.get("/")
    rules = dict(rule.split(" ", 1) for rule in answer["Content-Security-Policy"].split("; "))
    assert (rules["default-src"], rules["frame-ancestors"], rules["object-src"]) == ("'self'", "'none'", "'none'")
    assert "unsafe-inline" not in rules["default-src"]
    assert "script-src" not in rules
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    ["/api", "/api/", "/api/nothing", "/api/v1/nothing", "/api/portal/cards/", "/assets/old-1234.js", "/static/x.css"],
)
def test_what_is_not_there_is_a_problem_and_not_the_page(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert answer.json()["code"] == "not_found"


def test_a_page_that_was_not_built_says_what_to_do(client: Client, built: Path) -> None:
    (built / "index.html").unlink()
    answer = client.get("/")
    assert answer.status_code == 503
    assert b"make setup" in answer.content


def test_a_post_without_a_token_is_a_problem(db: None) -> None:
    client: Any = Client(enforce_csrf_checks=True)
    answer = client.post("/")
    assert (answer.status_code, answer["Content-Type"], answer.json()["code"]) == (
        403,
        "application/problem+json",
        "csrf",
    )
