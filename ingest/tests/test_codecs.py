"""What each dialect reads, and that nothing but measurements or a `DecodeError` ever comes out."""

from __future__ import annotations

import math
import pickle

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.codecs import CODECS, CODES, Context, DecodeError, Measurement, decode, names
from ingest.codecs.times import LAST_US

NOW = 1_719_835_205_000_000
ANY = Context(None, None, NOW, 60_000_000)
ROOM = Context("room", "temp", NOW, 60_000_000)
TS = 1_719_835_200_000_000


def read(codec: str, payload: bytes | object, context: Context = ANY) -> list[Measurement]:
    return decode(codec, payload if isinstance(payload, bytes) else orjson.dumps(payload), context)


def refused(codec: str, payload: bytes | object, context: Context = ANY) -> tuple[str, str]:
    with pytest.raises(DecodeError) as caught:
        read(codec, payload, context)
    assert caught.value.code in CODES
    return caught.value.code, caught.value.reason


# times


@pytest.mark.parametrize(
    ("ts", "at_us"),
    [
        (1719835200, TS),
        (1719835200.5, TS + 500_000),
        (1719835200.123456, TS + 123_456),
        (1719835200000, TS),
        (1719835200000.25, TS + 250),
        (1719835200000000, TS),
        (1719835200000000123, TS),
        (0, 0),
        (1, 1_000_000),
        ("2024-07-01T12:00:00Z", TS),
        ("2024-07-01T12:00:00", TS),
        ("2024-07-01 12:00:00", TS),
        ("2024-07-01T14:00:00+02:00", TS),
        ("2024-07-01T12:00:00.123456789Z", TS + 123_456),
        ("20240701T120000Z", TS),
        ("2024-07-01", TS - 12 * 3600 * 1_000_000),
    ],
)
def test_times_in_every_form_are_read(ts, at_us):
    assert read("json", {"ts": ts, "x": 1}) == [Measurement("default", "x", 1, at_us)]
    assert read("values", {"ts": ts, "values": {"x": 1}}) == [Measurement("default", "x", 1, at_us)]
    assert read("signal", {"name": "x", "value": 1, "ts": ts}) == [Measurement("default", "x", 1, at_us)]


@pytest.mark.parametrize("ts", [True, None, [], {}, "", "yesterday", "1719835200", -1, -0.5, "1969-12-31T23:59:59Z"])
def test_what_is_no_time_after_1970_is_refused(ts):
    for codec, payload in (("json", {"ts": ts, "x": 1}), ("values", {"ts": ts, "values": {"x": 1}})):
        code, reason = refused(codec, payload)
        assert code == "bad_time"
        assert reason.startswith("$.ts is ") and "ISO 8601" in reason


@pytest.mark.parametrize("ts", [3e20, 1e30, 1.7e308])
def test_times_beyond_9999_are_refused(ts):
    far = Context(None, None, LAST_US, LAST_US)
    code, reason = refused("json", {"ts": ts, "x": 1}, far)
    assert (code, "beyond the year 9999" in reason) == ("bad_time", True)


@pytest.mark.parametrize(
    ("ahead_us", "said"),
    [
        (61_000_000, "61 seconds"),
        (7_200_000_000, "2 hours"),
        (3 * 86_400_000_000, "3 days"),
        (3 * 10**14, "9 years"),
    ],
)
def test_a_time_ahead_says_by_how_much_and_how_it_was_read(ahead_us, said):
    code, reason = refused("json", {"ts": NOW + ahead_us, "x": 1})
    assert code == "time_ahead"
    assert f"$.ts is {said} ahead of the clock" in reason
    assert "(as microseconds)" in reason


def test_a_text_ahead_asks_for_the_zone():
    code, reason = refused("json", {"ts": "2024-07-01T14:00:00", "x": 1})
    assert code == "time_ahead" and "zone" in reason


def test_a_time_ahead_within_the_tolerance_is_taken():
    assert read("json", {"ts": NOW + 60_000_000, "x": 1})[0].at_us == NOW + 60_000_000


# json


def test_the_values_of_an_object_belong_to_the_streams_feature():
    found = read("json", {"a": 1, "b": {"c": 2}, "d": [1], "e": None}, ROOM)
    assert found == [
        Measurement("room", name, value, NOW) for name, value in [("a", 1), ("b", {"c": 2}), ("d", [1]), ("e", None)]
    ]


def test_without_a_feature_an_object_is_one():
    found = read("json", {"a": 1, "cabin": {"position": 1, "at": {"floor": 2}}})
    assert found == [
        Measurement("default", "a", 1, NOW),
        Measurement("cabin", "position", 1, NOW),
        Measurement("cabin", "at", {"floor": 2}, NOW),
    ]


@pytest.mark.parametrize("name", ["ts", "timestamp", "time", "t"])
def test_every_time_name_is_read(name):
    assert read("json", {"x": 1, name: 1719835200}) == [Measurement("default", "x", 1, TS)]


@pytest.mark.parametrize("value", [21.5, 999_999_999, "warm", True, None, [1719835200]])
@pytest.mark.parametrize("name", ["time", "t"])
def test_a_t_that_is_no_time_is_a_property(name, value):
    assert read("json", {name: value}, ROOM) == [Measurement("room", name, value, NOW)]


def test_the_first_time_name_counts_and_the_others_are_properties():
    found = read("json", {"t": 1719835100, "time": 1719835150, "ts": 1719835200}, ROOM)
    assert found == [Measurement("room", "t", 1719835100, TS), Measurement("room", "time", 1719835150, TS)]


def test_types_of_numbers_are_kept():
    found = read("json", b'{"a": 1, "b": 1.0, "c": true, "d": 18446744073709551615, "e": -9223372036854775808}')
    assert [(type(each.value), each.value) for each in found] == [
        (int, 1),
        (float, 1.0),
        (bool, True),
        (int, 2**64 - 1),
        (int, -(2**63)),
    ]


def test_a_list_is_a_batch():
    found = read("json", [{"x": 1, "ts": 1719835200}, {"x": 2}])
    assert [(each.value, each.at_us) for each in found] == [(1, TS), (2, NOW)]


# values, signal, scalar, auto


@pytest.mark.parametrize("payload", [{}, {"ts": 1}, {"values": 5}, {"values": [1]}, {"temp": 1}])
def test_values_without_an_object_of_values_is_refused(payload):
    code, reason = refused("values", [{"values": {"x": 1}}, payload])
    assert code == "bad_shape" and reason.startswith("$[1].values")


@pytest.mark.parametrize("payload", [{}, {"name": "x"}, {"value": 1}, {"name": 5, "value": 1}])
def test_a_signal_needs_a_name_and_a_value(payload):
    assert refused("signal", payload)[0] == "bad_shape"


def test_signals_come_in_lists_too():
    found = read("signal", [{"name": "a", "value": 1}, {"name": "b", "value": {"c": 2}}], ROOM)
    assert found == [Measurement("room", "a", 1, NOW), Measurement("room", "b", {"c": 2}, NOW)]


@pytest.mark.parametrize(
    ("payload", "value"),
    [
        (b"21.5", 21.5),
        (b" 21 \n", 21),
        (b"-1e3", -1000.0),
        (b"true", True),
        (b"False", False),
        (b"null", None),
        (b'"21.5"', "21.5"),
        (b"open", "open"),
        (b" door open\r\n", "door open"),
        (b"007", "007"),
        (b"21,5", "21,5"),
        (b"information", "information"),
        ("größer".encode(), "größer"),
    ],
)
def test_a_scalar_is_one_bare_value(payload, value):
    for codec in ("scalar", "auto"):
        (found,) = read(codec, payload)
        assert found == Measurement("default", "value", value, NOW)
        assert type(found.value) is type(value)


def test_a_scalar_is_of_the_streams_property():
    assert read("scalar", b"21.5", ROOM) == [Measurement("room", "temp", 21.5, NOW)]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"NaN", "not_finite"),
        (b"-inf", "not_finite"),
        (b"Infinity", "not_finite"),
        (b"1e999", "not_finite"),
        (b"{}", "bad_shape"),
        (b"[1]", "bad_shape"),
        (b"{broken", "not_json"),
        (b'"broken', "not_json"),
        (b"\xff", "not_utf8"),
        (b"a\0b", "bad_text"),
        (b'"a\\u0000b"', "bad_text"),
        ("\u2003".encode(), "empty"),
        (b"\xef\xbb\xbf21.5", "not_json"),
    ],
)
def test_what_is_no_bare_value_is_refused(payload, code):
    assert refused("scalar", payload)[0] == code


@pytest.mark.parametrize(
    ("payload", "same_as"),
    [
        ({"values": {"x": 1}}, "values"),
        ({"ts": 1719835200000, "values": {"x": 1}}, "values"),
        ({"name": "x", "value": 1}, "signal"),
        ({"signal_id": "1", "name": "x", "unit": "C", "value": 1, "ts": 1719835200, "source": "s"}, "signal"),
        ({"name": "x", "value": 1, "other": 2}, "json"),
        ({"values": 5, "ts": 1719835200}, "json"),
        ({"values": {"x": 1}, "other": 2}, "json"),
        ({"x": 1}, "json"),
        (5, "scalar"),
    ],
)
def test_auto_recognises_the_dialect(payload, same_as):
    assert read("auto", payload) == read(same_as, payload)


# refusals that all dialects share

OBJECTS = ("auto", "json", "values", "signal")


@pytest.mark.parametrize("codec", names())
@pytest.mark.parametrize("payload", [b"", b"  \n"])
def test_an_empty_payload_is_refused(codec, payload):
    assert refused(codec, payload) == ("empty", "The payload is empty.")


@pytest.mark.parametrize("codec", names())
def test_a_payload_beyond_one_mebibyte_is_refused(codec):
    code, reason = refused(codec, b"1" * (1024 * 1024 + 1))
    assert code == "too_large" and "1048577" in reason


@pytest.mark.parametrize("codec", OBJECTS)
@pytest.mark.parametrize(
    ("payload", "code", "said"),
    [
        (b'{"a": "\xff"}', "not_utf8", "byte 7 (0xff)"),
        (b'{"a": 1', "not_json", "byte 7"),
        ('{"é": x}'.encode(), "not_json", "byte 7, before 'x}'"),
        (b'{"a": NaN}', "not_finite", "NaN (byte 6)"),
        (b'{"a": -Infinity}', "not_finite", "Infinity (byte 7)"),
        (b'{"a": 1e999}', "not_finite", "byte 6"),
        (b'{"a": "\\u0000"}', "bad_text", "U+0000"),
        (b'{"a": [{"\\u0000": 1}]}', "bad_text", "U+0000"),
        (b"[]", "empty", "empty list"),
        (b"[1]", "bad_shape", "$[0] is not an object"),
        (b"\xef\xbb\xbf{}", "not_json", "byte order mark"),
        (b"[" * 5000, "too_deep", "16"),
        (b'{"a":' * 17 + b"1" + b"}" * 17, "too_deep", "$.a.a"),
        (b'{"a":[[' * 6 + b"1" + b"]]}" * 6, "too_deep", "$.a[0][0].a"),
    ],
)
def test_a_broken_payload_is_refused_with_the_place(codec, payload, code, said):
    found, reason = refused(codec, payload)
    assert found == code
    assert said in reason


def test_an_escaped_backslash_before_u0000_is_no_nul():
    assert read("json", b'{"a": "\\\\u0000"}')[0].value == "\\u0000"


def test_sixteen_levels_are_taken():
    assert read("json", b'{"a":' * 16 + b"1" + b"}" * 16, ROOM)[0].property == "a"


@pytest.mark.parametrize("name", ["", "a" * 65, "a/b", "a.b", "a+b", "#", "a\nb", "a\x7fb", "\x85"])
def test_names_that_would_break_topics_and_paths_are_refused(name):
    for codec, payload in (
        ("json", {name: 1}),
        ("json", {name: {"x": 1}}),
        ("json", {"f": {name: 1}}),
        ("values", {"values": {name: 1}}),
        ("signal", {"name": name, "value": 1}),
    ):
        assert refused(codec, payload)[0] == "bad_name"


@pytest.mark.parametrize("name", ["a" * 64, "größe", "位置", "a b", "a-b_c:d", "$x", "\U0001f6d7"])
def test_names_in_any_script_are_taken(name):
    assert read("json", {name: 1})[0].property == name


@pytest.mark.parametrize("payload", [{}, {"ts": 1719835200}, {"cabin": {}}, {"cabin": {"ts": 1719835200}}])
def test_a_message_with_nothing_to_measure_is_refused(payload):
    assert refused("json", payload)[0] == "empty"


def test_the_number_of_properties_and_measurements_is_limited():
    full = {f"p{i}": i for i in range(1000)}
    assert len(read("json", full)) == 1000
    assert len(read("values", [{"values": full}] * 10)) == 10_000
    assert refused("json", {**full, "more": 1})[0] == "too_many"
    assert refused("json", {f"f{i}": {f"p{j}": 1 for j in range(100)} for i in range(11)})[0] == "too_many"
    assert refused("values", [{"values": full}] * 10 + [{"values": {"x": 1}}])[0] == "too_many"


def test_an_endless_path_is_cut_short_in_the_reason():
    assert len(refused("json", {"a" * 10_000: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]})[1]) < 500


# the registry, and everything else that may arrive


def test_an_unknown_codec_names_the_known_ones():
    code, reason = refused("jsn", b"{}")
    assert code == "unknown_codec"
    assert "'json'" in reason and "scalar" in reason


def test_an_error_survives_the_way_between_processes():
    error = pickle.loads(pickle.dumps(DecodeError("The payload is empty.", "empty")))
    assert (error.reason, error.code, error.status) == ("The payload is empty.", "empty", 400)


def test_codecs_are_declared_once():
    with pytest.raises(RuntimeError, match="locked"):
        CODECS.register("mine", lambda payload, context: [])


def measured(codec: str, payload: bytes, context: Context) -> list[Measurement]:
    """The measurements, none if the codec refuses; any other exception is the failure that is looked for."""
    try:
        found = decode(codec, payload, context)
    except DecodeError as error:
        return [] if error.code in CODES and error.reason else [error]  # type: ignore[list-item]
    return found or [None]  # type: ignore[list-item]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["ts", "t", "values", "name", "value"]) | st.text(), inner)
    ),
    max_leaves=20,
)
mangled = st.builds(lambda text, at, byte: text[:at] + byte + text[at:], st.binary(), st.integers(0, 9), st.binary())
texts = st.sampled_from(
    [b"{", b"[", b'"', b":", b",", b"1", b"e9", b"NaN", b"\\u0000", b'{"ts":', b"\xef\xbb\xbf", b" "]
)


@given(
    st.sampled_from(names()),
    st.binary()
    | st.lists(texts).map(b"".join)
    | mangled
    | json_values.map(repr).map(lambda text: text.replace("'", '"').encode("utf-8", "surrogatepass")),
    st.sampled_from([ANY, ROOM]),
)
@example("auto", b"[" * 1_000_000, ANY)
@example("json", b'{"ts": "0001-01-01T00:00:00+14:00", "a": 1}', ANY)
@example("json", b'{"ts": "9999-12-31T23:59:59-14:00", "a": 1}', ANY)
@example("json", b'{"t": "-", "time": "", "a": 1}', ANY)
def test_any_bytes_give_measurements_or_a_decode_error(codec, payload, context):
    found = measured(codec, payload, context)
    assert all(type(each) is Measurement for each in found)
    assert all(0 <= each.at_us <= NOW + context.max_ahead_us for each in found)
    assert orjson.loads(orjson.dumps([each.value for each in found])) == [each.value for each in found]


@given(st.sampled_from(names()), json_values)
def test_any_json_gives_finite_measurements_or_a_decode_error(codec, value):
    try:
        payload = orjson.dumps(value)
    except TypeError:  # whole numbers beyond 64 bits
        return
    found = measured(codec, payload, ANY)
    assert all(not isinstance(each.value, float) or math.isfinite(each.value) for each in found)
