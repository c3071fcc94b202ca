"""Whether a port is free, asked before anything is started, so that the answer is a sentence and not a traceback."""

import errno
import socket

from common.errors import DTPError


class PortTaken(DTPError):
    code = "port_taken"


def require_free(host: str, port: int, *, setting: str, purpose: str) -> None:
    """Raises PortTaken, naming the setting to change."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise PortTaken(
                f"This user may not open port {port}, wanted for {purpose}. Set {setting} to one above 1023."
            ) from None
        except OSError as error:
            raise PortTaken(f"{_trouble(error, host, port, purpose)} {_advice(error, host, setting)}") from None


def _trouble(error: OSError, host: str, port: int, purpose: str) -> str:
    return f"Port {port} on {host} cannot be used for {purpose}: {error.strerror}."


def _advice(error: OSError, host: str, setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Stop the program that has it, or choose another: {setting}={free_port(host)} make run"
    return f"This machine has no such address: set {setting.replace('PORT', 'HOST')}, for example to 127.0.0.1."


def free_port(host: str = "127.0.0.1") -> int:
    """A port that is free now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host if host not in {"0.0.0.0", "::"} else "", 0))  # noqa: S104
        found: int = probe.getsockname()[1]
        return found
