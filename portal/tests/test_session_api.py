"""Signing in and out."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from common import clock
from portal.actions import LinkRefused, make_link_token, redeem_link
from portal.management.commands.sign_in_link import link_for
from registry.models import Twin

SESSION = "/api/auth/session"
LINK = "/api/auth/link"
JSON = "application/json"


def sign_in(client: Any, username: str, password: str) -> Any:
    return client.post(SESSION, {"username": username, "password": password}, content_type=JSON)


def redeem(client: Any, token: str) -> Any:
    return client.post(LINK, {"token": token}, content_type=JSON)


def test_nobody_is_signed_in_at_first_and_gets_a_csrf_cookie(client: Client, db: None) -> None:
    answer = client.get(SESSION)
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["code"] == "not_signed_in"
    assert "dtp_csrf" in answer.cookies
    assert "Basic" not in answer.headers.get("WWW-Authenticate", ""), "a browser would open a window of its own"


def test_signing_in_says_who_it_is_and_which_tenants_there_are(client: Client, colleague: User, pump: Twin) -> None:
    answer = sign_in(client, "colleague", "correct horse")
    assert answer.status_code == 200
    found = answer.json()
    assert found["user"] == {"username": "colleague", "name": "", "is_staff": False}
    assert found["tenants"] == [{"id": "acme", "name": "acme"}]
    assert found["csrf_token"]
    assert client.get(SESSION).json()["user"]["username"] == "colleague"


def test_staff_can_choose_from_every_tenant(client: Client, owner: User, lift: Twin, pump: Twin) -> None:
    found = sign_in(client, "owner", "correct horse").json()
    assert found["user"]["is_staff"] is True
    assert [tenant["id"] for tenant in found["tenants"]] == ["acme", "other"]


def test_the_cookie_is_not_for_scripts(client: Client, owner: User) -> None:
    cookie = sign_in(client, "owner", "correct horse").cookies["dtp_session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client: Client, owner: User) -> None:
    wrong, unknown = sign_in(client, "owner", "wrong"), sign_in(client, "nobody", "wrong")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_credentials")
    assert (unknown.status_code, unknown.json()) == (wrong.status_code, wrong.json())
    assert client.get(SESSION).status_code == 401


def test_who_is_inactive_cannot_sign_in(client: Client, owner: User) -> None:
    User.objects.update(is_active=False)
    assert sign_in(client, "owner", "correct horse").json()["code"] == "wrong_credentials"


def test_who_becomes_inactive_is_signed_out(client: Client, owner: User) -> None:
    sign_in(client, "owner", "correct horse")
    User.objects.update(is_active=False)
    assert client.get(SESSION).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"username": "owner"}',
        b'{"username": 5, "password": []}',
        b'{"username": "a\\u0000", "password": "b"}',
    ],
)
@pytest.mark.parametrize("url", [SESSION, LINK])
def test_hostile_bodies_get_a_clear_answer(client: Client, db: None, url: str, body: bytes) -> None:
    answer = client.post(url, body, content_type=JSON)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"]


def test_a_password_keeps_its_spaces(client: Client, db: None) -> None:
    User.objects.create_user("spacey", password="  two  ")
    assert sign_in(client, "spacey", "two").status_code == 401
    assert sign_in(client, "spacey", "  two  ").status_code == 200


@pytest.mark.parametrize(("method", "url"), [("post", SESSION), ("delete", SESSION), ("post", LINK)])
def test_a_foreign_page_can_neither_sign_in_nor_out(owner: User, method: str, url: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    answer = getattr(client, method)(url, {"username": "owner", "password": "correct horse"}, content_type=JSON)
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")
    assert client.get(SESSION).status_code == 200


def test_the_page_signs_in_with_the_token_of_the_cookie_and_out_with_that_of_the_answer(owner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(SESSION)
    body = {"username": "owner", "password": "correct horse"}
    token = client.cookies["dtp_csrf"].value
    answer = client.post(SESSION, body, content_type=JSON, headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    out = client.delete(SESSION, headers={"X-CSRFToken": answer.json()["csrf_token"]})
    assert (out.status_code, out.content) == (204, b"")
    assert client.get(SESSION).status_code == 401


def test_signing_out_ends_the_session_also_for_a_copied_cookie(owner: User, client: Client) -> None:
    sign_in(client, "owner", "correct horse")
    copied = client.cookies["dtp_session"].value
    client.delete(SESSION)
    client.cookies["dtp_session"] = copied
    assert client.get(SESSION).status_code == 401


def test_signing_out_without_being_signed_in_is_fine(client: Client, db: None) -> None:
    assert client.delete(SESSION).status_code == 204


def test_signing_in_begins_a_new_session(owner: User, client: Client) -> None:
    client.cookies["dtp_session"] = "planted-by-somebody-else"
    sign_in(client, "owner", "correct horse")
    assert client.cookies["dtp_session"].value != "planted-by-somebody-else"


# sign-in links


def test_a_link_signs_in_once(owner: User) -> None:
    token = make_link_token(owner)
    first, second = redeem(Client(), token), redeem(Client(), token)
    assert (first.status_code, first.json()["user"]["username"]) == (200, "owner")
    assert (second.status_code, second.json()["code"]) == (401, "link_used_or_expired")


def test_a_link_of_somebody_who_has_signed_in_before_works_once_too(owner: User, client: Client) -> None:
    sign_in(client, "owner", "correct horse")
    owner.refresh_from_db()
    token = make_link_token(owner)
    assert [redeem(Client(), token).status_code for _ in range(2)] == [200, 401]


def test_of_two_links_the_second_is_void_once_the_first_was_used(owner: User) -> None:
    tokens = [make_link_token(owner), make_link_token(owner)]
    assert [redeem(Client(), token).status_code for token in tokens] == [200, 401]


@pytest.mark.usefixtures("transactional_db")
def test_of_many_who_use_a_link_at_the_same_time_one_gets_in(owner: User) -> None:
    token, start = make_link_token(owner), threading.Barrier(6)
    outcomes: list[str] = []

    def use() -> None:
        start.wait()
        try:
            outcomes.append(redeem_link(token).get_username())
        except LinkRefused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["owner", *["refused"] * 5]


def test_a_link_expires(owner: User) -> None:
    with clock.travel(clock.now()) as forward:
        token = make_link_token(owner)
        forward(settings.DTP["DTP_LINK_AGE"] + 1)
        assert redeem(Client(), token).json()["code"] == "link_used_or_expired"
        forward(-2)
        assert redeem(Client(), token).status_code == 200


def test_a_link_of_an_inactive_person_opens_nothing(owner: User) -> None:
    token = make_link_token(owner)
    User.objects.update(is_active=False)
    assert redeem(Client(), token).json()["code"] == "link_used_or_expired"


def test_a_link_of_a_person_who_is_gone_opens_nothing(owner: User) -> None:
    token = make_link_token(owner)
    owner.delete()
    assert redeem(Client(), token).status_code == 401


def test_a_link_that_was_tampered_with_opens_nothing(owner: User, colleague: User) -> None:
    token, other = make_link_token(owner), make_link_token(colleague)
    mixed = other.split(":", 1)[0] + ":" + token.split(":", 1)[1]
    for bad in (token[:-1], token + "x", mixed, "nonsense", "a:b:c", "é", ":::"):
        assert redeem(Client(), bad).json()["code"] == "link_used_or_expired", bad


def test_a_link_does_not_hold_the_name(owner: User) -> None:
    assert "owner" not in make_link_token(owner)


def test_the_command_makes_the_administrator_and_a_link(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("sign_in_link", base="https://twins.example/")
    link = capsys.readouterr().out.strip()
    assert link.startswith("https://twins.example/sign-in#")
    answer = redeem(Client(), link.partition("#")[2])
    assert answer.json()["user"] == {"username": "admin", "name": "", "is_staff": True}
    assert not User.objects.get().has_usable_password()


def test_the_command_makes_nobody_else(db: None) -> None:
    with pytest.raises(CommandError):
        link_for("somebody")
    assert not User.objects.exists()
