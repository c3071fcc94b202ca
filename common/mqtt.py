"""MQTT addresses and topics: reading a broker's URL, and the topics by which every twin can be reached."""

from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from common.errors import DTPError

REPORTED_FILTER = "dtp/twins/+/reported/+"
_PREFIX = "dtp/twins/"
# MQTT forbids '+' and '#' in a topic that is published to; '%' is the escape itself.
_ESCAPED = str.maketrans({"+": "%2B", "#": "%23", "%": "%25"})


class BadBrokerUrl(DTPError):
    """DTP_MQTT_URL cannot be used."""

    code = "bad_broker_url"


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where a broker listens; the password never shows in repr."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False


def read_broker_url(url: str) -> BrokerAddress:
    """`mqtt://[user:password@]host[:1883]` or `mqtts://…[:8883]`; raises BadBrokerUrl."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in {"mqtt", "mqtts"}:
        # The URL itself may hold a password, so it is not shown.
        raise BadBrokerUrl("This is not an MQTT address; expected mqtt://host:1883 or mqtts://host:8883.")
    tls = parts.scheme == "mqtts"
    return BrokerAddress(
        host=host,
        port=port or (8883 if tls else 1883),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        tls=tls,
    )


def reported_topic(twin_id: str, feature: str) -> str:
    """The default topic on which a twin's device reports a feature."""
    return f"{_PREFIX}{twin_id.translate(_ESCAPED)}/reported/{feature}"


def parse_reported_topic(topic: str) -> tuple[str, str] | None:
    """Twin id and feature of a default topic, or None when it is another topic."""
    if not topic.startswith(_PREFIX):
        return None
    parts = topic[len(_PREFIX) :].split("/")
    if len(parts) != 3 or parts[1] != "reported" or not parts[0] or not parts[2]:
        return None
    return (unquote(parts[0]) if "%" in parts[0] else parts[0]), parts[2]


def url_of(address: BrokerAddress) -> str:
    """The address as a URL without its credentials, for messages to people."""
    host = f"[{address.host}]" if ":" in address.host else quote(address.host)
    return f"{'mqtts' if address.tls else 'mqtt'}://{host}:{address.port}"
