from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedule.loading import Loaded, load, load_texts
from schedule.model import Attendance, Programme
from tests.schedule.conferences import BASE, programme, said, session

if TYPE_CHECKING:
    from pathlib import Path

MORE = "tracks: [{id: t, name: T}]\npress: {contacts: [{name: Ada, phone: 0203-36 39 352}]}\n"


def folder(path: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        (path / f"{name}.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def lines(loaded: Loaded) -> list[str]:
    return [str(problem) for problem in loaded.problems]


def test_a_folder_is_read_and_its_texts_make_the_same_programme_again(tmp_path: Path) -> None:
    loaded = load(folder(tmp_path, a=BASE, b=MORE))
    assert loaded.programme is not None
    assert loaded.sources == (("a.yaml", BASE), ("b.yaml", MORE))
    assert load_texts(loaded.sources) == loaded


def test_a_conference_may_be_one_file_of_any_name(tmp_path: Path) -> None:
    file = tmp_path / "conference.txt"
    file.write_text(BASE)
    assert load(file).programme == programme()


def test_only_yaml_files_directly_in_the_folder_count(tmp_path: Path) -> None:
    folder(tmp_path, a=BASE)
    for name in (".hidden.yaml", "notes.txt", "b.yaml~"):
        (tmp_path / name).write_text("broken: [")
    (tmp_path / "deeper.yaml").mkdir()
    folder(tmp_path / "deeper.yaml", c="broken: [")
    assert load(tmp_path).programme == programme()


def test_a_yml_file_is_not_read_but_told(tmp_path: Path) -> None:
    folder(tmp_path, a=BASE)
    (tmp_path / "b.yml").write_text("broken: [")
    assert lines(load(tmp_path)) == ["b.yml:1:1: warning: a .yml file is not read - rename it to b.yaml"]


@pytest.mark.parametrize("name", ["b.YAML", "b.Yml"])
def test_a_file_that_ends_otherwise_is_not_read_but_told(tmp_path: Path, name: str) -> None:
    folder(tmp_path, a=BASE)
    (tmp_path / name).write_text("broken: [")
    (tmp_path / "c.yml").mkdir()
    ending = name[1:]
    assert lines(load(tmp_path)) == [f"{name}:1:1: warning: a {ending} file is not read - rename it to b.yaml"]


def test_files_are_read_up_to_thirty_two_mebibytes_together(tmp_path: Path) -> None:
    folder(tmp_path, **dict.fromkeys("bcdef", b"#" * 8_000_000))
    folder(tmp_path, a=BASE)
    assert lines(load(tmp_path)) == ["f.yaml:1:1: error: the files are together over 32 MiB - shorten them"]


def test_an_empty_folder_and_a_missing_one_are_one_problem(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert lines(load(tmp_path)) == [
        f"{tmp_path}:1:1: error: the folder has no .yaml file - write one, beginning with conference:"
    ]
    assert lines(load(missing)) == [f"{missing}:1:1: error: there is no such file or folder - check the path"]
    assert load(missing).programme is None


def test_a_folder_without_a_conference_says_so_once(tmp_path: Path) -> None:
    loaded = load(folder(tmp_path, a="", b=session("minutes: 5, stream: hall") + "streams: [{id: hall, name: Hall}]"))
    assert lines(loaded) == ["a.yaml:1:1: error: there is no conference - write its section: conference:"]


def test_a_link_out_of_the_folder_a_broken_one_and_a_pipe_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text("rooms: []")
    inside = tmp_path / "inside"
    inside.mkdir()
    folder(inside, a=BASE)
    (inside / "b.yaml").symlink_to(tmp_path / "outside.yaml")
    (inside / "c.yaml").symlink_to(inside / "nowhere")
    (inside / "d.yaml").symlink_to(inside / "d.yaml")
    (inside / "e.yaml").symlink_to(inside / "a.yaml")
    os.mkfifo(inside / "f.yaml")
    assert lines(load(inside)) == [
        "b.yaml:1:1: error: the file leads out of the folder - copy it into the folder",
        "c.yaml:1:1: error: it is a link to a file that is not there - mend the link or remove it",
        "d.yaml:1:1: error: the file cannot be read: it is a link to itself",
        "e.yaml:1:1: error: conference is there twice - it is in a.yaml:1 already",
        'e.yaml:2:14: error: room "main" is there twice - it is in a.yaml:2 already',
        'e.yaml:3:16: error: stream "hall" is there twice - it is in a.yaml:3 already',
        'e.yaml:4:17: error: speaker "ada" is there twice - it is in a.yaml:4 already',
        "f.yaml:1:1: error: this is no file that can be read - put a plain file in its place",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_a_problem(tmp_path: Path) -> None:
    folder(tmp_path, a=BASE, b="rooms: []")
    (tmp_path / "b.yaml").chmod(0)
    assert lines(load(tmp_path)) == ["b.yaml:1:1: error: the file cannot be read: Permission denied"]


def photo(path: Path, name: str) -> list[str]:
    return lines(load(folder(path, a=BASE, b=f"pages: [{{id: p, title: P, image: {name}}}]")))


def test_a_file_that_a_record_names_lies_inside_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    (inside / "images").mkdir(parents=True)
    (inside / "images" / "plan.png").touch()
    (tmp_path / "secret").touch()
    (inside / "images" / "out.png").symlink_to(tmp_path / "secret")
    said = {name: photo(inside, name) for name in ("images/plan.png", "images/out.png", "images/no.png", "images")}
    assert said == {
        "images/plan.png": [],
        "images/out.png": [
            'b.yaml:1:34: error: the file "images/out.png" leads out of the folder - copy it into the folder'
        ],
        "images/no.png": [
            'b.yaml:1:34: error: there is no file "images/no.png" in the folder - copy it there, or remove the line'
        ],
        "images": ['b.yaml:1:34: error: there is no file "images" in the folder - copy it there, or remove the line'],
    }


def test_texts_are_loaded_without_looking_for_their_files() -> None:
    assert said("pages: [{id: p, title: P, image: images/plan.png}]") == []


def test_lists_of_the_same_section_join_in_the_order_of_the_files(tmp_path: Path) -> None:
    contact = (
        "press: {{contacts: [{{name: {0}, phone: 123}}], releases: [{{title: {0}}}]}}\npages: [{{id: {1}, title: T}}]"
    )
    loaded = load(folder(tmp_path, b=contact.format("B", "b"), a=contact.format("A", "a"), C=BASE))
    assert loaded.programme is not None
    press = loaded.programme.press
    assert [contact.name for contact in press.contacts] == ["A", "B"]
    assert [str(release.title) for release in press.releases] == ["A", "B"]
    assert list(loaded.programme.page) == ["a", "b"]
    assert [name for name, _ in loaded.sources] == ["C.yaml", "a.yaml", "b.yaml"]


def test_a_single_value_stands_once() -> None:
    assert str(programme("press: {accreditation: at the desk}").press.accreditation) == "at the desk"
    assert said("press: {accreditation: a}", "press: {accreditation: b}") == [
        "b:1:9: error: accreditation is there twice - it is in a:1 already"
    ]


def test_an_empty_section_is_no_section() -> None:
    assert said("sessions:\nrooms: ~\npress:\n") == []


def test_notes_are_passed_over_everywhere() -> None:
    text = "x-a: {b: [1]}\npress: {x-b: 1}\nrooms: [{id: b, name: {en: B, de: B, x-fr: C}, x-key: under the mat}]"
    assert said(text) == []


def test_a_value_that_is_not_written_is_the_default() -> None:
    empty = session("minutes: 5, room: main, kind: , speakers: ~, abstract: null, talks: [{title: T, minutes: }]")
    assert programme(empty) == programme(session("minutes: 5, room: main, talks: [{title: T}]"))


STREAMS = "streams: [{id: room, name: R}, {id: own, name: O}]\n"
STREAMED = "rooms: [{id: main, name: Main, stream: room}, {id: cellar, name: Cellar}]\n"
ONSITE, ONLINE, HYBRID = Attendance.ONSITE, Attendance.ONLINE, Attendance.HYBRID


@pytest.mark.parametrize(
    ("keys", "attendance", "stream"),
    [
        ("room: main", HYBRID, "room"),
        ("room: main, stream: own", HYBRID, "own"),
        ("room: cellar", ONSITE, None),
        ("room: cellar, stream: own", HYBRID, "own"),
        ("stream: own", ONLINE, "own"),
        ("kind: talk", ONSITE, None),
        ("room: main, kind: break", ONSITE, None),
        ("room: main, kind: social", ONSITE, None),
        ("room: main, kind: break, stream: own", HYBRID, "own"),
        ("kind: break, stream: own", ONLINE, "own"),
        ("room: main, attendance: onsite", ONSITE, None),
        ("room: main, attendance: onsite, stream: own", ONSITE, None),
        ("room: main, attendance: online", ONLINE, "room"),
        ("stream: own, attendance: hybrid", HYBRID, "own"),
        ("room: cellar, attendance: hybrid", HYBRID, None),
        ("room: main, kind: break, attendance: hybrid", HYBRID, None),
    ],
)
def test_attendance_and_stream_follow_from_what_is_written(
    keys: str, attendance: Attendance, stream: str | None
) -> None:
    base = BASE.splitlines()[0] + "\n" + STREAMS + STREAMED
    loaded = programme(session(f"minutes: 5, {keys}"), base=base).session["s"]
    assert (loaded.attendance, loaded.stream) == (attendance, stream)


def test_a_session_is_on_the_day_of_its_start_in_the_zone_unless_written() -> None:
    late = "sessions: [{id: s, title: S, start: 2021-09-24 00:30, minutes: 5, room: main%s}]"
    days = [str(programme(late % day).session["s"].day) for day in ("", ", day: 2021-09-23", ", day: 2021-09-24")]
    assert days == ["2021-09-24", "2021-09-23", "2021-09-24"]


def test_sessions_and_excursions_are_sorted_by_time_then_as_written() -> None:
    times = {"c": "10:00", "a": "09:00", "b": "10:00", "d": "08:00"}
    sessions = "".join(
        f"- {{id: {name}, title: T, start: 2021-09-23 {time}, minutes: 5}}\n" for name, time in times.items()
    )
    excursions = "".join(
        f"- {{id: {name}, title: T, meets: 2021-09-23 {time}, meeting_point: {{name: M}}}}\n"
        for name, time in times.items()
    )
    loaded = programme(f"sessions:\n{sessions}excursions:\n{excursions}")
    assert [list(loaded.session), list(loaded.excursion)] == [["d", "a", "c", "b"]] * 2


def test_the_rest_is_told_although_a_file_cannot_be_read_to_its_end(tmp_path: Path) -> None:
    loaded = load(
        folder(tmp_path, a=BASE, b="rooms: [", c=session("minutes: soon, room: nowhere"), d="ü".encode("latin-1"))
    )
    assert lines(loaded) == [
        "b.yaml:1:9: error: a value is missing here - write it, and close every [ and {",
        'c.yaml:2:55: error: "soon" is no duration - write it like 20 min, 1 h 30 min or 30 s',
        "d.yaml:1:1: error: this is not encoded in UTF-8 - save it as UTF-8",
    ]


def test_all_problems_are_counted_and_the_first_hundred_told() -> None:
    loaded = load_texts([("a", BASE), ("b", "rooms: [" + "{}," * 300 + "]")])
    assert (len(loaded.problems), loaded.errors, loaded.more) == (100, 600, 500)
    assert [problem.column for problem in loaded.problems[:4]] == [9, 9, 12, 12]


def test_the_garbage_collector_is_left_as_it_was() -> None:
    load_texts([("a", BASE)])
    assert gc.isenabled()
    gc.disable()
    try:
        load_texts([("a", BASE)])
        assert not gc.isenabled()
    finally:
        gc.enable()


@settings(deadline=None)
@given(st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_at_all_are_a_programme_or_problems(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(data)
    loaded = load(path)
    assert (loaded.programme is None) is (loaded.errors > 0)
    assert all(len(str(problem).splitlines()) == 1 for problem in loaded.problems)


WRITTEN = """conference rooms streams speakers sessions excursions press contacts pages id name title start end minutes
room stream talks meets meeting_point place timezone languages starts ends kind day for x-a image en de"""
KEYS = st.sampled_from(WRITTEN.split())
SCALARS = st.one_of(
    st.sampled_from(
        ["main", "a", "2021-09-23", "2021-09-23 09:00", "10:00", "5 min", "Europe/Berlin", "en", "talk", ""]
    ),
    st.text(max_size=8),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=6)),
    max_leaves=30,
)


def flow(tree: Any) -> str:
    if isinstance(tree, list):
        return "[" + ", ".join(map(flow, tree)) + "]"
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{key}: {flow(value)}" for key, value in tree.items()) + "}"
    return "'" + str(tree).replace("'", "''") + "'"


@settings(deadline=None)
@given(st.lists(st.dictionaries(KEYS, TREES, max_size=6), max_size=3))
def test_any_tree_at_all_is_a_programme_or_problems(trees: list[dict[str, Any]]) -> None:
    loaded = load_texts([("base", BASE), *((str(number), flow(tree)) for number, tree in enumerate(trees))])
    assert (loaded.programme is None) is (loaded.errors > 0)


IDS = st.lists(st.from_regex(r"[a-z0-9][a-z0-9-]{0,31}", fullmatch=True), min_size=1, max_size=6, unique=True)
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Cn", "Zl", "Zp"]), min_size=1
).filter(lambda text: bool(text.strip()))


@st.composite
def sections(draw: st.DrawFn) -> list[str]:
    """Draw the records of a valid conference: every session has a room of its own and begins where it likes."""
    speakers, sessions = draw(IDS), draw(IDS)
    records = [f"speakers: [{{id: '{speaker}', name: {flow(draw(WORDS))}}}]" for speaker in speakers]
    for number, name in enumerate(sessions):
        minute = draw(st.integers(0, 23 * 60))
        start, talker = f"2021-09-23 {minute // 60:02d}:{minute % 60:02d}", draw(st.sampled_from(speakers))
        text = {"en": draw(WORDS), "de": draw(WORDS)} if draw(st.booleans()) else draw(WORDS)
        records.append(f"rooms: [{{id: r{number}, name: {flow(text)}}}]")
        records.append(
            f"sessions: [{{id: '{name}', title: {flow(text)}, start: {start}, minutes: {draw(st.integers(1, 59))}, "
            f"room: r{number}, speakers: ['{talker}']}}]"
        )
    return records


def in_any_order(programme: Programme) -> dict[str, Any]:
    """Return a programme's records without the order in which those that have no time were written."""
    return {
        section: getattr(programme, section) for section in ("conference", "room", "speaker", "session", "excursion")
    }


@settings(deadline=None)
@given(sections(), st.randoms(use_true_random=False))
def test_a_valid_conference_loads_whatever_the_order_of_its_files(records: list[str], random: Any) -> None:
    base = BASE.splitlines()[0]
    shuffled = random.sample(records, len(records))
    first, second = programme(*records, base=base), programme(*shuffled, base=base)
    assert in_any_order(first) == in_any_order(second)
    assert [each.start for each in first.sessions] == [each.start for each in second.sessions]
