"""Every file of the corpus says exactly what stands beside it, and keeps its promises whatever its folder."""

from pathlib import Path

import pytest

from registry.declarations import fix_text, read_document, read_text
from tests.declarations import corpus

EVERY = corpus.files("good", "odd", "broken", "hostile")
NO_TEXT = ("latin-1", "utf-16")


@pytest.mark.parametrize("path", EVERY, ids=corpus.name)
def test_a_file_says_what_is_expected(path: Path) -> None:
    expected = path.with_suffix(".expect").read_text(encoding="utf-8")
    assert corpus.rendered(corpus.read(path)) == expected, "python -m tests.declarations.corpus rewrites it"


def test_every_expectation_has_its_file() -> None:
    assert sorted(corpus.ROOT.rglob("*.expect")) == sorted(path.with_suffix(".expect") for path in EVERY)


@pytest.mark.parametrize("path", corpus.files("good"), ids=corpus.name)
def test_a_good_file_has_no_faults(path: Path) -> None:
    assert corpus.read(path).faults == ()


@pytest.mark.parametrize("path", corpus.files("odd"), ids=corpus.name)
def test_an_odd_file_is_read_with_warnings_only(path: Path) -> None:
    reading = corpus.read(path)
    assert reading.declaration and reading.warnings and not reading.errors


@pytest.mark.parametrize("path", corpus.files("broken"), ids=corpus.name)
def test_a_broken_file_is_refused_with_a_place_and_advice(path: Path) -> None:
    reading = corpus.read(path)
    assert reading.declaration is None and reading.errors
    assert all(fault.line and fault.column and fault.message for fault in reading.faults)
    assert all(fault.expected or fault.hint for fault in reading.faults)


@pytest.mark.parametrize("path", corpus.files("good", "odd"), ids=corpus.name)
def test_the_long_form_means_the_same(path: Path) -> None:
    declaration = corpus.read(path).declaration
    assert declaration
    again = read_document(declaration.to_document())
    assert again.errors == ()
    assert again.declaration == declaration
    assert again.declaration.content_hash() == declaration.content_hash()


@pytest.mark.parametrize("path", [path for path in EVERY if path.stem not in NO_TEXT], ids=corpus.name)
def test_a_repaired_file_means_the_same_and_needs_no_repair(path: Path) -> None:
    text = path.read_bytes().decode()
    fixed, done = fix_text(text)
    assert (fixed != text) == bool(done)
    assert fix_text(fixed) == (fixed, [])
    assert read_text(fixed).declaration == read_text(text).declaration
    assert not any("'@' is reserved" in fault.message for fault in read_text(fixed).faults)
