"""Whatever is given: nothing raises, what is read comes back the same, a repair loses nothing."""

import json

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.declarations import Declaration, fix_text, grammar, read_document, read_text

# A busy machine is slow now and then, which says nothing about the reader.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PIECES = st.sampled_from(
    [
        *('"@id": ', "@id: ", "@type", "@", "a:b", "tenant: demo", "features:", "metadata:", "interfaces:", "ui:"),
        *("\n", "\r\n", "  ", "\t", "- ", ": ", "[", "]", "{", "}", ",", "'", '"', "#", " #", "|", ">-", "?", "---\n"),
        *("&a ", "*a", "<<: ", "!!str ", "!x ", "%", "\\", "é", "\ue000", "\\uE000"),
        *("no", "1", "1:30", "2024-01-01", "~", "="),
    ]
)
YAMLISH = st.lists(PIECES, max_size=30).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.fixed_dictionaries({}, optional=dict.fromkeys(Declaration.fields_by_key(), JSON))


def is_told(reading_errors: int, *, declared: bool) -> bool:
    return declared == (reading_errors == 0)


@patient
@given(st.text() | st.binary() | YAMLISH)
def test_no_text_makes_the_reader_raise(text: str | bytes) -> None:
    reading = read_text(text)
    assert is_told(len(reading.errors), declared=reading.declaration is not None)
    assert all(str(fault) and (fault.line or 0) > 0 for fault in reading.faults)


@patient
@given(JSON | FIELDS | st.builds(lambda fields: {"@id": "a:b", "tenant": "t"} | fields, FIELDS))
def test_no_document_makes_the_reader_raise(document: object) -> None:
    reading = read_document(document)
    assert is_told(len(reading.errors), declared=reading.declaration is not None)


@patient
@given(YAMLISH | st.text(alphabet="@ab:\n -[]{},'\"\\#|"))
def test_a_repair_loses_nothing(text: str) -> None:
    fixed, done = fix_text(text)
    assert fix_text(fixed) == (fixed, [])
    assert bool(done) == (fixed != text)
    assert without_quotes(fixed) == without_quotes(text)


@patient
@given(YAMLISH | st.builds(lambda rest: "@id: a:b\ntenant: t\nmetadata:\n  x: " + rest, YAMLISH))
def test_a_repaired_text_means_the_same(text: str) -> None:
    assert read_text(fix_text(text)[0]).declaration == read_text(text).declaration


def without_quotes(text: str) -> str:
    return text.replace('"', "").replace("'", "")


NAMES = st.from_regex(grammar.NAME, fullmatch=True)
TEXTS = st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=20)
IDS = st.from_regex(r"[a-z]{1,5}(\.[a-z]{1,5})?:[a-zA-Z0-9 :._-]{1,20}", fullmatch=True)
SECONDS = st.floats(0.001, 1_000_000) | st.integers(1, 1_000_000)
NUMBER = st.builds(
    lambda ends, unit: {"type": "number", "min": min(ends), "max": max(ends), "unit": unit},
    st.tuples(st.floats(-1e9, 1e9), st.floats(-1e9, 1e9)),
    TEXTS,
)
WORD = st.builds(lambda words: {"type": "string", "enum": words}, st.lists(TEXTS, min_size=1, max_size=4, unique=True))
FEATURES = st.dictionaries(
    NAMES,
    st.fixed_dictionaries(
        {"properties": st.dictionaries(NAMES, st.sampled_from(grammar.TYPES) | NUMBER | WORD, max_size=3)},
        optional={"title": TEXTS, "interval": SECONDS},
    ),
    max_size=3,
)
TWINS = st.fixed_dictionaries(
    {"@id": st.just("me:myself"), "tenant": st.from_regex(grammar.TENANT, fullmatch=True)},
    optional={
        "name": TEXTS,
        "metadata": st.dictionaries(TEXTS.filter(lambda key: key not in ("domain", "status", "device_id")), TEXTS),
        "dependencies": st.fixed_dictionaries({"static": st.lists(IDS, max_size=3)}),
        "relations": st.lists(st.fixed_dictionaries({"kind": st.just("parent"), "target": IDS}), max_size=3),
        "features": FEATURES,
        "alarms": st.dictionaries(NAMES, st.fixed_dictionaries({"when": TEXTS, "for": SECONDS}), max_size=2),
        "ui": st.fixed_dictionaries({"icon": TEXTS, "order": st.integers(-1_000, 1_000)}),
    },
)


@patient
@given(TWINS, st.booleans())
def test_what_is_declared_comes_back_in_yaml_and_json(document: object, sort: bool) -> None:
    first = read_document(document)
    assert first.declaration, first.errors
    for text in (
        yaml.safe_dump(document, sort_keys=sort, allow_unicode=True),
        json.dumps(document, ensure_ascii=False),
    ):
        again = read_text(text)
        assert again.declaration == first.declaration, again.errors
        assert again.declaration.content_hash() == first.declaration.content_hash()
    assert read_document(first.declaration.to_document()).declaration == first.declaration
