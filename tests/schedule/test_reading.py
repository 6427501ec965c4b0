from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from schedule.files import FILE_BYTES, decoded
from schedule.problems import Findings
from schedule.reading import Extent, parse

if TYPE_CHECKING:
    from schedule.tree import Node

BOTH = pytest.mark.parametrize("pure", [False, True], ids=["libyaml", "python"])


def read(data: bytes, *, pure: bool = False) -> tuple[Node | None, list[str]]:
    findings = Findings()
    text = decoded("a", data, findings)
    tree = None if text is None else parse("a", text, findings, pure=pure)
    return tree, [str(problem).removeprefix("a:") for problem in findings.problems()]


def values(node: Node | None) -> Any:
    if node is None or isinstance(node.value, str):
        return node and node.value
    if isinstance(node.value, list):
        return [values(item) for item in node.value]
    return node.value and {key: values(inner) for key, inner in node.value.items()}


def test_libyaml_is_what_reads_here() -> None:
    assert yaml.__with_libyaml__


@BOTH
@pytest.mark.parametrize(
    "written",
    [
        "10:30",
        "no",
        "on",
        "2021-09-23",
        "012",
        "0x1f",
        "1_000",
        "1e3",
        ".inf",
        "Null",
        "NULL",
        "=",
        "+49 234",
        "0203-36",
    ],
)
def test_every_scalar_is_the_text_that_was_written(written: str, *, pure: bool) -> None:
    assert values(read(f"a: {written}".encode(), pure=pure)[0]) == {"a": written}


@BOTH
@pytest.mark.parametrize("written", ["", "~", "null", "# nothing"])
def test_a_key_without_a_value_holds_nothing(written: str, *, pure: bool) -> None:
    assert values(read(f"a: {written}".encode(), pure=pure)[0]) == {"a": None}


@BOTH
@pytest.mark.parametrize("written", ['""', "''", "'~'", '"null"'])
def test_what_stands_in_quotes_is_text(written: str, *, pure: bool) -> None:
    assert values(read(f"a: {written}".encode(), pure=pure)[0]) == {"a": written[1:-1]}


@BOTH
@pytest.mark.parametrize("data", [b"", b"# nothing yet\n", b"---\n", b"\xef\xbb\xbf"])
def test_a_file_may_be_empty(data: bytes, *, pure: bool) -> None:
    tree, problems = read(data, pure=pure)
    assert (values(tree), problems) == (None, [])


@BOTH
@pytest.mark.parametrize(
    "data",
    [
        "ä: ö".encode(),
        "ä: ö".encode("utf-8-sig"),
        b"\xff\xfe" + "ä: ö".encode("utf-16-le"),
        b"\xfe\xff" + "ä: ö".encode("utf-16-be"),
    ],
)
def test_utf_8_and_utf_16_with_its_mark_are_read(data: bytes, *, pure: bool) -> None:
    assert values(read(data, pure=pure)[0]) == {"ä": "ö"}


@BOTH
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_lines_and_columns_count_from_one_in_characters(line_break: str, *, pure: bool) -> None:
    text = line_break.join(["# ü\u2028\u0085 is no line", "ä:", "  - ü: {b: c}"])
    tree, _ = read(text.encode(), pure=pure)
    assert tree is not None
    inner = tree.value["ä"].value[0].value["ü"]  # type: ignore[index, union-attr, call-overload]
    assert (inner.line, inner.column, inner.keys, inner.value["b"].column) == (3, 8, [(3, 9)], 12)


@BOTH
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\n\tb: 2", "2:1: error: a tab stands where spaces are expected - indent with spaces"),
        ("a:\n\t- b", "2:1: error: a tab stands where spaces are expected - indent with spaces"),
        ('a: 1\nb: "open\nc: 2', "2:4: error: the text in quotes is not closed - write the quote at its end"),
        (
            "a: 1\nb: [1, 2",
            "2:4: error: the list in [ ] is not closed - write a comma between its items and ] at its end",
        ),
        (
            "a: {b: 1",
            "1:4: error: the mapping in { } is not closed - write a comma between its items and } at its end",
        ),
        ("a: [", "1:5: error: a value is missing here - write it, and close every [ and {"),
        ("a: @home", "1:4: error: a text cannot begin with @ - put it in quotes"),
        (
            "a: Steiger: the bot",
            (
                "1:11: error: this colon is not expected here - "
                "put a text that contains a colon and a space in quotes; check the indentation"
            ),
        ),
        (
            "a:\n  b: 1\n c: 2",
            (
                "3:2: error: this does not fit what is above - "
                "check the indentation, and put a text with quotes in it in quotes as a whole"
            ),
        ),
        (
            'a: "b" c',
            (
                "1:8: error: this does not fit what is above - "
                "check the indentation, and put a text with quotes in it in quotes as a whole"
            ),
        ),
        ("- a\nb: 1", "2:1: error: this does not fit the list above - begin each item with - in the same column"),
        (
            "a: 1\nb\nc: 2",
            '3:1: error: this line has no colon - write "key: value", or indent what belongs to the line above',
        ),
        ("a: *", "1:4: error: a name is missing after & or * - put a text that begins with & or * in quotes"),
        ("a: !x b", "1:4: error: tags (!) are not supported - remove it; put a text that begins with ! in quotes"),
        (
            "a: !!python/object/apply:os.system [id]",
            "1:4: error: tags (!) are not supported - remove it; put a text that begins with ! in quotes",
        ),
        ("a: !b!c d", "1:4: error: tags (!) are not supported - remove it; put a text that begins with ! in quotes"),
        ("a: 1\n---\nb: 2", "2:1: error: a second YAML document begins here - put it in a file of its own"),
        ("a: 1\na: 2", '2:1: error: the key "a" is there twice - it is in line 1 already'),
        ("a: &x {b: 1}\nc: {<<: *x}", '2:5: error: "<<" is not supported - write the keys out'),
        ("? [a]\n: b", "1:3: error: a key must be a plain text"),
        ("a: *x", "1:4: error: there is no &x above - put a text that begins with * in quotes"),
        ("a: &x [*x]", "1:8: error: *x contains itself - write it out"),
        ("%YAML 1.2\n---\na: 1", "1:1: error: a line that begins with % is an instruction to YAML - remove it"),
        ("# b\n\n%TAG ! x\n---\na: 1", "3:1: error: a line that begins with % is an instruction to YAML - remove it"),
        ("a: 1\n%TAG ! x\n---\n", "2:1: error: a line that begins with % is an instruction to YAML - remove it"),
        ("a: 1\n...\n%TAG ! x\n", "3:1: error: a line that begins with % is an instruction to YAML - remove it"),
        ("a: 1\n...\n\n# c\nb: 2", "5:1: error: a second YAML document begins here - put it in a file of its own"),
        (
            "{a: 1}\nb: 2",
            (
                "2:1: error: this does not fit what is above - "
                "check the indentation, and put a text with quotes in it in quotes as a whole"
            ),
        ),
        (
            "a: - b",
            (
                "1:4: error: a list cannot begin here - "
                "begin it on a line of its own; put a text that begins with - in quotes"
            ),
        ),
        (
            "a: > b",
            (
                "1:6: error: nothing may follow > or | on its line - "
                "write the text on the lines below, indented; put a text that begins with > or | in quotes"
            ),
        ),
        ("a: ? b", "1:4: error: a text cannot begin with ? and a space - put it in quotes"),
        ("a:\n  -id: b\n   name: C", '2:3: error: a space is missing after "-" - write "- key: value"'),
        ("a:\n-id: b", '2:1: error: a space is missing after "-" - write "- key: value"'),
        ("a:\n  - id:b\n    name: C", '2:8: error: a space is missing after the colon - write "key: value"'),
        ("a:\n  b: 1\n  c:2\n  d: 3", '3:5: error: a space is missing after the colon - write "key: value"'),
        (
            "a:\n\u00a0\u00a0b: 1",
            "2:1: error: a special space stands where plain ones are expected - type the spaces before the text anew",
        ),
        (
            "a:\n  b: 1\n \u00a0c: 2",
            "3:2: error: a special space stands where plain ones are expected - type the spaces before the text anew",
        ),
        ("a: \0", "1:4: error: the character U+0000 cannot stand in YAML - remove it"),
        ("a: b\n\ufeffc: d", "2:1: error: the character U+FEFF cannot stand in YAML - remove it"),
    ],
)
def test_a_broken_file_is_refused_at_its_place(text: str, problem: str, *, pure: bool) -> None:
    assert read(text.encode(), pure=pure)[1] == [problem]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ("a: ü\nb: Größe".encode("latin-1"), "1:4: error: this is not encoded in UTF-8 - save it as UTF-8"),
        ("ü: b\nü: ".encode() + b"\xff", "2:4: error: this is not encoded in UTF-8 - save it as UTF-8"),
        ("a: ü".encode("utf-16-le"), "1:1: error: this is UTF-32, or UTF-16 without its mark - save it as UTF-8"),
        ("a: ü".encode("utf-16-be"), "1:1: error: this is UTF-32, or UTF-16 without its mark - save it as UTF-8"),
        ("a: ü".encode("utf-32"), "1:1: error: this is UTF-32, or UTF-16 without its mark - save it as UTF-8"),
        ("a: ü".encode("utf-32-be"), "1:1: error: this is UTF-32, or UTF-16 without its mark - save it as UTF-8"),
        (b"\xff\xfea\0:\0 \0\0\xd8", "1:4: error: this is not encoded in UTF-16-LE - save it as UTF-8"),
        (b"a: " + b"x" * FILE_BYTES, "1:1: error: the file is over 8 MiB - spread it over several files"),
    ],
    ids=[
        "latin-1",
        "utf-8 cut off",
        "utf-16-le without its mark",
        "utf-16-be without its mark",
        "utf-32 with its mark",
        "utf-32-be without its mark",
        "utf-16 cut off",
        "too large",
    ],
)
def test_bytes_that_are_no_text_are_refused_at_their_place(data: bytes, problem: str) -> None:
    assert read(data)[1] == [problem]


@BOTH
def test_a_file_goes_on_after_a_mistake_that_leaves_it_readable(*, pure: bool) -> None:
    tree, problems = read(b"a: !x 1\na: 2\n? [b]\n: c\n<<: 3\nd: 4", pure=pure)
    assert values(tree) == {"a": "1", "d": "4"}
    assert [problem[:3] for problem in problems] == ["1:4", "2:1", "3:3", "5:1"]


@BOTH
def test_a_colon_that_cannot_stand_in_braces_is_named_plainly(*, pure: bool) -> None:
    assert read(b"a: {b: c:}", pure=pure)[1] in (
        [
            (
                "1:9: error: this colon is not expected here - "
                "put a text that contains a colon and a space in quotes; check the indentation"
            )
        ],
        ["1:9: error: the mapping in { } is not closed - write a comma between its items and } at its end"],
    )


def nested(depth: int) -> bytes:
    return b"[" * depth + b"]" * depth


@BOTH
def test_twenty_levels_are_read_and_twenty_one_are_not(*, pure: bool) -> None:
    assert read(nested(20), pure=pure)[1] == []
    hint = "a conference needs no more than 8"
    assert read(nested(21), pure=pure)[1] == [f"1:21: error: lists and mappings are nested deeper than 20 - {hint}"]


@BOTH
def test_aliases_do_not_hide_how_deep_it_is(*, pure: bool) -> None:
    text = b"a: &a " + nested(10) + b"\nb: &b " + b"[" * 9 + b"*a" + b"]" * 9 + b"\nc: [*b]"
    assert [problem[:6] for problem in read(text, pure=pure)[1]] == ["3:5: e"]


@BOTH
@pytest.mark.parametrize("key", ["a", "x-a"])
def test_a_thousand_aliases_are_read_and_one_more_is_not(key: str, *, pure: bool) -> None:
    ten = f"{key}: &a 1\nx-b: &b [" + "*a, " * 9 + "]\nx-c: ["
    assert read(f"{ten}{'*b, ' * 99}*a]".encode(), pure=pure)[1] == []
    problem = "aliases (*) stand for more than 1000 others - write them out"
    assert [each.split("error: ")[1] for each in read(f"{ten}{'*b, ' * 99}*a, *a]".encode(), pure=pure)[1]] == [problem]


def test_what_an_alias_stands_for_is_the_same_values() -> None:
    assert values(read(b"a: &a {b: 1}\nc: [*a, *a]")[0]) == {"a": {"b": "1"}, "c": [{"b": "1"}, {"b": "1"}]}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{" + "".join(f"k{n}, " for n in range(1_001)) + "}", "a mapping has more than 1000 keys"),
        ("a: [{b: [" + "c, " * 1_001 + "]}]", "a list within a record has more than 1000 items"),
        ("[" + "[], " * 200_000 + "]", "the conference holds more than 800000 values"),
        (
            "a: &a " + "b" * 100_000 + "\nx: [" + "*a, " * 700 + "]",
            "the conference holds more than 64000000 characters",
        ),
        ("[" + "".join(f"&a{n} , " for n in range(1_001)) + "]", "there are more than 1000 anchors (&)"),
    ],
    ids=["keys", "items", "values", "text", "anchors"],
)
def test_there_is_a_limit_to_everything(text: str, message: str) -> None:
    assert [problem.split("error: ")[1].split(" - ")[0] for problem in read(text.encode())[1]] == [message]


def test_the_limit_is_that_of_all_files() -> None:
    findings, extent = Findings(), Extent()
    text = "[&a [" + "[], " * 1_000 + "], " + "*a, " * 99 + "]"
    trees = [parse(name, text, findings, extent) is not None for name in "abcd"]
    assert trees == [True, False, False, False]
    assert [str(problem) for problem in findings.problems()] == [
        "b:1:4241: error: the conference holds more than 800000 values - shorten it"
    ]


def test_a_file_of_mistakes_is_left_after_a_thousand() -> None:
    findings = Findings()
    parse("a", "a: 1\n" * 50_000, findings)
    assert findings.errors == 1_001


def sound(node: Node | None) -> bool:
    """Tell whether every text of a tree can be stored."""
    return repr(values(node)).isprintable() or bool(str(values(node)).encode())


YAMLISH = st.text(st.sampled_from("ab:-?[]{},&*!|>'\"%@`#<~ \t\n\r\\xu0dU8f9\u0085\u2028\ufeffäé"), max_size=60)


@BOTH
@given(data=st.one_of(st.binary(), YAMLISH.map(str.encode), st.text().map(lambda text: text.encode("utf-16"))))
@example(data=b"%YAML 1." + b"9" * 5_000 + b"\n---\na: 1")
@example(data=b'a: "\\ud800"')
@example(data=b'a: "\\UFFFFFFFF"')
@example(data=b'a: "\\xff\\0"')
@example(data=b"%TAG ! !\n---\na: !b c")
def test_any_bytes_at_all_become_a_tree_or_a_problem(data: bytes, *, pure: bool) -> None:
    tree, problems = read(data, pure=pure)
    assert (tree is not None and sound(tree)) or problems


@given(YAMLISH)
def test_both_parsers_tell_the_same_tree(text: str) -> None:
    (fast, problems), (slow, _) = read(text.encode()), read(text.encode(), pure=True)
    if fast is not None and slow is not None and not problems:
        assert values(fast) == values(slow)
