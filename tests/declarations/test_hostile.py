"""Files made to hurt: each is refused early, in bounded memory, with one clear fault.

The bound on time is the one of the test run; what makes each of them cheap is checked by what it says, since a
refusal names the first place too far.
"""

import string
import tracemalloc
from collections.abc import Callable

import pytest

from registry.declarations import Reading, read_text

MIB = 1 << 20
HEAD = '"@id": dtp.lift:lift-1\ntenant: demo\n'


def laughs() -> str:
    lines = [
        f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]" for before, name in zip("abcdefg", "bcdefgh", strict=True)
    ]
    return "\n".join(["a: &a [x, x, x, x, x, x, x, x, x]", *lines])


REFUSED: dict[str, tuple[Callable[[], str | bytes], str, int | None]] = {
    "brackets": (lambda: "[" * 100_000, "deeper than 32", 33),
    "braces": (lambda: "{" * 100_000, "deeper than 32", 33),
    "dashes": (lambda: "- " * 100_000, "deeper than 32", 65),
    "question marks": (lambda: "? " * 100_000, "deeper than 32", 65),
    "staircase": (lambda: "".join(" " * depth + "a:\n" for depth in range(1_400)), "deeper than 32", 33),
    "laughs": (laughs, "more than 20,000 values", None),
    "long laughs": (lambda: f"a: &a {'x' * 500_000}\nb: [{'*a,' * 15_000}]", "more than 2,097,152 characters", 14),
    "merges": (
        lambda: f"a: &a {{{', '.join(f'k{n}: 1' for n in range(4_000))}}}\nb: [{'{<<: *a},' * 1_000}]",
        "more than 20,000 values",
        None,
    ),
    "many values": (lambda: "[" + "1," * 300_000 + "]", "more than 20,000 values", None),
    "too large": (lambda: "#" * (MIB + 1), "larger than 1,048,576 bytes", 1),
    "too large in bytes": (lambda: "# " + "ü" * (MIB - 2), "larger than 1,048,576 bytes", 1),
    "documents": (lambda: "---\n" * (MIB // 4), "a second document", 1),
    "nul bytes": (lambda: b"\x00" * MIB, "a NUL character", 1),
    "not text": (lambda: bytes(range(128, 256)) * 100, "not valid UTF-8", 1),
    "a surrogate": (lambda: "a: \ud800", "unprintable character U+D800", 4),
    "a late nul": (lambda: HEAD + "name: x\x00", "a NUL character", 8),
    "utf-16": (lambda: HEAD.encode("utf-16"), "UTF-16", 1),
    "utf-32": (lambda: HEAD.encode("utf-32"), "UTF-16 or UTF-32", 1),
}

ENDURED: dict[str, Callable[[], str]] = {
    "one long text": lambda: HEAD + f'name: "{"a" * (MIB - 100)}"',
    "one long key": lambda: HEAD + f'"{"a" * (MIB - 100)}": 1',
    "one long number": lambda: HEAD + f"name: {'1' * (MIB - 100)}",
    "one long fraction": lambda: HEAD + f"name: 1.{'1' * (MIB - 100)}",
    "one long base 60": lambda: HEAD + f"name: 1{':20' * (MIB // 3 - 100)}",
    "one long date": lambda: HEAD + f"name: 2001-12-14 {' ' * (MIB - 100)}x",
    "one long id": lambda: f'"@id": {"b." * (MIB // 2 - 100)}:x',
    "one long topic": lambda: HEAD + f'interfaces: {{data_streams: ["{"+/" * (MIB // 2 - 100)}"]}}',
    "one long duration": lambda: HEAD + f'features: {{a: {{interval: "{"1" * (MIB - 100)}"}}}}',
    "only line ends": lambda: "\n" * MIB,
    "only quotes": lambda: '"' * MIB,
    "only at signs": lambda: "@" * MIB,
    "at signs on lines": lambda: "@\n" * (MIB // 2),
    "only colons": lambda: "a: " * (MIB // 3),
    "only anchors": lambda: "&a " * (MIB // 3),
    "only tabs": lambda: "\t" * MIB,
    "unknown keys": lambda: HEAD + "".join(f"{letter}{n}: 1\n" for letter in string.ascii_letters for n in range(150)),
    "mistyped keys": lambda: HEAD + "".join(f"name{n}: 1\n" for n in range(9_000)),
    "keys given twice": lambda: HEAD + "k: 1\n" * 9_000,
    "unquoted at signs": lambda: "".join(f"@k{n}: 1\n" for n in range(9_000)),
    "lost references": lambda: (
        HEAD
        + f"features: {{{','.join(f'f{n}: {{}}' for n in range(3_000))}}}\n"
        + f"ui: {{headline: [{','.join(f'g{n}.x' for n in range(3_000))}]}}"
    ),
    "stand-ins for the at sign": lambda: f'"@": "{"".join(map(chr, range(0xE000, 0xF900)))}"',
}


def measured(text: str | bytes) -> tuple[Reading, int]:
    tracemalloc.start()
    try:
        return read_text(text), tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.timeout(30)
@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_at_the_first_step_too_far(case: str) -> None:
    make, message, column = REFUSED[case]
    reading, peak = measured(make())
    assert reading.declaration is None
    assert len(reading.faults) == 1
    assert message in reading.faults[0].message
    assert column in (None, reading.faults[0].column)
    assert peak < 16 * MIB


@pytest.mark.timeout(60)
@pytest.mark.parametrize("case", ENDURED)
def test_it_is_endured(case: str) -> None:
    reading, peak = measured(ENDURED[case]())
    assert peak < 48 * MIB
    assert len(reading.faults) <= 202
    assert all(len(str(fault)) < 600 for fault in reading.faults)


def test_many_faults_are_counted_and_the_first_are_shown() -> None:
    reading = read_text(HEAD + "".join(f"name{n}: 1\n" for n in range(500)))
    assert reading.errors[-1].message == "400 more of this kind not shown" or len(reading.errors) == 101
    assert reading.declaration is None


def test_no_message_carries_control_characters_of_the_file() -> None:
    reading = read_text(HEAD + '"\\e[2J\\n": 1\nfeatures: {"\\e]0;x": {}}\nui: {icon: "\\a"}\nx: @a\n\n  b\ny: *z\n')
    assert len(reading.faults) == 7
    assert all(line.isprintable() for fault in reading.faults for line in str(fault).split("\n"))
