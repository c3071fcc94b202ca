from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest

from dtp.embedded.ports import PortTaken, free_port, require_free


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def ask(host: str, port: int) -> str:
    with pytest.raises(PortTaken) as caught:
        require_free(host, port, setting="DTP_PORT", purpose="the portal")
    return str(caught.value)


def test_a_free_port_can_be_used() -> None:
    require_free("127.0.0.1", free_port(), setting="DTP_PORT", purpose="the portal")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_taken_port_names_the_setting_and_another_port(taken: int, host: str) -> None:
    message = ask(host, taken)
    assert message.startswith(f"Port {taken} on {host} cannot be used for the portal: Address already in use.")
    found = re.search(r"DTP_PORT=(\d+) make run$", message)
    assert found
    require_free("127.0.0.1", int(found[1]), setting="DTP_PORT", purpose="the portal")


def test_a_port_that_was_closed_a_moment_ago_can_be_used() -> None:
    with socket.socket() as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            server.accept()[0].close()
    require_free("127.0.0.1", port, setting="DTP_PORT", purpose="the portal")


@pytest.mark.parametrize("host", ["192.0.2.1", "no.such.host.invalid"])
def test_an_address_of_another_machine_names_the_setting_of_the_address(host: str) -> None:
    message = ask(host, free_port())
    assert f"on {host} cannot be used for the portal" in message
    assert message.endswith("set DTP_HOST, for example to 127.0.0.1.")


def test_a_port_for_root_alone_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: socket.socket, address: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("dtp.embedded.ports.socket.socket.bind", refuse)
    assert ask("127.0.0.1", 80) == (
        "This user may not open port 80, wanted for the portal. Set DTP_PORT to one above 1023."
    )


def test_the_next_version_of_the_internet_protocol() -> None:
    try:
        port = free_port("::1")
    except OSError:
        pytest.skip("this machine has no IPv6")
    require_free("::1", port, setting="DTP_PORT", purpose="the portal")
