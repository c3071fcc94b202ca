"""Where data arrives: a topic as a short text, or a mapping with more to say."""

from __future__ import annotations

from registry.declarations import grammar
from registry.declarations.cursor import Cursor, choice, fields, required, text
from registry.declarations.faults import nearest, shown
from registry.declarations.model import Stream
from registry.declarations.sections.references import Declared, check_feature, check_property

_NO_LIMIT = 1 << 30
_TOPIC = "an MQTT topic filter such as dtp/lift/+, or kind:address"


def streams(cursor: Cursor | None, declared: Declared) -> tuple[Stream, ...]:
    """The streams of a twin; one that is listed twice is reported."""
    first: dict[tuple[str, str], str] = {}
    good: list[Stream] = []
    for item in cursor.items("a list of topics") if cursor else ():
        stream = _stream(item, declared)
        if stream is None:
            continue
        earlier = first.setdefault((stream.kind, stream.topic), item.path)
        if earlier != item.path:
            item.error(f"the topic {shown(stream.topic)} is listed twice, first as {earlier}", hint="remove one")
        good.append(stream)
    return tuple(good)


def _stream(cursor: Cursor, declared: Declared) -> Stream | None:
    if cursor.node.kind == "mapping":
        return _long(cursor, declared)
    if not cursor.is_given:
        hint = 'a topic of only # needs quotes: "#"' if cursor.node.kind == "empty" else ""
        cursor.error("is empty", expected=_TOPIC, hint=hint)
        return None
    return _checked(cursor, *_split(text(cursor, limit=_NO_LIMIT, multiline=True)))


def _long(cursor: Cursor, declared: Declared) -> Stream | None:
    found = fields(cursor, Stream)
    at_topic = required(cursor, found, "topic", expected=_TOPIC)
    topic = text(at_topic, limit=_NO_LIMIT, multiline=True)
    kind, topic = (_kind(found["kind"]), topic) if "kind" in found else _split(topic)
    codec = choice(found.get("codec"), cursor.rules.codecs)
    feature = text(found.get("feature"))
    value = text(found.get("property"))
    if "property" in found and "feature" not in found:
        found["property"].error("needs the feature it belongs to", hint="add feature: beside it")
    elif check_feature(found.get("feature"), declared):
        check_property(found.get("property"), feature or "", declared)
    stream = _checked(at_topic, kind, topic) if at_topic else None
    more = {"codec": codec or "auto", "feature": feature, "property": value}
    return stream.model_copy(update=more) if stream else None


def _split(topic: str | None) -> tuple[str | None, str | None]:
    """The kind that a topic names in front of it, and the rest. A URL is an address and stays whole."""
    if topic is None:
        return None, None
    scheme, mark, address = topic.partition(":")
    # Only known kinds count before a bare ':', because a topic may begin with a MAC address.
    if mark and address.startswith("//") and grammar.matches(grammar.KIND, scheme.lower()):
        return scheme.lower(), topic
    if mark and scheme.lower() in grammar.STREAM_KINDS:
        return scheme.lower(), address.lstrip()
    return "mqtt", topic


def _kind(cursor: Cursor) -> str | None:
    value = text(cursor)
    if value is None:
        return None
    kind = value.lower()
    near = nearest(kind, grammar.STREAM_KINDS)
    if kind not in grammar.STREAM_KINDS and near:
        hint = f"did you mean {near!r}?"
        cursor.error(f"{shown(value)} is not known", expected=", ".join(grammar.STREAM_KINDS), hint=hint)
        return None
    if not grammar.matches(grammar.KIND, kind):
        cursor.error(f"{shown(value)} is no kind of stream", expected="a word such as mqtt or kafka")
        return None
    return kind


def _checked(cursor: Cursor, kind: str | None, topic: str | None) -> Stream | None:
    if kind is None or topic is None:
        return None
    trouble, hint = _trouble(kind, topic)
    if trouble:
        cursor.error(f"{shown(topic)} {trouble}", expected=_TOPIC, hint=hint)
        return None
    if kind == "mqtt" and "*" in topic:
        cursor.warn(f"{shown(topic)} has a '*', which MQTT takes literally", hint=_topic_hint(topic))
    return Stream(kind=kind, topic=topic)


def _trouble(kind: str, topic: str) -> tuple[str | None, str]:
    if kind in ("mqtt", "mqtts") and topic.lower().startswith(f"{kind}://"):
        return "is the address of a broker", "give only the topic; the broker is a setting of the platform"
    if kind == "mqtt":
        return grammar.topic_trouble(topic), _topic_hint(topic)
    if not topic or grammar.has_control_character(topic):
        return "is no address", ""
    return None, ""


def _topic_hint(topic: str) -> str:
    if "*" in topic:
        return "MQTT writes + for one level and # for all the rest"
    if topic.startswith("$share/"):
        return "give the filter after the group"
    return "+ stands for one whole level, # for all levels at the end" if "+" in topic or "#" in topic else ""
