import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedule.loading import Loaded, load_texts
from schedule.problems import Findings, Place, Problem, Severity, printable, summary
from tests.schedule.conferences import BASE, session


def problem(**changes: str) -> Problem:
    fields = {"message": "it is wrong", "hint": "mend it", "file": "a.yaml"} | changes
    return Problem(line=3, column=5, severity=Severity.ERROR, **fields)


def test_a_problem_is_one_line_with_its_place() -> None:
    assert str(problem()) == "a.yaml:3:5: error: it is wrong - mend it"
    assert str(problem(hint="")) == "a.yaml:3:5: error: it is wrong"


def test_control_characters_and_direction_overrides_are_escaped() -> None:
    hostile = problem(message="\x1b[31mred\nnew\u202eline\udc80", file="\r.yaml")
    assert str(hostile) == "\\r.yaml:3:5: error: \\x1b[31mred\\nnew\\u202eline\\udc80 - mend it"


@given(st.text())
def test_any_text_is_printed_on_one_line(text: str) -> None:
    assert len(f"{printable(text)}.".splitlines()) == 1
    assert printable(text).encode().decode() == printable(text)


def test_problems_are_sorted_by_file_line_and_column() -> None:
    findings = Findings()
    for place in (Place("b", 1, 1), Place("a", 10, 1), Place("a", 9, 2), Place("a", 9, 1)):
        findings.warning(place, "w")
    findings.error(Place("a", 9, 3), "e")
    assert [str(each) for each in findings.problems()] == [
        "a:9:1: warning: w",
        "a:9:2: warning: w",
        "a:9:3: error: e",
        "a:10:1: warning: w",
        "b:1:1: warning: w",
    ]


@given(st.lists(st.tuples(st.integers(1, 5_000), st.booleans()), max_size=3_000, unique=True))
def test_the_first_hundred_are_kept_errors_before_warnings(found: list[tuple[int, bool]]) -> None:
    findings = Findings()
    for line, is_error in found:
        (findings.error if is_error else findings.warning)(Place("a", line), "m")
    ranked = sorted(found, key=lambda each: (not each[1], each[0]))[:100]
    shown = [(each.line, each.severity is Severity.ERROR) for each in findings.problems()]
    assert shown == sorted(ranked, key=lambda each: (each[0], not each[1]))
    assert findings.errors + findings.warnings == len(found)


def test_a_hint_is_looked_for_only_if_it_is_shown() -> None:
    asked = []

    def hint() -> str:
        asked.append(1)
        return "h"

    findings = Findings()
    for line in range(1, 5_001):
        findings.error(Place("a", line), "m", hint)
    assert {each.hint for each in findings.problems()} == {"h"}
    assert len(asked) == 100


def loaded(*texts: str) -> Loaded:
    return load_texts([(str(number), text) for number, text in enumerate(texts)])


@pytest.mark.parametrize(
    ("texts", "line"),
    [
        ((BASE,), "no problems: 0 sessions, 1 speaker, 0 excursions, 0 pages"),
        ((BASE, session("minutes: 5")), "1 warning: 1 session, 1 speaker, 0 excursions, 0 pages"),
        ((BASE, session("minutes: 5}\n- {id: s")), "4 errors, 2 warnings"),
        ((BASE, "rooms: [" + "{}," * 300 + "]"), "600 errors (500 more than are listed)"),
    ],
)
def test_the_last_line_counts(texts: tuple[str, ...], line: str) -> None:
    assert summary(loaded(*texts)) == line
