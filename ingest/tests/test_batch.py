"""A batch of messages, read: measurements and dead letters with a reason."""

from __future__ import annotations

from ingest.batch import Batch, Message, Row, read_batch
from ingest.routing import Routes, StrictTwin
from ingest.tests.test_routing import Declared

NOW = 1_795_000_000_000_000
AHEAD = 300_000_000
ROUTES = Routes(
    ["a:1", "a:2", "a:strict"],
    [
        Declared("a:1", "hall/temp", "scalar", "air", "temp"),
        Declared("a:1", "hall/both", "json"),
        Declared("a:2", "hall/both", "scalar", "air", "temp"),
        Declared("a:strict", "hall/strict", "json", "air"),
        Declared("a:gone", "hall/gone", "json"),
    ],
    {"a:strict": StrictTwin({"air": frozenset({"temp"})})},
)


def message(topic: str, payload: bytes, received_us: int = NOW) -> Message:
    return Message(topic, payload, received_us)


def read(*messages: Message) -> Batch:
    return read_batch(messages, ROUTES, max_ahead_us=AHEAD)


def told(batch: Batch) -> list[tuple[str, str, str]]:
    return [(letter.message.topic, letter.code, letter.twin_id) for letter in batch.dead]


def test_a_message_becomes_rows_of_its_twin() -> None:
    batch = read(message("hall/temp", b"21.5"))
    assert batch == Batch([Row("a:1", "air", "temp", 21.5, NOW)], [], NOW)


def test_the_default_topic_names_twin_and_feature() -> None:
    batch = read(message("dtp/twins/a:2/reported/cabin", b'{"door": "open", "ts": 1795000000}'))
    assert batch.rows == [Row("a:2", "cabin", "door", "open", NOW)]


def test_a_batch_arrived_when_its_newest_message_did() -> None:
    assert (
        read(message("hall/temp", b"1", 5), message("nobody", b"1", 9), message("hall/temp", b"1", 7)).received_us == 9
    )
    assert read() == Batch([], [], 0)


def test_the_order_of_the_messages_is_kept() -> None:
    batch = read(*(message("hall/temp", str(n).encode(), NOW + n) for n in range(9)))
    assert [row.value for row in batch.rows] == list(range(9))


def test_what_nobody_declared_is_a_dead_letter() -> None:
    batch = read(message("nobody/there", b"1"))
    assert (batch.rows, told(batch)) == ([], [("nobody/there", "no_stream", "")])
    assert batch.dead[0].reason == "No registered twin declares a stream with this topic."


def test_an_unknown_twin_is_named() -> None:
    batch = read(message("dtp/twins/a:9/reported/x", b"{}"), message("hall/gone", b"{}"))
    assert told(batch) == [
        ("dtp/twins/a:9/reported/x", "unknown_twin", "a:9"),
        ("hall/gone", "unknown_twin", "a:gone"),
    ]
    assert "'a:9'" in batch.dead[0].reason


def test_what_the_codec_does_not_take_is_a_dead_letter_with_its_reason() -> None:
    batch = read(message("hall/temp", b"\xff"), message("hall/temp", b"20"))
    assert [row.value for row in batch.rows] == [20]
    assert told(batch) == [("hall/temp", batch.dead[0].code, "a:1")]
    assert batch.dead[0].reason


def test_each_twin_of_a_topic_reads_it_for_itself() -> None:
    batch = read(message("hall/both", b'{"temp": 3}'))
    assert [row.twin_id for row in batch.rows] == ["a:1"]
    assert [letter.twin_id for letter in batch.dead] == ["a:2"]


def test_a_time_too_far_ahead_is_refused_and_one_within_reach_is_not() -> None:
    def at(us: int) -> Message:
        return message("hall/both", b'{"air": {"temp": 1}, "ts": %d}' % us)

    assert [row.at_us for row in read(at(NOW + AHEAD)).rows] == [NOW + AHEAD]
    assert [code for _, code, twin in told(read(at(NOW + AHEAD + 1))) if twin == "a:1"] == ["time_ahead"]


def test_a_strict_twin_refuses_the_whole_message_and_says_why() -> None:
    batch = read(
        message("hall/strict", b'{"temp": 1, "color": 2, "hum": 3}'),
        message("hall/strict", b'{"temp": 4}'),
        message("dtp/twins/a:strict/reported/roof", b'{"a": 1, "b": 2}'),
    )
    assert [row.value for row in batch.rows] == [4]
    assert [letter.code for letter in batch.dead] == ["not_declared", "not_declared"]
    assert "air.color" in batch.dead[0].reason and "air.hum" in batch.dead[0].reason
    assert batch.dead[1].reason.count("feature 'roof'") == 1, "a reason is said once"


def test_a_feature_named_by_the_topic_obeys_the_rules_of_names() -> None:
    for feature in ("a.b", "x" * 65, "tab\tbed"):
        batch = read(message(f"dtp/twins/a:1/reported/{feature}", b'{"x": 1}'))
        assert (batch.rows, told(batch)[0][1:]) == ([], ("bad_name", "a:1")), feature
