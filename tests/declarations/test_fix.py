"""fix_text quotes what begins with '@' and touches nothing else."""

import pytest

from registry.declarations import fix_text, read_text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("@id: a:b\n", '"@id": a:b\n'),
        ("@id : a:b\n", '"@id" : a:b\n'),
        ("  # note\n@id: a:b # @id: no\n", '  # note\n"@id": a:b # @id: no\n'),
        ("a:\r\n    @type: x\r\n", 'a:\r\n    "@type": x\r\n'),
        ("a: @anna\n", 'a: "@anna"\n'),
        ("a: [@b, '@c', {@d: @e}]\n", 'a: ["@b", \'@c\', {"@d": "@e"}]\n'),
        ("- @a\n- - @b\n", '- "@a"\n- - "@b"\n'),
        ('a: @say "hello"\n', "a: '@say \"hello\"'\n"),
        ("a: @it's\n", 'a: "@it\'s"\n'),
        ('a: @it\'s \\ "it"\n', "a: '@it''s \\ \"it\"'\n"),
        ("a: @two\n  lines\n", 'a: "@two\n  lines"\n'),
        ("a: &x @b\nc: !!str @d\n", 'a: &x "@b"\nc: !!str "@d"\n'),
        ("\ufeff@id: a:b\n", '\ufeff"@id": a:b\n'),
        ("? @id\n: a\n", '? "@id"\n: a\n'),
    ],
)
def test_quotes_are_put_around(before: str, after: str) -> None:
    fixed, done = fix_text(before)
    assert fixed == after
    assert done


@pytest.mark.parametrize(
    "text",
    [
        '"@id": a:b\n',
        "a: |\n  @id: x\nb: >-\n  @type: y\n",
        "a: 'x\n  @id: y'\n",
        'a: "x\n\n  @id: y"\n',
        "# @id: x\n",
        "a: plain\n  @id goes on\n",
        "a: me@example.org\n",
        "",
        "no at sign",
    ],
)
def test_what_means_something_else_is_left_alone(text: str) -> None:
    assert fix_text(text) == (text, [])


def test_it_says_what_it_did_and_where() -> None:
    _, done = fix_text("name: x\n@id: a:b\nm: {team: @anna}\n")
    assert done == [
        "line 2: wrote \"@id\" in quotes, because '@' is reserved in YAML",
        "line 3: wrote \"@anna\" in quotes, because '@' is reserved in YAML",
    ]


def test_a_broken_file_is_repaired_up_to_where_it_breaks() -> None:
    assert fix_text("@id: a:b\nname: x: y\n@type: z\n")[0] == '"@id": a:b\nname: x: y\n@type: z\n'


@pytest.mark.parametrize("text", ["@id: \x00", "@id: \ud800", "@a: " + "[" * 50_000, "@" * 100_000])
def test_no_text_makes_it_fail(text: str) -> None:
    fix_text(text)


def test_the_reader_accepts_the_unquoted_key_and_keeps_the_places_of_the_file() -> None:
    reading = read_text("@id: dtp.lift:lift-1\ntenant: demo\nmetadata: {team: [@anna, 7:30]}\n")
    assert [(fault.severity, fault.line, fault.column) for fault in reading.faults] == [
        ("warning", 1, 1),
        ("warning", 3, 19),
        ("error", 3, 26),
    ]
    assert reading.warnings[0].hint == 'write "@id"'
